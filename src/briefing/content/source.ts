import { isUnspaced, partsOf } from "./unspaced.ts";

/** A span of a source: offsets in UTF-16 units of its text, `end` not included. */
export type Passage = { readonly start: number; readonly end: number };

/** One or more spans of the same source, in order. */
export type Passages = readonly [Passage, ...Passage[]];

/** One document, kept word for word. What its header doesn't give is absent, never invented. */
export type Source = {
  readonly id: string;
  readonly title?: string;
  readonly publisher?: string;
  readonly author?: string;
  /** http or https. */
  readonly url?: string;
  /** `YYYY-MM-DD` */
  readonly published?: string;
  readonly retrieved?: string;
  /** The id of the source whose newer version this is. */
  readonly replaces?: string;
  /** Whether everybody may read all of it on our pages, not only what is quoted. */
  readonly fullText?: boolean;
  /** The exact text, without a byte-order mark and with LF line ends. Passages count its UTF-16 units. */
  readonly text: string;
  /** SHA-256 of the text, in hex. */
  readonly version: string;
};

/** At most 64 of `[a-z0-9-]`: the file's name, and what footnotes call it. */
export const SOURCE_ID = /^[a-z0-9-]{1,64}$/;

/** A source's name: its title, or its first words in quotation marks and "(untitled)". */
export function titleOf(source: Source): string {
  if (source.title !== undefined) return source.title;
  const name = known.get(source) ?? `“${firstWords(source.text)}” (untitled)`;
  known.set(source, name);
  return name;
}

const known = new WeakMap<Source, string>();

/** A line with fewer words is a heading, and the same one starts many documents. */
const LEAST_WORDS = 5;
const LOOKED_AT = 4_000;
/** In columns; a letter of a script without spaces takes two. */
const LONGEST = 60;

function firstWords(text: string): string {
  const lines = text
    .slice(0, LOOKED_AT)
    .split("\n")
    .map((line) => partsOf(line.trim().replace(/\s+/g, " ")));
  const sentence = lines.findIndex((parts) => parts.filter((part) => /[\p{L}\p{N}]/u.test(part)).length >= LEAST_WORDS);
  const at = sentence === -1 ? lines.findIndex((parts) => parts.length > 0) : sentence;
  const parts = lines[at] ?? [];
  let columns = 0;
  const fits = parts.findIndex((part) => {
    columns += isUnspaced(part) ? 2 * [...part].length : part.length;
    return columns > LONGEST;
  });
  // A single word that is too long gets cut.
  const whole = fits === 0 ? [...(parts[0] as string)].slice(0, LONGEST) : parts;
  const words = whole.slice(0, fits > 0 ? fits : undefined).join("");
  const goesOn = fits !== -1 || ((lines[at + 1] ?? []).length > 0 && !/[\p{P}]$/u.test(words));
  if (!goesOn) return words;
  const cut = words.replace(/[\s,;:，、；：–—-]+$/u, "");
  return isUnspaced(cut.slice(-1)) ? `${cut}…` : `${cut} …`;
}
