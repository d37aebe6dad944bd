import { setTimeout as wait } from "node:timers/promises";
import type { App, types } from "@slack/bolt";
import { type Ask, type Choice, isBlank, type Options, type Reply, shorten } from "#chat";
import { answerTo, type Context, referenceOf } from "../outbound/context.ts";
import { replyPrivately } from "../outbound/private-reply.ts";
import { LIMITS } from "../render/limits.ts";
import { readMetadata, renderWaiting } from "../render/modals.ts";
import { plainText } from "../render/text.ts";
import { toChatError } from "../transport/errors.ts";
import { retryOnce } from "../transport/retry.ts";
import { viewOf } from "./dialogs.ts";
import { inThread, placeOf, speakerOf } from "./place.ts";

/** Fills the pickers of our forms from memory, and answers what is submitted. */
export function onForms(app: App, context: () => Context): void {
  app.options(/.*/, async ({ ack, body, payload }) => {
    const kit = context();
    const from = readMetadata("view" in body ? body.view?.private_metadata : undefined);
    const field = "action_id" in payload ? payload.action_id : "";
    const place = inThread(await placeOf(kit, body, speakerOf(body), from?.channel ?? body.user.id), from ?? {});
    if (!from?.ask || !kit.serves(place.tenant)) return ack({ options: [] });
    const { command, options } = from.ask;
    const typed = { ...options, [field]: payload.value ?? "" };
    const choices = kit.bot.suggest({ id: "suggest", command, options: typed, place, by: { id: body.user.id } }, field);
    await ack({ options: optionsOf(choices) });
  });
  app.view({ callback_id: "form", type: "view_submission" }, async ({ ack, body, view }) => {
    const empty = emptyFields(view);
    if (Object.keys(empty).length > 0) return ack({ response_action: "errors", errors: empty });
    const kit = context();
    const { ask: asks, ...from } = readMetadata(view.private_metadata) ?? {};
    const { channel = body.user.id, thread, ofChannel } = from;
    const ask: Ask = {
      // A corrected form is another ask, though the view's id stays the same.
      id: `${view.id}-${view.hash}-${"trigger_id" in body ? body.trigger_id : ""}`,
      command: asks?.command ?? "nutgraf",
      options: { ...asks?.options, ...valuesOf(view.state.values) },
      place: inThread(await placeOf(kit, body, speakerOf(body), channel), from),
      by: { id: body.user.id, name: body.user.name },
    };
    const answering = answerTo(kit, ask);
    // An error can be shown beside its field, keeping all that was typed, only within the three seconds of the
    // acknowledgement. https://docs.slack.dev/surfaces/modals#displaying_errors
    const soon = await Promise.race([answering, wait(ANSWER_MS, undefined, { ref: false })]);
    const problem = soon?.form?.problem;
    if (problem && Object.hasOwn(view.state.values, problem.field) && saysOnly(problem.text, soon))
      return ack({ response_action: "errors", errors: { [problem.field]: shorten(problem.text, LIMITS.fieldError) } });
    if (soon) return ack({ response_action: "update", view: viewOf(kit, soon, from) });
    await ack({ response_action: "update", view: renderWaiting(from) });
    const reply = await answering;
    const shown = viewOf(kit, reply, from);
    try {
      await retryOnce(() => kit.client.views.update({ view_id: view.id, view: shown }), { repeatable: true });
    } catch (error) {
      const { message } = toChatError(error, "answering in a dialog");
      kit.log.error({ ask: ask.id, reference: referenceOf(ask.id) }, message);
      const inPlace = { channel, ...(thread !== undefined && { thread }), ...(ofChannel && { ofChannel }) };
      await replyPrivately(kit, { ask: ask.id, user: body.user.id, ...inPlace }, reply);
    }
  });
}

/** Whether a reply says only this: beside a field there is no room for anything else. */
function saysOnly(text: string, { blocks }: Reply): boolean {
  return blocks.every((block) => block.kind === "notice" && block.text === text);
}

/** If an answer takes longer, the submission is acknowledged without it. */
const ANSWER_MS = 1_500;

function optionsOf(choices: readonly Choice[]): types.PlainTextOption[] {
  return choices
    .filter(({ value }) => value.length > 0 && value.length <= LIMITS.optionValue)
    .slice(0, LIMITS.options)
    .map(({ value, label }) => ({ text: plainText(label, LIMITS.optionText), value }));
}

type Values = Record<
  string,
  Record<
    string,
    { selected_option?: { value: string } | null; selected_options?: { value: string }[] | null; value?: string | null }
  >
>;

type Submitted = { readonly blocks: readonly object[]; readonly state: { readonly values: Values } };

/**
 * Slack enforces required fields but accepts invisible text in them. Returns an error for each such field, which keeps
 * the form open.
 */
function emptyFields({ blocks, state }: Submitted): Record<string, string> {
  const needed = blocks.flatMap((block) =>
    "block_id" in block && "optional" in block && block.optional === false ? [String(block.block_id)] : [],
  );
  const isEmpty = (field: string) => {
    const typed = Object.values(state.values[field] ?? {}).flatMap(({ value }) => value ?? []);
    return typed.length > 0 && typed.every(isBlank);
  };
  return Object.fromEntries(needed.filter(isEmpty).map((field) => [field, "Please write something here."]));
}

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
