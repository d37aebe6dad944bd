import type { Bot, ChatTrouble } from "#chat";
import type { FakeSlack, Message } from "../fakes/slack/api.ts";
import { BOT_USER, CHANNEL, TEAM } from "../fakes/slack/api.ts";
import { eventCallback, mention, slashCommand } from "../fakes/slack/payloads.ts";
import { readMessage } from "../fakes/slack/read.ts";
import { type Beginning, encoded, openHttpRig, openSocketRig, until } from "../fakes/slack/rig.ts";
import { describeAdapter, type Harness, type Shown } from "./adapter.ts";
import { describeTrouble, type TroubleHarness } from "./trouble.ts";

describeAdapter("Slack by signed HTTP", async (bot) => {
  const rig = await openHttpRig(bot);
  const deliver = async (payload: object) => {
    const { body, type } = encoded(payload);
    const response = await rig.send(body, type);
    if (response.status !== 200) throw new Error(`HTTP ${response.status}`);
  };
  return harness(rig, deliver);
});

describeAdapter("Slack by Socket Mode", async (bot: Bot) => {
  const rig = await openSocketRig(bot);
  const deliver = async (payload: object) => {
    const id = rig.socket.deliver("command" in payload ? "slash_commands" : "events_api", payload);
    await until(() => rig.socket.acks.some(({ envelope_id }) => envelope_id === id));
  };
  return harness(rig, deliver);
});

describeTrouble("Slack by signed HTTP", (bot, beginning) => troubled(openHttpRig, bot, beginning));
describeTrouble("Slack by Socket Mode", (bot, beginning) => troubled(openSocketRig, bot, beginning));

/** What Slack answers for each trouble; a lost answer is one whose outcome nobody knows. */
const ERRORS: Readonly<Record<Exclude<ChatTrouble, "busy" | "unknown-outcome">, string>> = {
  gone: "is_archived",
  forbidden: "restricted_action",
  "needs-invite": "not_in_channel",
  "tenant-gone": "team_not_found",
  "our-bug": "invalid_blocks",
};

type Rig = { readonly slack: FakeSlack; readonly adapter: Harness["adapter"]; stop(): Promise<void> };

function harness({ slack, adapter, stop }: Rig, deliver: (payload: object) => Promise<void>): Harness {
  let last: object = {};
  let askedAt = 0;
  return {
    adapter,
    place: { platform: "slack", tenant: TEAM, id: CHANNEL },
    asker: { id: "UADA" },
    async ask(command, topic) {
      last = slashCommand({
        command: `/${command}`,
        text: topic,
        trigger_id: slack.newTrigger(),
        response_url: slack.newResponseUrl(CHANNEL),
      });
      askedAt = Date.now();
      const start = performance.now();
      await deliver(last);
      return { ackMs: performance.now() - start };
    },
    redeliver: () => deliver(last),
    async echo() {
      const own = { user: BOT_USER, bot_id: "BBOT" };
      await deliver(eventCallback(mention(`<@${BOT_USER}> whats-next harbour`, own)));
      await deliver(
        eventCallback({ ...mention("whats-next", own), type: "message", channel_type: "im", channel: "D0ADA" }),
      );
      await deliver(
        eventCallback({
          ...mention("whats-next", { bot_id: "BOTHER", user: undefined }),
          type: "message",
          channel_type: "im",
        }),
      );
    },
    refusePost(trouble, retryAfterMs) {
      slack.failNext(
        "chat.postMessage",
        trouble === "busy"
          ? { retryAfter: retryAfterMs / 1_000 }
          : trouble === "unknown-outcome"
            ? { status: 500, body: "<html>oops</html>" }
            : { error: ERRORS[trouble] },
      );
    },
    shown: () => slack.messages.map((message) => shownOf(message, askedAt)),
    illegal: () => slack.faults,
    stop,
  };
}

type OpenRig = typeof openHttpRig | typeof openSocketRig;

/** The adapter while Slack, or the way to it, does not work. The channel's history may be read. */
async function troubled(open: OpenRig, bot: Bot, beginning: Beginning): Promise<TroubleHarness> {
  const { slack, adapter, logged, fatal, stop } = await open(bot, {}, beginning);
  slack.scopes.add("channels:history");
  return {
    adapter,
    place: { platform: "slack", tenant: TEAM, id: CHANNEL },
    answerPost: (answer) => slack.failNext("chat.postMessage", answer),
    losePost(made) {
      if (made) slack.failNext("chat.postMessage", { lost: true });
      else slack.failNext("chat.postMessage", { status: 500, body: "" });
    },
    refuseToken() {
      slack.settings.botToken = "xoxb-another";
    },
    goAway: slack.goAway,
    comeBack: slack.comeBack,
    asked: () => slack.callsTo("chat.postMessage").length,
    made: () => slack.messages.length,
    fatal,
    warned: () => logged.flatMap(({ level, message }) => (level === "warn" ? [message] : [])),
    stop,
  };
}

function shownOf(message: Message, askedAt: number): Shown {
  return {
    seenBy: message.ephemeral ? "asker" : "everyone",
    where: message.channel,
    isProgress: message.blocks === undefined,
    ...readMessage(message),
    afterMs: message.at - askedAt,
  };
}
