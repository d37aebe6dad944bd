import type { Citation } from "./briefing.ts";
import { isUnspaced, partsOf } from "./unspaced.ts";

/** Longer passages are given by their first and last words: browsers match both forms, and URLs stay short. */
const WHOLE = 80;
/** Five words at each end, or 24 letters of a script without spaces. */
const AT_END = 120;
const WORD = 24;
const UNSPACED_LETTER = 5;

/**
 * The source's own address with a text fragment (`#:~:text=…`, WICG Scroll to Text Fragment), which scrolls the
 * publisher's page to the quoted words. Undefined if the source has no address.
 */
export function linkToWords({ source, spans }: Citation): string | undefined {
  if (source.url === undefined) return undefined;
  const url = new URL(source.url);
  const own = url.hash.replace(/:~:.*$/, "");
  const directives = spans.map(({ start, end }) => `text=${directive(source.text.slice(start, end))}`);
  url.hash = "";
  return `${url.href}${own || "#"}:~:${directives.join("&")}`;
}

function directive(passage: string): string {
  const words = passage.trim().replace(/\s+/g, " ");
  const parts = words.length <= WHOLE ? [] : partsOf(words);
  if (parts.length < 2) return encode(words);
  return `${encode(leading(parts).join(""))},${encode(leading(parts.toReversed()).reverse().join(""))}`;
}

/** The first words, at most half of all. Browsers match whole words only, so none is cut. */
function leading(parts: readonly string[]): string[] {
  const half = Math.floor(parts.length / 2);
  let taken = 0;
  let weight = 0;
  while (taken < half && weight < AT_END) weight += weigh(parts[taken++] as string);
  return parts.slice(0, parts[taken - 1] === " " ? taken - 1 : taken);
}

function weigh(part: string): number {
  if (isUnspaced(part)) return UNSPACED_LETTER * [...part].length;
  return /[\p{L}\p{N}]/u.test(part) ? WORD : 0;
}

/** Percent-encodes; hyphens, commas and ampersands are syntax in a text directive. */
function encode(words: string): string {
  return encodeURIComponent(words.toWellFormed()).replace(
    /[-!'()*~]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
