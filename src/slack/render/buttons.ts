import { createHash } from "node:crypto";
import type { types } from "@slack/bolt";
import { type Action, pack, type Reply, type Stub, unpack } from "#chat";
import { LIMITS, MOST_BESIDE, MOST_BUTTONS } from "./limits.ts";
import { plainText } from "./text.ts";

/** What a press on one of our buttons carries back. */
export type Pressed = {
  readonly shown: Action["shown"];
  readonly ask: Stub;
  /** Of the reply above the button: a share must say the same words. */
  readonly edition?: string;
};

/** The id of a block of buttons in a thread whose presses ask about the channel, as under the answer to a mention. */
export const OF_CHANNEL = "of-channel";

export type ActionsShown = {
  readonly seenBy: "asker" | "everyone";
  readonly total: number;
  /** Presses ask about the channel, though the buttons are in a thread. */
  readonly ofChannel?: boolean | undefined;
};

/** The buttons under a reply; if there are many, a menu. */
export function renderActions(reply: Reply, { seenBy, total, ofChannel }: ActionsShown): types.ActionsBlock[] {
  const shown = reply.actions.flatMap((action): Packed[] => {
    if (seenBy === "everyone" && action.shown === "channel") return [];
    const token = packed(action.ask);
    return token === undefined ? [] : [{ ...action, token }];
  });
  const choices = shown.filter(({ shown, token }) => shown === "reply" && token.length <= LIMITS.optionValue);
  const listed = choices.length > MOST_BUTTONS ? choices : [];
  const buttons = shown.filter((action) => !listed.includes(action)).slice(0, MOST_BUTTONS + MOST_BESIDE);
  const opens = buttons.some(({ shown }) => shown === "form");
  const form = reply.form && !opens && reply.answers && packed(reply.answers);
  const elements: types.ActionsBlockElement[] = [
    ...(listed.length > 0 ? [chooser(listed, (total * 2) / 5)] : []),
    ...buttons.map((action, index) => button(action, index, reply.edition)),
    ...(form ? [formButton(reply.form?.title ?? "", form)] : []),
  ];
  if (elements.length === 0) return [];
  return [{ type: "actions", elements: elements.slice(0, LIMITS.actions), ...(ofChannel && { block_id: OF_CHANNEL }) }];
}

/** Reads a press back; undefined if it is another version's, forged or broken. */
export function readPress(actionId: string, value: string): Pressed | undefined {
  const [kind = ""] = actionId.split(":");
  const [, token = "", edition] = /^(\S*)(?: (.+))?$/.exec(value) ?? [];
  const ask = unpack(token);
  const shown = KINDS.get(kind);
  return ask && shown && { ask, shown, ...(edition !== undefined && { edition }) };
}

/** The reply's edition, hashed if it is too long for a button. */
export function shortEdition(edition: string): string {
  if (edition.length <= LONGEST_EDITION) return edition;
  return createHash("sha256").update(edition).digest("base64url").slice(0, 16);
}

const LONGEST_EDITION = 200;

const KINDS: ReadonlyMap<string, Pressed["shown"]> = new Map([
  ["reply", "reply"],
  ["choose", "reply"],
  ["dialog", "dialog"],
  ["channel", "channel"],
  ["form", "form"],
]);

type Packed = Action & { readonly token: string };

/** The token of an ask; undefined if it is too large for a button. */
function packed(ask: Stub): string | undefined {
  try {
    return pack(ask);
  } catch {
    return undefined;
  }
}

function button({ label, token, shown }: Packed, index: number, edition: string | undefined): types.Button {
  const value = shown === "channel" && edition !== undefined ? `${token} ${shortEdition(edition)}` : token;
  return { type: "button", action_id: `${shown}:${index}`, text: plainText(label, LIMITS.buttonText), value };
}

/** A menu of as many options as fit in `most` characters of the message. */
function chooser(actions: readonly Packed[], most: number): types.StaticSelect {
  const options: types.PlainTextOption[] = [];
  let taken = 0;
  for (const { label, token } of actions.slice(0, LIMITS.options)) {
    const option = { text: plainText(label, LIMITS.optionText), value: token };
    taken += JSON.stringify(option).length;
    if (taken > most) break;
    options.push(option);
  }
  return { type: "static_select", action_id: "choose", placeholder: plainText("Choose…", LIMITS.placeholder), options };
}

function formButton(title: string, value: string): types.Button {
  return { type: "button", action_id: "form:own", text: plainText(`${title}…`, LIMITS.buttonText), value };
}
