import { setTimeout as wait } from "node:timers/promises";
import type { App, types } from "@slack/bolt";
import type { Ask, Choice, Options, Reply } from "#chat";
import { answerTo, type Context, notice, referenceOf } from "../outbound/context.ts";
import { replyPrivately } from "../outbound/private-reply.ts";
import { LIMITS } from "../render/limits.ts";
import { type Metadata, readMetadata, renderForm, renderModal, renderWaiting } from "../render/modals.ts";
import { plainText, shorten } from "../render/text.ts";
import { codeOf, toChatError } from "../transport/errors.ts";
import { retryOnce } from "../transport/retry.ts";
import { answerInTime } from "./answer-in-time.ts";
import { placeOf, speakerOf } from "./place.ts";
import type { Press } from "./press.ts";

/** Shows the answer to a press in a modal: in the one that the button stands in, or in a new one. */
export async function openDialog(context: Context, press: Press): Promise<void> {
  const metadata = metadataOf(press);
  await show(context, press, (reply) => viewOf(context, reply, metadata), metadata);
}

/** Opens the form that the answer to a press carries, whatever else can be chosen; without one, the answer. */
export async function openForm(context: Context, press: Press): Promise<void> {
  const metadata = metadataOf(press);
  await show(context, press, (reply) => viewOf(context, { ...reply, actions: [] }, metadata), metadata);
}

/** A reply in a modal; one that has nothing to offer but a form is that form. */
function viewOf({ prefix }: Context, reply: Reply, metadata: Metadata): types.ModalView {
  const { form, blocks, actions } = reply;
  if (!form || actions.length > 0) return renderModal(reply, prefix, metadata);
  return renderForm(
    form,
    blocks.flatMap((block) => (block.kind === "notice" ? block.text : [])),
    metadata,
  );
}

/** Fills the pickers of our forms from memory, and answers what is submitted. */
export function onForms(app: App, context: () => Context): void {
  app.options(/.*/, async ({ ack, body, payload }) => {
    const kit = context();
    const from = readMetadata("view" in body ? body.view?.private_metadata : undefined);
    const field = "action_id" in payload ? payload.action_id : "";
    const place = placeOf(kit, body, speakerOf(body), from?.channel ?? body.user.id);
    if (!from?.ask || !kit.serves(place.tenant)) return ack({ options: [] });
    const { command, options } = from.ask;
    const typed = { ...options, [field]: payload.value ?? "" };
    const choices = kit.bot.suggest({ id: "suggest", command, options: typed, place, by: { id: body.user.id } }, field);
    await ack({ options: optionsOf(choices) });
  });
  app.view({ callback_id: "form", type: "view_submission" }, async ({ ack, body, view }) => {
    const kit = context();
    const from = readMetadata(view.private_metadata) ?? {};
    const ask: Ask = {
      // A form that was mended is another ask, though the view stays the same.
      id: `${view.id}-${view.hash}-${"trigger_id" in body ? body.trigger_id : ""}`,
      command: from.ask?.command ?? "nutgraf",
      options: { ...from.ask?.options, ...valuesOf(view.state.values) },
      place: placeOf(kit, body, speakerOf(body), from.channel ?? body.user.id),
      by: { id: body.user.id, name: body.user.name },
    };
    const channel = from.channel;
    const metadata = channel === undefined ? {} : { channel };
    const answering = answerTo(kit, ask);
    // What is wrong with a field can be said beside it, with all that was typed left as it is, only within the three
    // seconds of the acknowledgement. https://docs.slack.dev/surfaces/modals#displaying_errors
    const soon = await Promise.race([answering, wait(ANSWER_MS, undefined, { ref: false })]);
    const problem = soon?.form?.problem;
    if (problem && Object.hasOwn(view.state.values, problem.field) && saysOnly(problem.text, soon))
      return ack({ response_action: "errors", errors: { [problem.field]: shorten(problem.text, LIMITS.fieldError) } });
    if (soon) return ack({ response_action: "update", view: viewOf(kit, soon, metadata) });
    await ack({ response_action: "update", view: renderWaiting(metadata) });
    const reply = await answering;
    const shown = viewOf(kit, reply, metadata);
    try {
      await retryOnce(() => kit.client.views.update({ view_id: view.id, view: shown }), { repeatable: true });
    } catch (error) {
      const { message } = toChatError(error, "answering in a dialog");
      kit.log.error({ ask: ask.id, reference: referenceOf(ask.id) }, message);
      await replyPrivately(kit, { ask: ask.id, channel: ask.place.id, user: body.user.id }, reply);
    }
  });
}

/** Beside a field there is room for what is wrong with it, and for nothing else that the reply tells. */
function saysOnly(text: string, { blocks }: Reply): boolean {
  return blocks.every((block) => block.kind === "notice" && block.text === text);
}

/** A submission whose answer takes longer is acknowledged without it. */
const ANSWER_MS = 1_500;

async function show(
  context: Context,
  { ask, asked, triggerId, view: current }: Press,
  render: (reply: Reply) => types.ModalView,
  metadata: Metadata,
): Promise<void> {
  const { client } = context;
  let opened = current?.id;
  const open = async (view: types.ModalView) => {
    const result = await client.views.open({ trigger_id: triggerId, view });
    opened = result.view?.id;
  };
  try {
    const waiting = renderWaiting(metadata);
    const reply = await answerInTime(context, ask, () =>
      opened === undefined ? open(waiting) : client.views.update({ view_id: opened, view: waiting }),
    );
    const view = render(reply);
    const view_id = opened;
    if (view_id === undefined) await open(view);
    else await retryOnce(() => client.views.update({ view_id, view }), { repeatable: true });
  } catch (error) {
    const { message } = toChatError(error, "opening a dialog");
    context.log.warn({ ask: asked.ask, reference: referenceOf(asked.ask) }, message);
    // The trigger is gone after three seconds and after one use; what was asked for can still be read as a message.
    if (/trigger/.test(codeOf(error) ?? "")) return replyPrivately(context, asked, await answerTo(context, ask));
    await replyPrivately(context, asked, cannotOpen(asked.ask));
  }
}

function optionsOf(choices: readonly Choice[]): types.PlainTextOption[] {
  return choices
    .filter(({ value }) => value.length > 0 && value.length <= LIMITS.optionValue)
    .slice(0, LIMITS.options)
    .map(({ value, label }) => ({ text: plainText(label, LIMITS.optionText), value }));
}

function metadataOf({ ask, asked: { channel, user } }: Press): Metadata {
  return channel === user || ask.place.id === user ? {} : { channel };
}

type Values = Record<
  string,
  Record<
    string,
    { selected_option?: { value: string } | null; selected_options?: { value: string }[] | null; value?: string | null }
  >
>;

function valuesOf(values: Values): Options {
  const named = Object.values(values).flatMap((fields) => Object.entries(fields));
  return Object.fromEntries(
    named.flatMap(([name, { selected_option, selected_options, value: typed }]) => {
      const chosen = selected_options?.map(({ value }) => value).join(".");
      const value = selected_option?.value ?? chosen ?? typed ?? undefined;
      return value ? [[name, value]] : [];
    }),
  );
}

function cannotOpen(ask: string): Reply {
  const text = `The dialog could not be opened. Please try again; if it fails again, tell whoever runs this bot the reference ${referenceOf(ask)}.`;
  return notice("That did not open", text, "trouble");
}
