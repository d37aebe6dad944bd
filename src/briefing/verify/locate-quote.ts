import { lazy } from "../content/lazy.ts";
import {
  DASHED,
  HYPHENATED,
  isInvisible,
  type Normalized,
  normalizeText,
  PARAGRAPH,
  SPACELESS,
  WRAPPED,
} from "../content/normalize.ts";
import type { Passage, Passages } from "../content/source.ts";
import { hasWords, isWordBoundary } from "./word-boundaries.ts";

/** Where quoted words are in a source, or why they are not. */
export type Located =
  | { readonly kind: "found"; readonly spans: Passages }
  | { readonly kind: "too-short"; readonly piece: string }
  | { readonly kind: "inside-word"; readonly piece: string; readonly whole: string }
  | { readonly kind: "across-paragraphs" }
  /** They are there except for invisible marks, given by their code points. */
  | { readonly kind: "invisible"; readonly marks: string }
  | { readonly kind: "missing" };

const SKIP = /(\[(?:…|\.\.\.)\])/;

/**
 * Finds the quoted words: each piece in order, at word boundaries, all in one paragraph; the first match counts. What
 * looks like a skip (`[…]`) is one only if the source doesn't contain it. Offsets refer to the original source.
 */
export function locateQuote(quote: string, source: Normalized): Located {
  const split = quote.split(SKIP);
  const parts = split.filter((_, index) => index % 2 === 0).map(normalizePiece);
  const own = split.length > 1 && source.text.includes("[...]") ? withOwnSkips(split, source) : parts;
  for (const pieces of own.length < parts.length ? [own, parts] : [parts]) {
    const found = pieces.every((piece) => hasWords(plainly(piece), LEAST_WORDS)) && locatePieces(pieces, source);
    if (found) return { kind: "found", spans: toOriginal(found, source) };
  }
  const short = own.find((piece) => !hasWords(plainly(piece), LEAST_WORDS));
  if (short !== undefined) return { kind: "too-short", piece: plainly(short) };
  return diagnose(own, source);
}

/** Fewer words prove too little: they are found in too many places by chance. */
const LEAST_WORDS = 3;

function normalizePiece(words: string): string {
  return normalizeText(words.trim()).replaceAll(PARAGRAPH, " ").trim();
}

/** The pieces of a quote, rejoined where the source itself contains the `[…]` between them. */
function withOwnSkips(split: readonly string[], source: Normalized): string[] {
  const pieces: string[] = [];
  let piece = split[0] as string;
  for (let at = 1; at < split.length; at += 2) {
    const longer = `${piece}${split[at]}${split[at + 1]}`;
    if (matcher(normalizePiece(longer), source).next(0)) piece = longer;
    else {
      pieces.push(piece);
      piece = split[at + 1] as string;
    }
  }
  return [...pieces, piece].map(normalizePiece);
}

function locatePieces(parts: readonly string[], source: Normalized): Passages | undefined {
  const [first, ...rest] = parts.map((part) => matcher(part, source)) as [Matcher, ...Matcher[]];
  for (let span = nextWords(first, source, 0); span; ) {
    const paragraphEnd = endOfParagraph(source.text, span.start);
    const spans: [Passage, ...Passage[]] = [span];
    let { end } = span;
    for (const part of rest) {
      const next = nextWords(part, source, end, paragraphEnd);
      if (!next) break;
      end = next.end;
      spans.push(next);
    }
    if (spans.length === parts.length) return spans;
    // If the rest doesn't follow the first match in a paragraph, it follows no later one there.
    span = nextWords(first, source, paragraphEnd);
  }
  return undefined;
}

/** The next match at word boundaries, and at boundaries of composed characters, between `from` and `to`. */
function nextWords(words: Matcher, source: Normalized, from: number, to?: number): Passage | undefined {
  const isWhole = (at: number) => isWordBoundary(source, at) && source.starts[at] !== source.starts[at - 1];
  let span = words.next(from, to);
  while (span && !(isWhole(span.start) && isWhole(span.end))) span = words.next(span.start + 1, to);
  return span;
}

function endOfParagraph(text: string, from: number): number {
  const end = text.indexOf(PARAGRAPH, from);
  return end === -1 ? text.length : end;
}

/** Finds normalized words anywhere in a normalized text. */
type Matcher = { next(from: number, to?: number): Passage | undefined };

const LINE_END = new RegExp(`[${HYPHENATED}${DASHED}${WRAPPED}]`);

function matcher(words: string, source: Normalized): Matcher {
  const { text } = source;
  let loose: RegExp | undefined;
  return {
    next(from, to = text.length) {
      const within = to < text.length ? text.slice(0, to) : text;
      const start = within.indexOf(words, from);
      if (start !== -1) return { start, end: start + words.length };
      if (!loose && !LINE_END.test(words) && !viewsOf(source).hasLineEnds) return undefined;
      // Without the `u` flag: from inside a surrogate pair the search would step back to its start and never advance.
      loose ??= new RegExp(looselyOf(words), "g");
      loose.lastIndex = from;
      const match = loose.exec(within);
      return match ? { start: match.index, end: match.index + match[0].length } : undefined;
    },
  };
}

/** An expression in which line ends, in the words and in the text, match what they are on one line. Linear. */
function looselyOf(words: string): string {
  const points = [...words];
  const isLetter = (point = "") => /[\p{L}\p{M}]/u.test(point);
  let source = "";
  for (let at = 0; at < points.length; at++) {
    const point = points[at] as string;
    const next = points[at + 1];
    if (point === HYPHENATED) source += `(?:${DASH_OR_LINE_END}|- )?`;
    else if (point === DASHED) source += `(?:${DASH_OR_LINE_END}|- )`;
    else if (point === WRAPPED) source += `[ ${WRAPPED}]?`;
    else if (point === "-" && next === " ") {
      source += `(?:- |[${HYPHENATED}${DASHED}])`;
      at += 1;
    } else if (point === "-") source += DASH_OR_LINE_END;
    else if (point === " ") source += `[ ${WRAPPED}]`;
    else {
      source += point.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&");
      if (SPACELESS.test(point) || SPACELESS.test(next ?? "")) source += `${WRAPPED}?`;
      else if (isLetter(point) && isLetter(next)) source += `${HYPHENATED}?`;
    }
  }
  return source;
}

const DASH_OR_LINE_END = `[-${HYPHENATED}${DASHED}]`;

/** Normalized words as a reader sees them. */
function plainly(words: string): string {
  return words.replaceAll(HYPHENATED, "").replaceAll(DASHED, "-").replaceAll(WRAPPED, "");
}

function toOriginal([first, ...rest]: Passages, source: Normalized): Passages {
  return [original(first, source), ...rest.map((span) => original(span, source))];
}

function original({ start, end }: Passage, { starts, original: text }: Normalized): Passage {
  let last = starts[end] as number;
  while (last - 1 > (starts[end - 1] as number) && isInvisible(text.charCodeAt(last - 1))) last -= 1;
  return { start: starts[start] as number, end: last };
}

/** The exact words of a span of the source. */
export function wordsAt(span: Passage, source: Normalized): string {
  const { start, end } = original(span, source);
  return source.original.slice(start, end);
}

function diagnose(parts: readonly string[], source: Normalized): Located {
  for (const part of parts) {
    const words = matcher(part, source);
    const span = words.next(0);
    if (span && nextWords(words, source, span.start)) continue;
    if (span) return { kind: "inside-word", piece: plainly(part), whole: wordsAt(widen(span, source), source) };
    if (viewsOf(source).oneParagraph().includes(part)) return { kind: "across-paragraphs" };
    const marks = unseenMarks(part, source);
    return marks === undefined ? { kind: "missing" } : { kind: "invisible", marks };
  }
  return { kind: parts.length > 1 ? "across-paragraphs" : "missing" };
}

function widen({ start, end }: Passage, source: Normalized): Passage {
  while (!isWordBoundary(source, start)) start -= 1;
  while (!isWordBoundary(source, end)) end += 1;
  return { start, end };
}

/** The invisible marks that normalizing keeps, if the words match without them. */
function unseenMarks(words: string, source: Normalized): string | undefined {
  if (!viewsOf(source).bare().includes(words.replace(UNSEEN, ""))) return undefined;
  const marks = new Set((words.match(UNSEEN) ?? source.text.match(UNSEEN) ?? []).map(codePoint));
  return [...marks].slice(0, 3).join(", ");
}

/** Views of a source needed for each missing quote, made when first needed. */
type Views = { readonly hasLineEnds: boolean; oneParagraph(): string; bare(): string };

const known = new WeakMap<Normalized, Views>();

function viewsOf(source: Normalized): Views {
  const found = known.get(source);
  if (found) return found;
  const { text } = source;
  const made = {
    hasLineEnds: LINE_END.test(text),
    oneParagraph: lazy(() => text.replaceAll(PARAGRAPH, " ")),
    bare: lazy(() => text.replace(UNSEEN, "")),
  };
  known.set(source, made);
  return made;
}

const UNSEEN = /[\p{DI}\p{Cf}]/gu;

function codePoint(mark: string): string {
  return `U+${(mark.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
