/**
 * Text made comparable: white space, Unicode NFC and the forms of quotation marks and dashes are folded, and nothing else.
 * `starts[i]` is where the i-th folded unit begins in the original; `starts[text.length]` is the original's length.
 */
export type Folded = { readonly text: string; readonly starts: Uint32Array };

const SPACE = 0x20;
/** What a paragraph break folds to. A folded quote never holds it, so a match never crosses one. */
export const PARAGRAPH = "\n";

/** Folds words to be looked for: one line, trimmed, no paragraph breaks. */
export function fold(words: string): string {
  let folded = "";
  for (const unit of words.normalize("NFC").trim().replace(/\s+/g, " ")) folded += foldUnit(unit);
  return folded;
}

/** Folds a whole document with a map back to its offsets. Linear in its length. */
export function foldWithMap(original: string): Folded {
  return original.normalize("NFC") === original ? foldUnits(original) : foldClusters(original);
}

function foldUnits(original: string): Folded {
  const starts = new Uint32Array(original.length + 1);
  const units: string[] = [];
  let run = 0;
  let length = 0;
  let at = 0;
  while (at < original.length) {
    const code = original.charCodeAt(at);
    const form = code === SPACE ? " " : FORMS.get(code);
    const white = form === undefined ? isWhite(code) : form === " ";
    if (form === undefined && !white) {
      starts[length++] = at++;
      continue;
    }
    if (run < at) units.push(original.slice(run, at));
    starts[length++] = at;
    if (white) {
      const end = endOfWhite(original, at);
      units.push(isParagraphBreak(original, at, end) ? PARAGRAPH : " ");
      at = end;
    } else {
      units.push(form as string);
      at += 1;
    }
    run = at;
  }
  units.push(original.slice(run));
  starts[length] = original.length;
  return { text: units.join(""), starts: starts.subarray(0, length + 1) };
}

/** The rare document that is not in NFC: composition never crosses a grapheme cluster, so each is folded by itself. */
function foldClusters(original: string): Folded {
  const starts: number[] = [];
  let text = "";
  const add = (folded: string, at: number) => {
    for (let unit = 0; unit < folded.length; unit++) starts.push(at);
    text += folded;
  };
  let at = 0;
  for (const part of original.split(/(\s+)/)) {
    if (/^\s/.test(part)) add(isParagraphBreak(part, 0, part.length) ? PARAGRAPH : " ", at);
    else if (part) for (const { segment, index } of clusters.segment(part)) add(fold(segment), at + index);
    at += part.length;
  }
  starts.push(original.length);
  return { text, starts: Uint32Array.from(starts) };
}

const clusters = new Intl.Segmenter("und", { granularity: "grapheme" });

function foldUnit(unit: string): string {
  return unit.length === 1 ? (FORMS.get(unit.charCodeAt(0)) ?? unit) : unit;
}

function isWhite(code: number): boolean {
  return (code >= 9 && code <= 13) || (code >= 0xa0 && /\s/.test(String.fromCharCode(code)));
}

function endOfWhite(text: string, from: number): number {
  let end = from + 1;
  while (end < text.length && (text.charCodeAt(end) === SPACE || isWhite(text.charCodeAt(end)))) end += 1;
  return end;
}

function isParagraphBreak(text: string, from: number, to: number): boolean {
  const first = text.indexOf("\n", from);
  if (first === -1 || first >= to) return false;
  const second = text.indexOf("\n", first + 1);
  return second !== -1 && second < to;
}

const FORMS: ReadonlyMap<number, string> = new Map([
  ...forms('"', "\u00ab\u00bb\u201c\u201d\u201e\u201f\uff02"),
  ...forms("'", "\u2018\u2019\u201a\u201b\u2039\u203a\u02bc\uff07"),
  ...forms("-", "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"),
]);

function forms(to: string, from: string): [number, string][] {
  return Array.from(from, (unit) => [unit.charCodeAt(0), to]);
}
