import { createHash } from "node:crypto";
import type { types } from "@slack/bolt";
import { type Action, fitsToken, pack, type Reply, type Stub, unpack } from "#chat";
import { LIMITS, MOST_BUTTONS } from "./limits.ts";
import { plainText } from "./text.ts";

/** What a press on one of our buttons carries back. */
export type Pressed = {
  readonly shown: Action["shown"] | "form";
  readonly ask: Stub;
  /** Of the reply it stood under: what is shared must say the same words. */
  readonly edition?: string;
};

/** The buttons under a reply; many of them become a list to choose from. */
export function renderActions(reply: Reply, seenBy: "asker" | "everyone", total: number): types.ActionsBlock[] {
  const shown = reply.actions.filter(
    (action) => fitsToken(action.ask) && (seenBy === "asker" || action.shown !== "channel"),
  );
  const choices = shown.filter((action) => action.shown === "reply" && pack(action.ask).length <= LIMITS.optionValue);
  const listed = choices.length > MOST_BUTTONS ? choices : [];
  const buttons = shown.filter((action) => !listed.includes(action)).slice(0, MOST_BUTTONS + 1);
  const elements: types.ActionsBlockElement[] = [
    ...(listed.length > 0 ? [chooser(listed, (total * 2) / 5)] : []),
    ...buttons.map((action, index) => button(action, index, reply.edition)),
    ...(reply.form && reply.answers && fitsToken(reply.answers) ? [formButton(reply.form.title, reply.answers)] : []),
  ];
  return elements.length > 0 ? [{ type: "actions", elements: elements.slice(0, LIMITS.actions) }] : [];
}

/** Reads a press back; undefined for another version's, a forged or a broken one. */
export function readPress(actionId: string, value: string): Pressed | undefined {
  const [kind = ""] = actionId.split(":");
  const [token = "", edition] = value.split(" ");
  const ask = unpack(token);
  const shown = KINDS.get(kind);
  return ask && shown && { ask, shown, ...(edition !== undefined && { edition }) };
}

/** The name of what a reply says, short enough for a button. */
export function shortEdition(edition: string): string {
  return createHash("sha256").update(edition).digest("base64url").slice(0, 16);
}

const KINDS: ReadonlyMap<string, Pressed["shown"]> = new Map([
  ["reply", "reply"],
  ["choose", "reply"],
  ["dialog", "dialog"],
  ["channel", "channel"],
  ["form", "form"],
]);

function button({ label, ask, shown }: Action, index: number, edition: string | undefined): types.Button {
  const value = shown === "channel" && edition !== undefined ? `${pack(ask)} ${shortEdition(edition)}` : pack(ask);
  return { type: "button", action_id: `${shown}:${index}`, text: plainText(label, LIMITS.buttonText), value };
}

/** As many options as take no more of the message than `most` characters. */
function chooser(actions: readonly Action[], most: number): types.StaticSelect {
  const options: types.PlainTextOption[] = [];
  let taken = 0;
  for (const { label, ask } of actions.slice(0, LIMITS.options)) {
    const option = { text: plainText(label, LIMITS.optionText), value: pack(ask) };
    taken += JSON.stringify(option).length;
    if (taken > most) break;
    options.push(option);
  }
  return { type: "static_select", action_id: "choose", placeholder: plainText("Choose…", LIMITS.placeholder), options };
}

function formButton(title: string, answers: Stub): types.Button {
  return { type: "button", action_id: "form:0", text: plainText(`${title}…`, LIMITS.buttonText), value: pack(answers) };
}
