import { lazy } from "../content/lazy.ts";
import { DASHED, HYPHENATED, type Normalized, normalize } from "../content/normalize.ts";
import type { Passage } from "../content/source.ts";
import { isUnspaced, UNSPACED_LETTER } from "../content/unspaced.ts";
import { wordsAt } from "./locate-quote.ts";

/** A source's words in lower case, with their spans in its normalized text. */
export type Tokens = { readonly words: readonly string[]; readonly at: readonly Passage[] };

/** Each letter of a script without spaces counts as a word: otherwise a whole quote would be one word, right or wrong. */
const wordPattern = lazy(
  () =>
    new RegExp(
      String.raw`${UNSPACED_LETTER}|(?:(?!${UNSPACED_LETTER})[\p{L}\p{N}\p{M}])+(?:['’.,${HYPHENATED}${DASHED}-](?:(?!${UNSPACED_LETTER})[\p{L}\p{N}\p{M}])+)*`,
      "gu",
    ),
);
/** A near passage shares at least this much of the quote's words; less can be chance. */
const LEAST_SHARE = 0.34;
const LEAST_SHARE_OF_LETTERS = 0.6;
/** Searching more of a source would take longer than a hint is worth. */
const MOST_WORDS = 50_000;

/** The words of a source, in order. */
export function tokenize({ text }: Normalized): Tokens {
  const words: string[] = [];
  const at: Passage[] = [];
  for (const match of text.matchAll(wordPattern())) {
    words.push(match[0].replaceAll(HYPHENATED, "").replaceAll(DASHED, "-").toLowerCase());
    at.push({ start: match.index, end: match.index + match[0].length });
    if (words.length === MOST_WORDS) break;
  }
  return { words, at };
}

/**
 * The words of the source that come closest to a missing quote: the window of the same number of words that shares most
 * with it, trimmed to the shared ones. Linear in the source.
 */
export function nearestPassage(quote: string, source: Normalized, tokens: Tokens): string | undefined {
  const wanted = new Map<string, number>();
  let size = 0;
  let letters = 0;
  for (const match of normalize(quote).matchAll(wordPattern())) {
    const word = match[0].toLowerCase();
    wanted.set(word, (wanted.get(word) ?? 0) + 1);
    size += 1;
    if (isUnspaced(word)) letters += 1;
  }
  const { words, at } = tokens;
  const left = new Map(wanted);
  let shared = 0;
  let best = { shared: 0, first: 0 };
  for (let last = 0; last < words.length; last++) {
    shared += take(left, words[last] as string, -1);
    if (last >= size) shared -= take(left, words[last - size] as string, 1);
    if (shared > best.shared) best = { shared, first: Math.max(0, last - size + 1) };
  }
  const least = letters > size / 2 ? LEAST_SHARE_OF_LETTERS : LEAST_SHARE;
  if (best.shared === 0 || best.shared < size * least) return undefined;
  let first = best.first;
  let last = Math.min(words.length, best.first + size) - 1;
  while (first < last && !wanted.has(words[first] as string)) first += 1;
  while (last > first && !wanted.has(words[last] as string)) last -= 1;
  const [begin, end] = [at[first], at[last]];
  return begin && end && wordsAt({ start: begin.start, end: end.end }, source);
}

/** Takes a word from the quote's remaining ones (-1) or returns it (1): 1 if that changes how many are shared. */
function take(left: Map<string, number>, word: string, by: 1 | -1): number {
  const count = left.get(word);
  if (count === undefined) return 0;
  left.set(word, count + by);
  return by === -1 ? Number(count > 0) : Number(count >= 0);
}
