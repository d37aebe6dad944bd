import type { Reply } from "./reply.ts";
import { shorten } from "./shorten.ts";

/** The most characters of a part that somebody wrote, usually a name. */
const MOST_OF_PART = 160;

/**
 * The line under an answer. The notice about its review comes first, since it says how far to trust the rest.
 * `changed`: when, as the platform writes dates; `say`: how it writes plain words.
 */
export function footing(
  { notes, asOf, notice, checked, publishedBy }: Pick<Reply, "notes" | "asOf" | "notice" | "checked" | "publishedBy">,
  changed: string | undefined,
  say: (text: string) => string,
): string {
  const said = (text: string) => say(shorten(text, MOST_OF_PART));
  const sources = notes.length === 1 ? "1 source" : `${notes.length} sources`;
  return [
    notice === undefined ? [] : said(notice),
    `${sources}, ${asOf === undefined ? "undated" : `as of ${said(asOf)}`}`,
    "Quotes checked",
    changed === undefined ? [] : `Changed ${changed}`,
    checked === undefined ? [] : said(checked),
    publishedBy === undefined ? [] : `Published by ${said(publishedBy)}`,
  ]
    .flat()
    .join(" · ");
}
