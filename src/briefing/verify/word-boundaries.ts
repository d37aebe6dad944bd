const WORD_UNIT = /\p{L}|\p{N}|\p{M}|\u200c|\u200d/u;
const SMALL = /\p{Ll}/u;
const CAPITAL = /\p{Lu}/u;
const LETTER = /\p{L}/u;
const DIGIT = /\p{N}/u;
const EXTENDS = /^(?:\p{M}|\u200c|\u200d|[\u{1f3fb}-\u{1f3ff}])/u;
const WORD = /[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}]|['’.,](?=[\p{L}\p{N}]))*/gu;
const JOINER = "\u200d";
/** Two of these make a flag. */
const FLAG = /[\u{1f1e6}-\u{1f1ff}]/u;
const ENOUGH = 3;

/** Made when first needed: few texts need it, and it takes long to make. */
let words: Intl.Segmenter | undefined;

/** Whether `text` has at least three words. Scripts without spaces are counted by dictionary, as Unicode's UAX 29 does. */
export function hasThreeWords(text: string): boolean {
  let count = 0;
  for (const _ of text.matchAll(WORD)) if (++count === ENOUGH) return true;
  if (!/[^\p{ASCII}]/u.test(text)) return false;
  count = 0;
  words ??= new Intl.Segmenter("und", { granularity: "word" });
  for (const { isWordLike } of words.segment(text)) if (isWordLike && ++count === ENOUGH) return true;
  return false;
}

/**
 * Whether `at` lies between words, not inside one. As in UAX 29, an apostrophe or a full stop between letters and a
 * comma or a full stop between digits belong to the word: no quote may end at "1" of "1,000" or at "can" of "can't". A
 * sign belongs to its number.
 */
export function isWordBoundary(text: string, at: number): boolean {
  if (at <= 0 || at >= text.length) return true;
  const after = text.slice(at, at + 2);
  if (EXTENDS.test(after) || /^[\udc00-\udfff]/.test(after)) return false;
  const before = pointBefore(text, at);
  const next = pointAt(text, at);
  if ((before === JOINER && /\S/.test(next)) || (FLAG.test(before) && FLAG.test(next))) return false;
  if (WORD_UNIT.test(before) && WORD_UNIT.test(next)) return isIdeographic(before) || isIdeographic(next);
  if (DIGIT.test(next) && /(?:^|[\s(])-$/.test(text.slice(Math.max(0, at - 2), at))) return false;
  return !(joins(text, at) || joins(text, at - 1));
}

/** The unit at `at` joins what stands on its two sides into one word. */
function joins(text: string, at: number): boolean {
  const unit = text[at];
  if (unit !== "'" && unit !== "’" && unit !== "." && unit !== ",") return false;
  const before = pointBefore(text, at);
  const next = pointAt(text, at + 1);
  // A missing space after a sentence ("year.The") joins nothing.
  if (unit === "." && SMALL.test(before) && CAPITAL.test(next)) return false;
  if (unit !== "," && LETTER.test(before) && LETTER.test(next)) return true;
  return DIGIT.test(before) && DIGIT.test(next);
}

/** Scripts written without spaces have no boundary that a quote could be held to. */
function isIdeographic(point: string): boolean {
  return /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u.test(point);
}

function pointAt(text: string, at: number): string {
  return String.fromCodePoint(text.codePointAt(at) ?? SPACE);
}

function pointBefore(text: string, at: number): string {
  if (at <= 0) return " ";
  const low = text.charCodeAt(at - 1) >= 0xdc00 && text.charCodeAt(at - 1) <= 0xdfff;
  return pointAt(text, low && at > 1 ? at - 2 : at - 1);
}

const SPACE = 0x20;
