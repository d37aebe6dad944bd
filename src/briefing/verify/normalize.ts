/**
 * Text made comparable: white space, Unicode NFC and the forms of quotation marks and dashes are normalized, and nothing else.
 * `starts[i]` is where the i-th normalized unit begins in the original; `starts[text.length]` is the original's length.
 */
export type Normalized = { readonly text: string; readonly starts: Uint32Array };

const SPACE = 0x20;
/** What a paragraph break becomes. A normalized quote never holds it, so a match never crosses one. */
export const PARAGRAPH = "\n";

/** Normalizes words to be looked for: one line, trimmed, no paragraph breaks. */
export function normalize(words: string): string {
  return words
    .normalize("NFC")
    .trim()
    .replace(/\s+/g, " ")
    .replace(FOLDED_UNITS, (unit) => FORMS.get(unit.charCodeAt(0)) ?? unit);
}

/** Normalizes a whole document with a map back to its offsets. Linear in its length. */
export function normalizeWithMap(original: string): Normalized {
  return original.normalize("NFC") === original ? normalizeUnits(original) : normalizeClusters(original);
}

function normalizeUnits(original: string): Normalized {
  const starts = new Uint32Array(original.length + 1);
  const parts: string[] = [];
  let length = 0;
  let copied = 0;
  let at = 0;
  while (at < original.length) {
    const code = original.charCodeAt(at);
    starts[length++] = at;
    const end = isWhite(code) ? endOfWhite(original, at) : at + 1;
    const form = isWhite(code) ? whiteForm(original, at, end) : code < 0xab ? undefined : FORMS.get(code);
    if (form !== undefined && !(code === SPACE && end === at + 1)) {
      parts.push(original.slice(copied, at), form);
      copied = end;
    }
    at = end;
  }
  parts.push(original.slice(copied));
  starts[length] = original.length;
  return { text: parts.join(""), starts: starts.slice(0, length + 1) };
}

/**
 * The rare document that is not in NFC. Composition never crosses a grapheme cluster, so each cluster is normalized by itself:
 * all its units lead back to where it begins.
 */
function normalizeClusters(original: string): Normalized {
  const starts: number[] = [];
  let text = "";
  const add = (normalized: string, at: number) => {
    for (let unit = 0; unit < normalized.length; unit++) starts.push(at);
    text += normalized;
  };
  let at = 0;
  for (const part of original.split(/(\s+)/)) {
    if (/^\s/.test(part)) add(whiteForm(part, 0, part.length), at);
    else for (const { index, segment } of clusters(part)) add(normalize(segment), at + index);
    at += part.length;
  }
  starts.push(original.length);
  return { text, starts: Uint32Array.from(starts) };
}

/** Parts that compose by themselves: single units where nothing composes, else letters with their marks. */
function* clusters(part: string): Generator<{ index: number; segment: string }> {
  const isComposed = part.normalize("NFC") === part;
  const found = JAMO.test(part) ? graphemes(part) : part.matchAll(isComposed ? /[\s\S]/g : /\P{M}\p{M}*|\p{M}+/gu);
  for (const one of found) yield { index: one.index, segment: "segment" in one ? one.segment : one[0] };
}

/** Korean written in its letters composes without marks. */
const JAMO = /[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]/;

/** Made when first needed: it takes longer to make than the bot takes to read its content. */
let segmenter: Intl.Segmenter | undefined;
function graphemes(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter("und", { granularity: "grapheme" });
  return segmenter.segment(text);
}

function isWhite(code: number): boolean {
  return code === SPACE || (code >= 9 && code <= 13) || (code >= 0xa0 && OTHER_WHITE.has(code));
}

function endOfWhite(text: string, from: number): number {
  let end = from + 1;
  while (end < text.length && isWhite(text.charCodeAt(end))) end += 1;
  return end;
}

function whiteForm(text: string, from: number, to: number): string {
  return to > from + 1 && isParagraphBreak(text, from, to) ? PARAGRAPH : " ";
}

function isParagraphBreak(text: string, from: number, to: number): boolean {
  const first = text.indexOf("\n", from);
  if (first === -1 || first >= to) return false;
  const second = text.indexOf("\n", first + 1);
  return second !== -1 && second < to;
}

/** What else `\s` matches. */
const OTHER_WHITE: ReadonlySet<number> = new Set(
  Array.from(
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff",
    (white) => white.charCodeAt(0),
  ),
);

const DOUBLE_MARKS = "\u00ab\u00bb\u201c\u201d\u201e\u201f\uff02";
const SINGLE_MARKS = "\u2018\u2019\u201a\u201b\u2039\u203a\u02bc\uff07";
const DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d";
const FOLDED_UNITS = new RegExp(`[${DOUBLE_MARKS}${SINGLE_MARKS}${DASHES}]`, "g");
const FORMS: ReadonlyMap<number, string> = new Map([
  ...forms('"', DOUBLE_MARKS),
  ...forms("'", SINGLE_MARKS),
  ...forms("-", DASHES),
]);

function forms(to: string, from: string): [number, string][] {
  return Array.from(from, (unit) => [unit.charCodeAt(0), to]);
}
