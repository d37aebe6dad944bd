import { plain } from "../ask/plain.ts";

/**
 * One line of plain text of at most `most` UTF-16 units. A longer one is cut at a word where that leaves more than
 * half, never inside a character as people see it, and ends with an ellipsis.
 *
 * @example
 * shorten("IRS data sharing", 10); // "IRS data…"
 */
export function shorten(text: string, most: number): string {
  const whole = plain(text).replace(/\s+/g, " ").trim();
  if (whole.length <= most) return whole;
  let kept = "";
  // The first segmenter of a process takes long to make.
  graphemes ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  for (const { segment } of graphemes.segment(whole.slice(0, most))) {
    if (kept.length + segment.length > most - 1) break;
    kept += segment;
  }
  const words = kept.replace(/\s+\S*$/, "");
  return `${(words.length > most / 2 ? words : kept).trimEnd().toWellFormed()}…`;
}

let graphemes: Intl.Segmenter | undefined;
