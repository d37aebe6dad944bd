import { normalizeWithMap } from "../content/normalize.ts";
import { locateQuote } from "./locate-quote.ts";

/** Tells of quotes whether a text holds them, as the checker would find them in a source of that text. */
export function openWords(text: string): (quote: string) => boolean {
  const normalized = normalizeWithMap(text);
  return (quote) => locateQuote(quote, normalized).kind === "found";
}
