import type { Citation } from "./briefing.ts";

/** Longer passages are named by their first and last words: browsers match either, and addresses stay short. */
const WHOLE = 80;
const WORDS_AT_END = 5;
const POINTS_AT_END = 24;

/**
 * The source's own address with a text fragment (`#:~:text=…`, WICG Scroll to Text Fragment), which scrolls the
 * publisher's page to the quoted words. Undefined where the source has no address.
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
  const words = passage.trim().split(/\s+/);
  if (passage.length <= WHOLE) return encode(words.join(" "));
  if (words.length <= 2 * WORDS_AT_END) {
    // Few and long words, or a script without spaces.
    const points = [...words.join(" ")];
    return `${encode(points.slice(0, POINTS_AT_END).join(""))},${encode(points.slice(-POINTS_AT_END).join(""))}`;
  }
  return `${encode(words.slice(0, WORDS_AT_END).join(" "))},${encode(words.slice(-WORDS_AT_END).join(" "))}`;
}

/** Hyphens, commas and ampersands have a meaning in a text directive. */
function encode(words: string): string {
  return encodeURIComponent(words.toWellFormed()).replace(
    /[-!'()*~]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
