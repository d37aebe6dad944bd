/**
 * Text made comparable. Normalizing removes differences that no reader sees: white space, Unicode NFC, the forms of quotation marks and
 * dashes, invisible marks, ligatures, full-width forms, line ends; never what changes a value, like superscripts.
 * `starts[i]` is where the i-th normalized unit begins in the original; `starts[text.length]` is the original's length.
 */
export type Normalized = { readonly text: string; readonly starts: Uint32Array; readonly original: string };

/** What a paragraph break becomes. A normalized quote never holds it, so a match never crosses one. */
export const PARAGRAPH = "\n";

/**
 * Ambiguous line ends: after a hyphen that belongs to the word or to the line, after any other dash, inside a script
 * without spaces. Control characters are normalized away, so no text can contain these itself.
 */
export const HYPHENATED = "\u001f";
export const DASHED = "\u001e";
export const WRAPPED = "\u001d";

/** Scripts whose lines break anywhere, without a space. */
export const SPACELESS =
  /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Bopo}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}\u3001-\u303f\uff01-\uff65]/u;

/** Normalizes one line, like a name, and trims it. */
export function normalize(words: string): string {
  return normalizeText(words.trim().replace(/\s+/g, " "));
}

/** Normalizes a text, including its line ends. */
export function normalizeText(text: string): string {
  const composed = text.normalize("NFC");
  return /[^!-~ ]| [ -]|-(?: |$)/.test(composed) ? normalizeUnits(composed).text : composed;
}

/** Normalizes a whole document with a map back to its offsets. Linear in its length. */
export function normalizeWithMap(original: string): Normalized {
  const composed = original.normalize("NFC");
  const { text, starts } = normalizeUnits(composed, new Uint32Array(composed.length + 1));
  if (composed === original) return { text, starts, original };
  const origins = originsOf(original, composed.length);
  return { text, starts: starts.map((start) => origins[start] as number), original };
}

/** Whether the unit is invisible and removed by normalizing. */
export function isInvisible(code: number): boolean {
  return KINDS[code] === INVISIBLE || code === SOFT_HYPHEN;
}

const NO_MAP = new Uint32Array(0);

/** Normalizes composed text. Fills `starts`, if it has room, with where each normalized unit begins. */
function normalizeUnits(original: string, room: Uint32Array = NO_MAP): { text: string; starts: Uint32Array } {
  let starts = room;
  const parts: string[] = [];
  let length = 0;
  let copied = 0;
  let at = 0;
  while (at < original.length) {
    const code = original.charCodeAt(at);
    const kind = KINDS[code];
    if (kind === PLAIN || ((code === SPACE || code === HYPHEN) && KINDS[original.charCodeAt(at + 1)] === PLAIN)) {
      starts[length++] = at++;
      continue;
    }
    let form: string;
    let end = at + 1;
    if (kind === WHITE) {
      end = endOfWhite(original, end);
      form = whiteForm(original, at, end);
    } else if (kind === FORM && code < HALF_WIDTH) {
      form = FORMS.get(code) as string;
    } else {
      ({ form, end } = rareForm(original, at, kind as number));
    }
    if (form.length > 1 && starts !== NO_MAP) starts = withRoom(starts, length + form.length + original.length - end);
    for (let unit = 0; unit < form.length; unit++) starts[length++] = at;
    parts.push(original.slice(copied, at), form);
    copied = end;
    at = end;
  }
  parts.push(original.slice(copied));
  starts[length] = original.length;
  return { text: parts.join(""), starts: starts.subarray(0, length + 1) };
}

function withRoom(starts: Uint32Array, length: number): Uint32Array {
  if (length < starts.length) return starts;
  const larger = new Uint32Array(length + (length >> 2) + 1);
  larger.set(starts);
  return larger;
}

/** What the units from `at` to `end` become, if they depend on each other. */
function rareForm(text: string, at: number, kind: number): { form: string; end: number } {
  const pair = text.slice(at, at + 2);
  if (kind === INVISIBLE) {
    const joins = text.charCodeAt(at) === JOINER && PICTOGRAPH.test(text.slice(at + 1, at + 3));
    return { form: joins ? "\u200d" : "", end: at + 1 };
  }
  if (kind === PAIR) return { form: VARIATION.test(pair) ? "" : pair.normalize("NFKC"), end: at + pair.length };
  if (kind === FORM) {
    const voiced = VOICED.test(pair);
    return {
      form: voiced ? pair.normalize("NFKC") : (FORMS.get(text.charCodeAt(at)) ?? ""),
      end: at + (voiced ? 2 : 1),
    };
  }
  const end = endOfWhite(text, at + 1);
  const form = dashForm(text, at, end);
  return { form, end: form === HYPHENATED || form === DASHED ? end : at + 1 };
}

/** Where each unit of the composed text begins in the original. Composition never crosses a grapheme cluster. */
function originsOf(original: string, length: number): Uint32Array {
  const origins = new Uint32Array(length + 1);
  let to = 0;
  let at = 0;
  for (const part of original.split(/(\s+)/)) {
    for (const { index, segment } of clusters(part)) {
      const end = to + segment.normalize("NFC").length;
      while (to < end) origins[to++] = at + index;
    }
    at += part.length;
  }
  origins[length] = original.length;
  return origins;
}

/** Parts that compose independently: single units where nothing composes, else letters with their marks. */
function* clusters(part: string): Generator<{ index: number; segment: string }> {
  const isComposed = part.normalize("NFC") === part;
  const found = JAMO.test(part) ? graphemes(part) : part.matchAll(isComposed ? /[\s\S]/g : /\P{M}\p{M}*|\p{M}+/gu);
  for (const one of found) yield { index: one.index, segment: "segment" in one ? one.segment : one[0] };
}

/** Decomposed Korean letters, which compose without marks. */
const JAMO = /[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]/;

/** Made when first needed: making it takes longer than reading all content. */
let segmenter: Intl.Segmenter | undefined;
function graphemes(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter("und", { granularity: "grapheme" });
  return segmenter.segment(text);
}

function endOfWhite(text: string, from: number): number {
  let end = from;
  for (let at = from; at < text.length; at++) {
    const kind = KINDS[text.charCodeAt(at)];
    if (kind === WHITE) end = at + 1;
    else if (kind !== INVISIBLE) break;
  }
  return end;
}

function whiteForm(text: string, from: number, to: number): string {
  const newlines = newlinesIn(text, from, to);
  if (newlines > 1) return PARAGRAPH;
  // No script without spaces lies below this code, and most lines of most texts end in one that does.
  if (newlines === 0 || text.charCodeAt(to) < 0x0e00) return " ";
  return SPACELESS.test(pointBefore(text, from)) && SPACELESS.test(pointAt(text, to)) ? WRAPPED : " ";
}

function newlinesIn(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) if (text.charCodeAt(at) === NEWLINE) count += 1;
  return count;
}

/** What a dash becomes. If the line ends after it, up to `end`, that depends on the characters around it. */
function dashForm(text: string, at: number, end: number): string {
  const code = text.charCodeAt(at);
  const plain = code === SOFT_HYPHEN ? "" : "-";
  if (newlinesIn(text, at + 1, end) !== 1) return plain;
  const before = pointBefore(text, at);
  const after = pointAt(text, end);
  if (/^\s?$/.test(before) || after === "") return plain;
  const parted =
    /\p{L}|\p{M}/u.test(before) && /\p{L}/u.test(after) && (!/\p{Lu}/u.test(after) || /\p{Lu}/u.test(before));
  return HYPHENS.includes(String.fromCharCode(code)) && parted ? HYPHENATED : DASHED;
}

function pointBefore(text: string, at: number): string {
  let end = at;
  while (end > 0 && isInvisible(text.charCodeAt(end - 1))) end -= 1;
  return /[\s\S]$/u.exec(text.slice(Math.max(0, end - 2), end))?.[0] ?? "";
}

function pointAt(text: string, at: number): string {
  let start = at;
  while (start < text.length && isInvisible(text.charCodeAt(start))) start += 1;
  return /^[\s\S]/u.exec(text.slice(start, start + 2))?.[0] ?? "";
}

const NEWLINE = 0x0a;
const SPACE = 0x20;
const HYPHEN = 0x2d;
const SOFT_HYPHEN = 0xad;
const JOINER = 0x200d;
const HALF_WIDTH = 0xff66;
const PICTOGRAPH = /^\p{Extended_Pictographic}/u;
/** Selectors of another glyph for the same letter. */
const VARIATION = /^[\u{e0100}-\u{e01ef}]$/u;
/** Half-width kana whose voicing mark is a unit of its own. */
const VOICED = /^[\uff66-\uff9d][\uff9e\uff9f]/;

const HYPHENS = "-\u00ad\u2010\u2011\ufe63\uff0d";
const DASHES = `${HYPHENS}\u2012\u2013\u2014\u2015\u2212\u2e3a\u2e3b\ufe58`;
const DOUBLE_MARKS = "\u00ab\u00bb\u201c\u201d\u201e\u201f\uff02\u05f4";
const SINGLE_MARKS = "\u2018\u2019\u201a\u201b\u2039\u203a\u02bb\u02bc\uff07\u05f3";
/** The same letters as ligatures, in positional shapes or in another width. */
const LETTER_FORMS =
  /[\u00b5\u0132\u0133\u013f\u0140\u0149\u017f\u01c4-\u01cc\u01f1-\u01f3\u2103\u2109\u2160-\u217f\u2f00-\u2fd5\ufb00-\ufb4f\ufb50-\ufdfb\ufe50-\ufe57\ufe5f-\ufe62\ufe64-\ufe6b\ufe70-\ufefc\uff01-\uff9d\uffe0-\uffe6]/;
/** Not direction overrides and fillers: a reader sees reordered words, and a gap. */
const INVISIBLES = /[\p{DI}\p{Cc}\u0640\ufeff\ufff9-\ufffb\ufffe\uffff]/u;
const SEEN = /[\t-\r \u0085\u115f\u1160\u202d\u202e\u3164\uffa0]/;

const PLAIN = 0;
const WHITE = 1;
const FORM = 2;
const INVISIBLE = 3;
const DASH = 4;
const PAIR = 5;
const FORMS = new Map<number, string>();
/** How each unit is normalized, as a table: the lookup is most of the cost of normalizing. */
const KINDS = new Uint8Array(0x10000);

/** Which units are not plain; testing all the others would take longer than the bot takes to start. */
const OTHERS =
  "\u0000-\u0020 \u007f-\u00bb \u0132-\u01f3 \u02bb-\u02bc \u034f-\u034f \u05f3-\u05f4 \u061c-\u0640 \u1680-\u1680 \u17b4-\u17b5 \u180b-\u180f \u2000-\u206f \u2103-\u217f \u2212-\u2212 \u2e3a-\u2e3b \u2f00-\u2fd5 \u3000-\u301c \ud835-\ud835 \udb40-\udb40 \ufb00-\uffff";
for (const range of OTHERS.matchAll(/(.)-(.)/gs)) {
  const [first, last] = [range[1], range[2]].map((unit = "") => unit.charCodeAt(0)) as [number, number];
  for (let code = first; code <= last; code++) setKind(code);
}
KINDS[HYPHEN] = DASH;

function setKind(code: number): void {
  const unit = String.fromCharCode(code);
  const form = formOf(unit);
  if ((/\s/.test(unit) && unit !== "\ufeff") || unit === "\u0085") KINDS[code] = WHITE;
  else if (DASHES.includes(unit)) KINDS[code] = DASH;
  else if (INVISIBLES.test(unit) && !SEEN.test(unit)) KINDS[code] = INVISIBLE;
  else if (unit === "\ud835" || unit === "\udb40") KINDS[code] = PAIR;
  else if (form !== unit) {
    FORMS.set(code, form);
    KINDS[code] = FORM;
  }
}

function formOf(unit: string): string {
  if (DOUBLE_MARKS.includes(unit)) return '"';
  if (SINGLE_MARKS.includes(unit)) return "'";
  if (unit === "\u2026") return "...";
  if (unit === "\u301c") return "~";
  const form = LETTER_FORMS.test(unit) ? unit.normalize("NFKC") : unit;
  return form.includes(" ") ? unit : form;
}
