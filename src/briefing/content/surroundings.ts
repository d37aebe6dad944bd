import type { Citation } from "./briefing.ts";
import { sentenceEnd, sentenceStart } from "./sentences.ts";
import type { Passage } from "./source.ts";
import { isUnspaced, partsOf } from "./unspaced.ts";

/** The words around a quote: the rest of its sentence and one more sentence on each side, in the same paragraph. */
export type Surroundings = { readonly before: string; readonly after: string };

/** The most a side may reach, in UTF-16 units. */
const REACH = 280;

/** The text around a citation's passages, exactly as in the source, line breaks included. A side that was cut says so. */
export function surroundings(citation: Citation): Surroundings {
  const { before, after } = lookedAround(citation);
  return { before, after };
}

/** Each of a citation's passages with what surrounds it. */
export function surroundedPassages(citation: Citation): readonly Passage[] {
  const { spans } = citation;
  if (spans.length === 1) return [lookedAround(citation).whole];
  return spans.map((span) => lookAround({ ...citation, spans: [span] }).whole);
}

type LookedAround = Surroundings & { readonly whole: Passage };

function lookedAround(citation: Citation): LookedAround {
  const found = known.get(citation) ?? lookAround(citation);
  known.set(citation, found);
  return found;
}

/** Cached: a citation never changes, and finding the ends of its sentences took most of an answer's time. */
const known = new WeakMap<Citation, LookedAround>();

function lookAround({ source: { text }, spans }: Citation): LookedAround {
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
  const before = within.slice(isCutBefore ? wordFrom(within, first, from) : first, from).trimStart();
  const after = within.slice(to, isCutAfter ? wordTo(within, to, last) : last).trimEnd();
  return {
    before: isCutBefore ? `…${before}` : before,
    after: isCutAfter ? `${after}${isUnspaced(after.slice(-1)) ? "" : " "}…` : after,
    whole: { start: start - before.length, end: end + after.length },
  };
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

/** Where a side that is cut begins: at a word. */
function wordFrom(text: string, from: number, to: number): number {
  return boundaries(text, from, from, Math.min(to, from + NEAR))[0] ?? spaceAfter(text, from, to);
}

/** Where a side that is cut ends: at a word. */
function wordTo(text: string, from: number, to: number): number {
  const end =
    boundaries(text, to, Math.max(from, to - NEAR), to).at(-1) ?? text.slice(from, to).lastIndexOf(" ") + from;
  return Math.max(from, end);
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
