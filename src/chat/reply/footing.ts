import type { Reply } from "./reply.ts";

/**
 * The line under an answer. What is told of its review comes first, since it says how to take the rest. `changed`: when,
 * as the platform writes dates; `said`: how it writes plain words.
 */
export function footing(
  { notes, asOf, notice, checked, publishedBy }: Pick<Reply, "notes" | "asOf" | "notice" | "checked" | "publishedBy">,
  changed: string | undefined,
  said: (text: string) => string,
): string {
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
