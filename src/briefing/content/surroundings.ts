import type { Citation } from "./briefing.ts";
import { sentenceEnd, sentenceStart } from "./sentences.ts";

/** The words around a quote: to the end of its sentence and one sentence more, in the same paragraph. */
export type Surroundings = { readonly before: string; readonly after: string };

/** How far a side may reach, in UTF-16 units. */
const REACH = 280;

/** Where a passage stands in its source. Text is as it stands there, line breaks included. */
export function surroundings(citation: Citation): Surroundings {
  const found = known.get(citation) ?? lookAround(citation);
  known.set(citation, found);
  return found;
}

/** A citation never changes, and looking for the ends of its sentences took most of an answer's time. */
const known = new WeakMap<Citation, Surroundings>();

function lookAround({ source: { text }, spans }: Citation): Surroundings {
  const { start } = spans[0];
  const { end } = spans[spans.length - 1] as { end: number };
  const paragraph = paragraphAround(text, start, end);
  const within = text.slice(paragraph.start, paragraph.end);
  const from = start - paragraph.start;
  const to = end - paragraph.start;
  const own = sentenceStart(within, from, REACH);
  const first = own > 0 ? sentenceStart(within, own - 1, Math.max(0, REACH - (from - own))) : 0;
  const ownEnd = sentenceEnd(within, to, REACH);
  const last = ownEnd < within.length ? sentenceEnd(within, ownEnd + 1, Math.max(0, REACH - (ownEnd - to))) : ownEnd;
  return { before: fromWord(within, first, from).trimStart(), after: toWord(within, to, last).trimEnd() };
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
  const words = text.slice(from, to);
  if (from === 0 || /\s/.test(text[from - 1] as string)) return words;
  const space = words.search(/\s/);
  return space === -1 ? "…" : `…${words.slice(space)}`;
}

function toWord(text: string, from: number, to: number): string {
  const words = text.slice(from, to);
  if (to >= text.length || /^\s/.test(text.slice(to))) return words;
  const cut = words.search(/\s\S*$/);
  return cut === -1 ? "…" : `${words.slice(0, cut)} …`;
}
