import type { App, BlockAction, RespondFn } from "@slack/bolt";
import { type Context, notice } from "../outbound/context.ts";
import { type Asked, replyPrivately } from "../outbound/private-reply.ts";
import { share } from "../outbound/share.ts";
import { readPress } from "../render/buttons.ts";
import { readMetadata } from "../render/modals.ts";
import { reasonOf } from "../transport/log.ts";
import { answerInTime, SIGN_AFTER_MS, SIGN_OF_LIFE } from "./answer-in-time.ts";
import { openDialog, openForm } from "./modals.ts";
import { placeOf, speakerOf } from "./place.ts";
import type { Press } from "./press.ts";

/** Answers buttons and choices under our messages, in our modals and in the App Home. */
export function onActions(app: App, context: () => Context): void {
  app.action(/.*/, async ({ ack, body, respond }) => {
    await ack();
    if (body.type !== "block_actions") return;
    const kit = context();
    const press = readBody(kit, body, respond);
    if (press) await act(kit, press);
  });
}

async function act(context: Context, press: Press): Promise<void> {
  const { pressed, asked, ask, view } = press;
  if (!context.serves(ask.place.tenant)) {
    const reply = await answerInTime(context, ask, async () => {});
    return replyPrivately(context, asked, reply);
  }
  if (pressed.shown === "channel") return announced(context, asked, () => share(context, press));
  if (pressed.shown === "form") return openForm(context, press);
  if (pressed.shown === "dialog" || view || !asked.respond) return openDialog(context, press);
  const { respond } = asked;
  const reply = await answerInTime(context, ask, () => respond({ text: SIGN_OF_LIFE, replace_original: false }));
  await replyPrivately(context, asked, reply);
}

/** Says that a share is on its way where it takes a while: nothing of it is seen before it is there. */
async function announced({ client, log }: Context, asked: Asked, work: () => Promise<void>): Promise<void> {
  const { channel, user, respond, ask } = asked;
  const say = () =>
    respond
      ? respond({ text: SIGN_OF_LIFE, response_type: "ephemeral", replace_original: false })
      : client.chat.postEphemeral({ channel, user, text: SIGN_OF_LIFE });
  const timer = setTimeout(() => {
    say().catch((error: unknown) => log.warn({ ask, reason: reasonOf(error) }, "no sign of life could be given"));
  }, SIGN_AFTER_MS);
  await work().finally(() => clearTimeout(timer));
}

function readBody(context: Context, body: BlockAction, respond: RespondFn | undefined): Press | undefined {
  const [action] = body.actions;
  if (!action) return undefined;
  const value =
    "selected_option" in action ? action.selected_option?.value : "value" in action ? action.value : undefined;
  const pressed = readPress(action.action_id, value ?? "");
  const isModal = body.view?.type === "modal";
  const from = readMetadata(body.view?.private_metadata);
  const channel = body.channel?.id ?? from?.channel ?? body.user.id;
  const asked: Asked = {
    ask: `${body.trigger_id}-${action.action_ts}`,
    channel,
    user: body.user.id,
    ...(body.message?.thread_ts && { thread: String(body.message.thread_ts) }),
    ...(body.response_url && respond && { respond }),
  };
  if (!pressed) {
    if ("value" in action || "selected_option" in action) void replyPrivately(context, asked, stale);
    return undefined;
  }
  const name = body.user.name ?? body.user.username;
  return {
    pressed,
    asked,
    triggerId: body.trigger_id,
    ...(isModal && body.view && { view: { id: body.view.id } }),
    ask: {
      id: asked.ask,
      command: pressed.ask.command,
      options: pressed.ask.options,
      place: placeOf(context, body, speakerOf(body), channel),
      by: { id: body.user.id, ...(name && { name }) },
    },
  };
}

const stale = notice(
  "This button is out of date",
  "It comes from another version of this bot. Please ask again with the command.",
);
