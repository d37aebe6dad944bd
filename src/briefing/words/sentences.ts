import { sentenceBreaks } from "../content/sentences.ts";
import { type Word, wordsOf } from "./words.ts";

/** A sentence of a document: its position there, and its words with line ends folded. */
export type Sentence = {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Its paragraph, counted from 0. */
  readonly paragraph: number;
  /** It ends as a sentence does; headings, captions and bylines do not. */
  readonly isWhole: boolean;
  readonly words: readonly Word[];
};

/** A longer run without a paragraph is looked at in parts: looking for quotation marks takes time with its square. */
const MOST_AT_ONCE = 3_000;
const ENDS = /[.!?…。！？]["'”’»)\]]*$/u;

/** The sentences of a document, in order, headings and other lines among them. Linear in its length. */
export function sentencesOf(text: string): Sentence[] {
  const found: Sentence[] = [];
  let paragraph = -1;
  for (const [start, end] of paragraphsOf(text)) {
    paragraph += 1;
    for (let from = start; from < end; ) {
      const to = end - from <= MOST_AT_ONCE ? end : cutAt(text, from, from + MOST_AT_ONCE);
      addSentences(text, from, to, paragraph, found);
      from = to;
    }
  }
  return found;
}

function addSentences(text: string, from: number, to: number, paragraph: number, found: Sentence[]): void {
  const part = text.slice(from, to);
  const breaks = [...sentenceBreaks(part).map(({ at }) => at), part.length];
  let at = 0;
  for (const next of breaks) {
    const raw = part.slice(at, next);
    const start = from + at + raw.length - raw.trimStart().length;
    const end = from + at + raw.trimEnd().length;
    at = next;
    if (end <= start) continue;
    const own = text.slice(start, end).replace(/\s+/g, " ");
    found.push({ start, end, text: own, paragraph, isWhole: ENDS.test(own), words: wordsOf(own) });
  }
}

/**
 * Runs of lines that belong together. They are separated by a blank line, or by a line end where no sentence ends
 * before it and none continues after it, as around headings; lines that were only wrapped are joined.
 */
function* paragraphsOf(text: string): Generator<readonly [number, number]> {
  let start = -1;
  let end = 0;
  let last = "";
  let lines = 0;
  for (const line of text.matchAll(/[^\n]+/g)) {
    const { index, 0: words } = line;
    const isBlank = words.trim() === "";
    if (start !== -1 && !isBlank && index - end === 1 && isWrapped(last, lines, words)) {
      lines += 1;
    } else {
      if (start !== -1) yield [start, end];
      start = isBlank ? -1 : index;
      lines = 1;
    }
    end = index + words.length;
    last = words;
  }
  if (start !== -1) yield [start, end];
}

/** Whether a line goes on in the next: it is long and ends no sentence, or the next begins small. */
function isWrapped(line: string, lines: number, next: string): boolean {
  const last = line.trimEnd();
  if (/^\s*(?:[-*+•#>|]|\d+[.)])\s/.test(next)) return false;
  if (ENDS.test(last)) return last.length > 50 && lines > 1;
  return /^\s*\p{Ll}/u.test(next) || (last.length > 60 && /[\p{Ll},;–-]$/u.test(last));
}

function cutAt(text: string, from: number, to: number): number {
  const part = text.slice(from, to);
  const end = Math.max(part.lastIndexOf(". "), part.lastIndexOf("\n"));
  const space = end > 0 ? end : part.lastIndexOf(" ");
  return space > 0 ? from + space + 1 : to;
}
