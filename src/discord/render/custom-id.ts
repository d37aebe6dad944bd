import { createHash } from "node:crypto";
import { type Action, fitsToken, pack, type Stub, unpack } from "#chat";
import { CUSTOM_ID } from "./limits.ts";

/**
 * What was pressed: an ask; for a share, also the mark of the words that the person read; and whether it opens a form.
 */
export type Pressed = { readonly stub: Stub; readonly shareOf?: string; readonly form?: true };

/** The `custom_id` of a select menu: each option's value says what was chosen. */
export const SELECT_ID = "o1";

const ASK = "p";
const SHARE = "s";
const FORM = "f";
const MARK_CHARACTERS = 6;

/** A button's `custom_id`: all of its state, so that it works after a restart. Undefined if that doesn't fit. */
export function customIdOf({ ask, shown }: Action, edition: string | undefined): string | undefined {
  if (!fitsToken(ask)) return undefined;
  const kind = shown === "channel" ? SHARE + editionMark(edition) : shown === "form" ? FORM : ASK;
  const id = kind + pack(ask);
  return id.length <= CUSTOM_ID ? id : undefined;
}

/** Reads a `custom_id` or the value of a select menu; undefined if it is another version's or not ours. */
export function readCustomId(id: string): Pressed | undefined {
  const [kind = ""] = id;
  if (![ASK, SHARE, FORM].includes(kind)) return undefined;
  const stub = unpack(id.slice(kind === SHARE ? 1 + MARK_CHARACTERS : 1));
  if (!stub) return undefined;
  if (kind === SHARE) return { stub, shareOf: id.slice(1, 1 + MARK_CHARACTERS) };
  return kind === FORM ? { stub, form: true } : { stub };
}

/** A few characters that differ between editions, to check that what is shared is what was read. */
export function editionMark(edition = ""): string {
  return createHash("sha256").update(edition).digest("base64url").slice(0, MARK_CHARACTERS);
}
