import { quoted } from "#briefing";
import type { DraftReview, StatementToReview } from "./open-review.ts";

/** What is shown above the statements: the header, and what the briefing no longer says. */
export function showHeader({ draft, target, notice, header, statements, gone, isFirst }: DraftReview): string {
  const count = statements.length === 1 ? "1 statement" : `${statements.length} statements`;
  return [
    `${draft}: ${count}, to become ${target}${isFirst ? ", which is new" : ""}.${notice === undefined ? "" : ` ${notice}.`}`,
    ...header.map(([name, value]) => `  ${name.padEnd(12)}${plain(value)}`),
    ...gone.map((text) => `  no longer said: ${plain(text)}`),
  ].join("\n");
}

/** One statement with its quotes in their surroundings, and what the machine doubts about it. */
export function showStatement({ section, text, isNew, quotes, doubt }: StatementToReview, place: string): string {
  return [
    `${place} · ${section} · ${isNew ? "new" : "as published"}`,
    `  ${plain(text)}`,
    ...quotes.flatMap(({ words, before, after, from }) => [
      `    “${plain(words)}”`,
      `      ${plain(from)}`,
      ...(/[\p{L}\p{N}]/u.test(before + after) ? [`      in its place: ${plain(`${before}[…]${after}`)}`] : []),
    ]),
    ...(doubt === undefined ? [] : [`    look: ${plain(doubt)}`]),
  ].join("\n");
}

/** The whole of it. */
export function showReview(review: DraftReview): string {
  const { statements } = review;
  const shown = statements.map((one, at) => showStatement(one, `${at + 1} of ${statements.length}`));
  return [showHeader(review), ...shown].join("\n\n");
}

/** On one line, with nothing that could steer a terminal. */
function plain(text: string): string {
  return quoted(text, Number.POSITIVE_INFINITY).slice(1, -1);
}
