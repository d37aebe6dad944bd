import type { types } from "@slack/bolt";
import type { Action, Reply } from "#chat";
import { type Context, notice, referenceOf } from "../outbound/context.ts";
import { type Dialog, dialogOf } from "../outbound/dialog.ts";
import { replyPrivately } from "../outbound/private-reply.ts";
import { share } from "../outbound/share.ts";
import { type Metadata, renderForm, renderModal, renderWaiting } from "../render/modals.ts";
import { codeOf, toChatError } from "../transport/errors.ts";
import { announced, answerInTime } from "./answer-in-time.ts";
import type { Press } from "./button-press.ts";

/**
 * Shows the answer to a press: under the message, to the asker alone, or in a dialog if the button asks for one. A slow
 * answer always goes to a dialog, which first shows a progress message: one in the channel could not be taken back.
 */
export async function answerPress(context: Context, press: Press): Promise<void> {
  const { ask, asked, pressed, view } = press;
  const dialog = dialogOf(context, press);
  const metadata = metadataOf(press);
  const isForDialog = pressed.shown === "dialog" || pressed.shown === "form" || view || !asked.respond;
  const reply = await answerInTime(context, ask, () => dialog.show(renderWaiting(metadata)));
  if (!isForDialog && !dialog.isOpen()) return replyPrivately(context, asked, reply);
  // Whoever asks for a form gets it, whatever else the reply offers.
  const shown = pressed.shown === "form" ? { ...reply, actions: [] } : reply;
  try {
    await dialog.show(viewOf(context, shown, metadata));
  } catch (error) {
    const { message } = toChatError(error, "opening a dialog");
    context.log.warn({ ask: asked.ask, reference: referenceOf(asked.ask) }, message);
    // A trigger expires after three seconds and after one use, and people may close a dialog while they wait: the
    // answer can still be read as a message.
    const isReadable = isOver(error) || (dialog.isOpen() && !view);
    await replyPrivately(context, asked, isReadable ? reply : cannotOpen(asked.ask));
  }
}

/** Shares an answer, and shows the outcome where the button was pressed: in the dialog, or under the message. */
export async function answerShare(context: Context, press: Press): Promise<void> {
  const { asked, pressed, view } = press;
  const dialog = dialogOf(context, press);
  const metadata = metadataOf(press);
  const { reply, link } = await announced(
    share(context, press),
    () => dialog.show(renderWaiting(metadata)),
    (reason) => context.log.warn({ ask: asked.ask, reason }, "could not send a progress message"),
  );
  if (!dialog.isOpen()) return replyPrivately(context, asked, reply, link);
  const back: Action = { label: "Back to the answer", ask: pressed.ask, shown: "dialog" };
  const told = view ? { ...reply, actions: [back, ...reply.actions] } : reply;
  await showOr(dialog, renderModal(told, context.prefix, metadata, link), async (error) => {
    const { message } = toChatError(error, "telling what became of a share");
    context.log.info({ ask: asked.ask }, message);
    await replyPrivately(context, asked, reply, link);
  });
}

/** A reply in a modal. A reply that offers nothing but a form is shown as that form. */
export function viewOf({ prefix }: Context, reply: Reply, metadata: Metadata): types.ModalView {
  const { form, blocks, actions } = reply;
  if (!form || actions.length > 0) return renderModal(reply, prefix, metadata);
  return renderForm(
    form,
    blocks.flatMap((block) => (block.kind === "notice" ? block.text : [])),
    metadata,
  );
}

async function showOr(dialog: Dialog, view: types.ModalView, otherwise: (error: unknown) => Promise<void>) {
  try {
    await dialog.show(view);
  } catch (error) {
    await otherwise(error);
  }
}

/** Whether a dialog can no longer be opened or updated, through nobody's fault. */
function isOver(error: unknown): boolean {
  return /trigger|^not_found$/.test(codeOf(error) ?? "");
}

function metadataOf({ ask, asked: { channel, user, thread, ofChannel } }: Press): Metadata {
  if (channel === user || ask.place.id === user) return {};
  return { channel, ...(thread !== undefined && { thread }), ...(ofChannel && { ofChannel }) };
}

function cannotOpen(ask: string): Reply {
  const text = `The dialog could not be opened. Please try again; if it fails again, tell whoever runs this bot the reference ${referenceOf(ask)}.`;
  return notice("That did not open", text, "trouble");
}
