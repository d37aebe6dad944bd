import type { Passage, Passages } from "../content/passage.ts";
import { type Normalized, normalize, PARAGRAPH } from "./normalize.ts";
import { hasThreeWords, isWordBoundary } from "./word-boundaries.ts";

/** Where quoted words stand in a source, or why they do not. */
export type Located =
  | { readonly kind: "found"; readonly spans: Passages }
  | { readonly kind: "too-short"; readonly piece: string }
  | { readonly kind: "inside-word"; readonly piece: string; readonly whole: string }
  | { readonly kind: "across-paragraphs" }
  | { readonly kind: "missing" };

const SKIP = /\[(?:…|\.\.\.)\]/;

/** Splits a quote at its skips (`[…]`) into normalized pieces. */
export function pieces(quote: string): string[] {
  return quote.split(SKIP).map(normalize);
}

/**
 * Finds the quoted words: each piece in order, at word boundaries, all in one paragraph; the first match counts.
 * Offsets are those of the original source.
 */
export function locateQuote(quote: string, source: Normalized): Located {
  const parts = pieces(quote);
  for (const part of parts) if (!hasThreeWords(part)) return { kind: "too-short", piece: part };
  const found = locatePieces(parts, source);
  if (found) return { kind: "found", spans: toOriginal(found, source) };
  return diagnose(parts, source);
}

function locatePieces(parts: readonly string[], source: Normalized): Passages | undefined {
  const [first = "", ...rest] = parts;
  for (let start = indexOfWords(source, first, 0); start !== -1; ) {
    const paragraphEnd = endOfParagraph(source.text, start);
    const spans: [Passage, ...Passage[]] = [{ start, end: start + first.length }];
    let end = start + first.length;
    for (const part of rest) {
      const next = indexOfWords(source, part, end, paragraphEnd);
      if (next === -1) break;
      end = next + part.length;
      spans.push({ start: next, end });
    }
    if (spans.length === parts.length) return spans;
    // What does not follow the first match in a paragraph follows no later one there either.
    start = indexOfWords(source, first, paragraphEnd);
  }
  return undefined;
}

/** Where the words stand at word boundaries, and at boundaries of what was composed, between `from` and `to`. */
function indexOfWords({ text, starts }: Normalized, words: string, from: number, to = text.length): number {
  const within = to < text.length ? text.slice(0, to) : text;
  const isWhole = (at: number) => isWordBoundary(text, at) && (at === 0 || starts[at] !== starts[at - 1]);
  let at = within.indexOf(words, from);
  while (at !== -1 && !(isWhole(at) && isWhole(at + words.length))) at = within.indexOf(words, at + 1);
  return at;
}

function endOfParagraph(text: string, from: number): number {
  const end = text.indexOf(PARAGRAPH, from);
  return end === -1 ? text.length : end;
}

function toOriginal([first, ...rest]: Passages, { starts }: Normalized): Passages {
  const original = ({ start, end }: Passage) => ({ start: starts[start] as number, end: starts[end] as number });
  return [original(first), ...rest.map(original)];
}

function diagnose(parts: readonly string[], source: Normalized): Located {
  const { text } = source;
  for (const part of parts) {
    if (indexOfWords(source, part, 0) !== -1) continue;
    const at = text.indexOf(part);
    if (at !== -1) return { kind: "inside-word", piece: part, whole: widen(text, at, at + part.length) };
    return text.replaceAll(PARAGRAPH, " ").includes(part) ? { kind: "across-paragraphs" } : { kind: "missing" };
  }
  return { kind: parts.length > 1 ? "across-paragraphs" : "missing" };
}

function widen(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (!isWordBoundary(text, start)) start -= 1;
  while (!isWordBoundary(text, end)) end += 1;
  return text.slice(start, end);
}
