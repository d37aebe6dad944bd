import { randomUUID } from "node:crypto";
import { type Ask, type Options, type Place, plain, type Stub, unpack } from "#chat";
import { PLAYGROUND, VISITORS } from "../access/visibility.ts";
import { typed } from "../pages/links.ts";

/** Longer text is not a question. */
export const MOST_ASKED = 500;

/** What was asked of the playground. */
export type Asked =
  /** Nothing yet: the front page. */
  | { readonly kind: "nothing"; readonly place: Place; readonly from?: string }
  | {
      readonly kind: "ask";
      readonly ask: Ask;
      readonly place: Place;
      readonly typed: string;
      /** The button that was pressed. */
      readonly press?: Stub;
      readonly from?: string;
    }
  /** What was sent is not an ask; `why` says what to do. */
  | { readonly kind: "refused"; readonly why: string; readonly typed: string; readonly from?: string };

/**
 * Reads an ask out of an address: `ask` (words), `do` (a button's token), `from` (a place, for those logged in), `o.…`
 * (a form's fields).
 */
export function readAsked(query: URLSearchParams, loggedIn: boolean): Asked {
  const words = plain(query.get("ask") ?? "").trim();
  const token = query.get("do");
  const from = loggedIn ? plain(query.get("from") ?? "").trim() : "";
  const kept = from === "" ? {} : { from: from.slice(0, MOST_ASKED) };
  const refused = (why: string): Asked => ({ kind: "refused", why, typed: words.slice(0, MOST_ASKED), ...kept });

  const place = placeOf(from, loggedIn);
  if (!place) return refused("Unknown place. Write it as platform:workspace/channel, like slack:T0123/C045.");
  if (words.length > MOST_ASKED)
    return refused(`That question is longer than ${MOST_ASKED} characters. Please ask in fewer words.`);
  const asked = { id: randomUUID(), place, by: { id: "playground" } };
  if (token !== null) {
    const stub = unpack(token);
    if (!stub) return refused("That button no longer works. Please ask again.");
    const press: Stub = { command: stub.command, options: { ...stub.options, ...filledIn(query) } };
    return { kind: "ask", ask: { ...asked, ...press }, place, typed: plain(typed(press)), press, ...kept };
  }
  if (words === "") return { kind: "nothing", place, ...kept };
  return { kind: "ask", ask: { ...asked, ...readWords(words) }, place, typed: words, ...kept };
}

/** `/name words` is that command with those words; anything else is plain words. */
export function readWords(text: string): { command: string; words: string } {
  const [, name, words = ""] = /^\/(\S*)\s*([\s\S]*)$/.exec(text) ?? [];
  if (name === undefined) return { command: "nutgraf", words: text };
  return { command: name === "" ? "nutgraf" : name.toLowerCase(), words };
}

/** `slack:T0123/C045`, or the playground if none is named. Visitors always ask from the playground. */
export function placeOf(from: string, loggedIn: boolean): Place | undefined {
  if (!loggedIn) return VISITORS;
  if (from === "") return PLAYGROUND;
  const [, platform, tenant, id] = /^([a-z]{1,20}):([^\s/:]{1,60})(?:\/([^\s/:]{1,60}))?$/.exec(from) ?? [];
  return platform && tenant ? { platform, tenant, id: id ?? "" } : undefined;
}

function filledIn(query: URLSearchParams): Options {
  const fields = [...query].filter(([name, value]) => name.startsWith("o.") && value.length <= MOST_ASKED);
  return Object.fromEntries(fields.map(([name, value]) => [name.slice(2), value]));
}
