import { DASHED, HYPHENATED, type Normalized, PARAGRAPH, WRAPPED } from "../content/normalize.ts";
import { meet, partsNumber, type Rule, rule } from "./numbers.ts";

const WORD_UNIT = /\p{L}|\p{N}|\p{M}|\u200d/u;
const EXTENDS = /^(?:\p{M}|\u200d|[\u{1f3fb}-\u{1f3ff}])/u;
const WORD = /[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}]|['’.,](?=[\p{L}\p{N}]))*/gu;
const JOINER = "\u200d";
/** Two of these make a flag. */
const FLAG = /[\u{1f1e6}-\u{1f1ff}]/u;

/** Made when first needed: few texts need it, and it is slow to make. */
let words: Intl.Segmenter | undefined;

/** Whether `text` has at least so many words. Scripts without spaces are counted by dictionary, as Unicode's UAX 29 does. */
export function hasWords(text: string, least: number): boolean {
  let count = 0;
  for (const _ of text.matchAll(WORD)) if (++count === least) return true;
  if (!/[^\p{ASCII}]/u.test(text)) return false;
  count = 0;
  words ??= new Intl.Segmenter("und", { granularity: "word" });
  for (const { isWordLike } of words.segment(text)) if (isWordLike && ++count === least) return true;
  return false;
}

/** How far to look on either side of a cut, in UTF-16 units. */
const REACH = 32;

/**
 * Whether `at` lies between words, not inside one. As in UAX 29, an apostrophe or a full stop between letters belongs to
 * the word; so does a hyphen, since "non-binding" says the opposite of "binding". A number is one word with its sign,
 * currency, digits, range, unit and time of day: no quote may end at "3" of "3-4 million".
 */
export function isWordBoundary(source: Normalized, at: number): boolean {
  const { text } = source;
  const [before, next] = [text.charCodeAt(at - 1), text.charCodeAt(at)];
  if (isPlainLetter(before) && isPlainLetter(next)) return false;
  const gap = before === SPACE || next === SPACE;
  // Next to white space the length of a dash doesn't matter.
  const special = gap ? LINE_ENDS : DASHES_AND_LINE_ENDS;
  const around = shown(source, Math.max(0, at - REACH), at, special);
  const onwards = shown(source, at, at + REACH, special);
  const left = around.slice(around.lastIndexOf(PARAGRAPH) + 1);
  const [right = ""] = onwards.split(PARAGRAPH, 1);
  if (left.trim() === "" || right.trim() === "") return true;
  if (!gap || before > MOST_PLAIN || next > MOST_PLAIN) {
    const joined = joinedByScript(left, right);
    if (joined !== undefined) return !joined;
    if (!gap && joins(left, right)) return false;
  }
  return !partsNumber(left.trimEnd(), right.trimStart(), gap);
}

const SPACE = 0x20;
const MOST_PLAIN = 0x7e;

function isPlainLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
}

/** Whether letters, marks or parts of one character are on both sides; undefined if undecided. */
function joinedByScript(left: string, right: string): boolean | undefined {
  if (EXTENDS.test(right) || /^[\udc00-\udfff]/.test(right)) return true;
  const before = /[\s\S]$/u.exec(left)?.[0] ?? "";
  const next = /^[\s\S]/u.exec(right)?.[0] ?? "";
  if ((before === JOINER && /\S/.test(next)) || (FLAG.test(before) && FLAG.test(next))) return true;
  if (!WORD_UNIT.test(before) || !WORD_UNIT.test(next) || isBesideIdeograph(before, next)) return undefined;
  return !isNoteMark(left, right);
}

/** The text as a reader sees it: line ends resolved, and dashes that separate words kept as such. */
function shown({ text, starts, original }: Normalized, from: number, to: number, special: RegExp): string {
  const part = text.slice(from, to);
  if (part.search(special) === -1) return part;
  return part.replace(special, (unit, at: number) =>
    unit === WRAPPED ? "" : (DASHES[original[starts[from + at] as number] ?? ""] ?? "-"),
  );
}

const LINE_ENDS = new RegExp(`[${HYPHENATED}${DASHED}${WRAPPED}]`, "g");
const DASHES_AND_LINE_ENDS = new RegExp(`[-${HYPHENATED}${DASHED}${WRAPPED}]`, "g");

/** Dashes between words; the others are inside a word or before a number. */
const DASHES: Readonly<Record<string, string>> = {
  "\u2013": "–",
  "\u2014": "—",
  "\u2015": "—",
  "\u2e3a": "—",
  "\u2e3b": "—",
  "\ufe58": "—",
};

/** Scripts without spaces have no boundaries to hold a quote to, except around numbers. */
function isBesideIdeograph(before: string, next: string): boolean {
  if (/\p{N}/u.test(before) && /\p{N}/u.test(next)) return false;
  return IDEOGRAPH.test(before) || IDEOGRAPH.test(next);
}

const IDEOGRAPH = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;

/** A superscript number after a longer word is a note mark; after a short one it may be an exponent ("km²"). */
function isNoteMark(left: string, right: string): boolean {
  return /(?:^|[^\p{L}\p{N}])\p{L}{4,}$/u.test(left) && /^[¹²³⁰⁴-⁹]+(?![\p{L}\p{N}])/u.test(right);
}

/** Whether the characters on the two sides make one word. */
function joins(left: string, right: string): boolean {
  // Most words end at a comma or a full stop, and white space after it.
  const isInside = /^[^\s\p{L}\p{N}](?:\S|(?<=[-)]))/u.test(right) || /\S[^\s\p{L}\p{N}]$/u.test(left);
  return isInside && JOINS.some((rule) => meet(rule, left, right));
}

/** After these prefixes a dash of any length belongs to the word. */
const PREFIXES =
  "non anti ex post pre pro co un vice half semi multi counter quasi mid self inter sub super ultra neo re de dis mis не анти экс вице про";
const PREFIX = `(?:^|[^\\p{L}])(?:${PREFIXES.split(" ")
  .map((prefix) => `[${prefix[0]}${prefix[0]?.toUpperCase()}]${prefix.slice(1)}`)
  .join("|")})`;

/** Their text: expressions of classes of Unicode take long to make, and each is made when it is first needed. */
const { raw } = String;

/** A missing space after a sentence ("year.The") joins nothing. */
const JOINS: readonly Rule[] = (
  [
    [raw`\p{L}`, raw`['·&@_#]\p{L}`],
    [raw`\p{L}['·&@_#]`, raw`\p{L}`],
    [raw`\p{Ll}`, raw`\.(?!\p{Lu})\p{L}`],
    [raw`\p{Ll}\.`, raw`(?!\p{Lu})\p{L}`],
    [raw`[^\P{L}\p{Ll}]`, raw`\.\p{L}`],
    [raw`[^\P{L}\p{Ll}]\.`, raw`\p{L}`],
    [raw`[\p{L}\p{N}%]`, raw`:\p{Ll}`],
    [raw`[\p{L}\p{N}%]:`, raw`\p{Ll}`],
    [raw`\p{N}`, raw`'\p{L}`],
    [raw`\p{N}'`, raw`\p{L}`],
    // 230(c)(1)
    [raw`\p{N}(?:\(\w{1,4}\))*`, raw`\(\w{1,4}\)`],
    [raw`\p{N}(?:\(\w{1,4}\))*\(\w{0,4}`, raw`\w{0,4}\)`],
    [raw`\p{sc=Hebr}`, raw`["־]\p{sc=Hebr}`],
    [raw`\p{sc=Hebr}["־]`, raw`\p{sc=Hebr}`],
    // a hyphen, also beside quotation marks and brackets: “non”-binding, (anti)-war, U.S.-led
    [raw`[^\s(["–—-]`, raw`["')]?-["'(]?[\p{L}\p{N}]`],
    [raw`[^\s(["–—-]-["'(]?`, raw`["'(]?[\p{L}\p{N}]`],
    [PREFIX, raw`[–—]\p{L}`],
    [`${PREFIX}[–—]`, raw`\p{L}`],
    [raw`\S`, raw`–[\p{N}\p{Lu}]`],
    [raw`\S–`, raw`[\p{N}\p{Lu}]`],
    [raw`[\p{N}\p{Lu}]\p{L}*`, raw`–\p{L}`],
    [raw`[\p{N}\p{Lu}]\p{L}*–`, raw`\p{L}`],
    // and/or, km/h, w/o, 5/day
    [raw`(?:^|[^\p{L}])\p{L}{1,3}|\p{N}`, raw`/[\p{L}\p{N}]`],
    [raw`(?:(?:^|[^\p{L}])\p{L}{1,3}|\p{N})/`, raw`[\p{L}\p{N}]`],
    [raw`\p{L}`, raw`/(?:\p{L}{1,3}(?!\p{L})|\p{N})`],
    [raw`\p{L}/`, raw`(?:\p{L}{1,3}(?!\p{L})|\p{N})`],
    // GMT+2, C++
    [raw`[\p{L}\p{N}]\+`, raw`[\p{L}\p{N}+]`],
    // AA+, BBB-
    [raw`(?:^|[\s("'])\p{Lu}{1,3}`, raw`-(?![\p{L}\p{N}-])`],
  ] as const
).map(([before, after]) => rule(before, after));
