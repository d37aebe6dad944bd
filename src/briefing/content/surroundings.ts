import type { Citation } from "./briefing.ts";
import { sentenceEnd, sentenceStart } from "./sentences.ts";
import { isUnspaced, partsOf } from "./unspaced.ts";

/** The words around a quote: the rest of its sentence and one more sentence on each side, in the same paragraph. */
export type Surroundings = { readonly before: string; readonly after: string };

/** The most a side may reach, in UTF-16 units. */
const REACH = 280;

/** The text around a citation's passages, exactly as in the source, line breaks included. */
export function surroundings(citation: Citation): Surroundings {
  const found = known.get(citation) ?? lookAround(citation);
  known.set(citation, found);
  return found;
}

/** Cached: a citation never changes, and finding the ends of its sentences took most of an answer's time. */
const known = new WeakMap<Citation, Surroundings>();

function lookAround({ source: { text }, spans }: Citation): Surroundings {
  const { start } = spans[0];
  const { end } = spans[spans.length - 1] as { end: number };
  const paragraph = paragraphAround(text, start, end);
  const within = text.slice(paragraph.start, paragraph.end);
  const from = start - paragraph.start;
  const to = end - paragraph.start;
  const own = sentenceStart(within, from, REACH);
  const leftBefore = Math.max(0, REACH - (from - own));
  const first = own > 0 ? sentenceStart(within, own - 1, leftBefore) : 0;
  const ownEnd = sentenceEnd(within, to, REACH);
  const leftAfter = Math.max(0, REACH - (ownEnd - to));
  const last = ownEnd < within.length ? sentenceEnd(within, ownEnd + 1, leftAfter) : ownEnd;
  // A side that ends at the limit was cut there; in a script without spaces nothing else shows it.
  const isCutBefore = first > 0 && first <= own - 1 - leftBefore;
  const isCutAfter = last < within.length && last >= ownEnd + 1 + leftAfter;
  const before = isCutBefore ? fromWord(within, first, from) : within.slice(first, from);
  const after = isCutAfter ? toWord(within, to, last) : within.slice(to, last);
  return { before: before.trimStart(), after: after.trimEnd() };
}

function paragraphAround(text: string, start: number, end: number): { start: number; end: number } {
  const floor = Math.max(0, start - 2 * REACH);
  const ceiling = Math.min(text.length, end + 2 * REACH);
  const breaks = [...text.slice(floor, start).matchAll(BLANK_LINE)];
  const last = breaks[breaks.length - 1];
  const next = text.slice(end, ceiling).search(BLANK_LINE);
  return { start: last ? floor + last.index + last[0].length : floor, end: next === -1 ? ceiling : end + next };
}

const BLANK_LINE = /\n[^\S\n]*\n/g;

/** A cut side begins at a word, with an ellipsis. */
function fromWord(text: string, from: number, to: number): string {
  const start = boundaries(text, from, from, Math.min(to, from + NEAR))[0] ?? spaceAfter(text, from, to);
  return `…${text.slice(start, to)}`;
}

/** A cut side ends at a word, with an ellipsis. */
function toWord(text: string, from: number, to: number): string {
  const end =
    boundaries(text, to, Math.max(from, to - NEAR), to).at(-1) ?? text.slice(from, to).lastIndexOf(" ") + from;
  const words = text.slice(from, Math.max(from, end)).trimEnd();
  return `${words}${isUnspaced(words.slice(-1)) ? "" : " "}…`;
}

/** Longer words are split at the next space: no dictionary has them. */
const NEAR = 60;

/** Where words begin or end around an offset, from `first` to `last`. */
function boundaries(text: string, around: number, first: number, last: number): number[] {
  const near = { start: Math.max(0, around - NEAR), end: Math.min(text.length, around + NEAR) };
  const found: number[] = [];
  let at = near.start;
  for (const part of partsOf(text.slice(near.start, near.end))) {
    if (at > near.start && at >= first && at <= last) found.push(at);
    at += part.length;
  }
  return found;
}

function spaceAfter(text: string, from: number, to: number): number {
  const space = text.slice(from, to).search(/\s/);
  return space === -1 ? to : from + space;
}
