import type { App, BlockAction, RespondFn } from "@slack/bolt";
import { answerTo, type Context, notice } from "../outbound/context.ts";
import { type Asked, replyPrivately } from "../outbound/private-reply.ts";
import { OF_CHANNEL, readPress } from "../render/buttons.ts";
import { readMetadata } from "../render/modals.ts";
import type { Press } from "./button-press.ts";
import { answerPress, answerShare } from "./dialogs.ts";
import { channelOf, inThread, placeOf, speakerOf, threadOf } from "./place.ts";

/** Answers buttons and menus under our messages, in our modals and in the App Home. */
export function onActions(app: App, context: () => Context): void {
  app.action(/.*/, async ({ ack, body, respond }) => {
    await ack();
    if (body.type !== "block_actions") return;
    const kit = context();
    const press = await readBody(kit, body, respond);
    if (press) await act(kit, press);
  });
}

async function act(context: Context, press: Press): Promise<void> {
  const { pressed, asked, ask } = press;
  if (!context.serves(ask.place.tenant)) return replyPrivately(context, asked, await answerTo(context, ask));
  await (pressed.shown === "channel" ? answerShare(context, press) : answerPress(context, press));
}

async function readBody(
  context: Context,
  body: BlockAction,
  respond: RespondFn | undefined,
): Promise<Press | undefined> {
  const [action] = body.actions;
  if (!action) return undefined;
  const value =
    "selected_option" in action ? action.selected_option?.value : "value" in action ? action.value : undefined;
  const pressed = readPress(action.action_id, value ?? "");
  const isModal = body.view?.type === "modal";
  const from = readMetadata(body.view?.private_metadata);
  const channel = body.channel?.id ?? from?.channel ?? channelOf(body) ?? body.user.id;
  const thread = threadOf(body) ?? from?.thread;
  const ofChannel = from?.ofChannel ?? action.block_id === OF_CHANNEL;
  const asked: Asked = {
    ask: `${body.trigger_id}-${action.action_ts}`,
    channel,
    user: body.user.id,
    ...(thread !== undefined && { thread, ofChannel }),
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
      place: inThread(await placeOf(context, body, speakerOf(body), channel), asked),
      by: { id: body.user.id, ...(name && { name }) },
    },
  };
}

const stale = notice(
  "This button is out of date",
  "It comes from another version of this bot. Please ask again with the command.",
);
