import type { openFakeSlack } from "../../fakes/slack/api.ts";
import { blockAction, slashCommand } from "../../fakes/slack/payloads.ts";
import { encoded } from "../../fakes/slack/rig.ts";
import { signed } from "../../fakes/slack/sign.ts";

type Slack = Awaited<ReturnType<typeof openFakeSlack>>;
type Button = { readonly action_id: string; readonly value?: string; readonly text?: { readonly text: string } };

/** Sets up a schedule in Slack as a person does, by command and button, and waits for its introduction. */
export async function setUpSchedule(address: string, slack: Slack): Promise<void> {
  const from = () => ({ trigger_id: slack.newTrigger(), response_url: slack.newResponseUrl("CGENERAL") });
  const send = async (payload: object, done: () => boolean) => {
    const { body, type } = encoded(payload);
    const headers = { "content-type": type, ...signed(body) };
    const { status } = await fetch(`${address}/slack/events`, { method: "POST", headers, body });
    if (status !== 200) throw new Error(`the bot answered ${status}`);
    for (let waitedMs = 0; !done(); waitedMs += 10) {
      if (waitedMs > 20_000) throw new Error("the bot did not answer");
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  slack.users.set("UADA", { id: "UADA", tz: "Europe/London" });
  const save = () => buttonsIn(slack.messages).find(({ text }) => text?.text === "Save and introduce it here");
  await send(slashCommand({ command: "/briefing-schedule", text: "irs daily 09:00", ...from() }), () => !!save());
  const introduced = () => slack.messages.some(({ ephemeral }) => !ephemeral);
  await send(blockAction({ action: save() as Button, channel: "CGENERAL", ...from() }), introduced);
}

function buttonsIn(messages: Slack["messages"]): Button[] {
  return messages.flatMap(({ blocks }) =>
    ((blocks ?? []) as readonly { type: string; elements?: readonly Button[] }[]).flatMap(({ type, elements = [] }) =>
      type === "actions" ? elements : [],
    ),
  );
}
