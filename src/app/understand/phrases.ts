import { isSlip } from "#briefing";
import type { Spec } from "#chat";
import { phraseOf } from "./tokens.ts";

/** A command's phrase found in what was typed, and which words it covers. */
export type Said = { readonly spec: Spec; readonly places: readonly number[] };

/**
 * The best phrase: the longest found in the words, and the first of equals. Words in the middle of a phrase are skipped
 * if they add nothing ("what is actually next") or if the phrase leaves room ("why is … important"). A long word may be
 * misspelled.
 */
export function longestPhrase(words: readonly string[], specs: readonly Spec[]): Said | undefined {
  let best: (Said & { length: number }) | undefined;
  for (const { spec, phrase, length } of prepare(specs).phrases) {
    if (best && length < best.length) continue;
    const places = placesOf(phrase, words, (word) => isPhrase(word, specs));
    // An exact phrase beats a longer one with a typo: "what happens to", "what happened".
    const isExact = places?.every((place) => phrase.includes(words[place] ?? ""));
    const said = length - (isExact ? 0 : PRICE_OF_SLIP);
    const isFirst = said === best?.length && (places?.[0] ?? 0) < (best.places[0] ?? 0);
    if (places && (isFirst || said > (best?.length ?? 0))) best = { spec, places, length: said };
  }
  return best;
}

/** Whether a word is part of any phrase. */
export function isOfPhrase(word: string, specs: readonly Spec[]): boolean {
  return prepare(specs).words.has(word);
}

/** Whether a word is a phrase by itself. */
export function isPhrase(word: string, specs: readonly Spec[]): boolean {
  return prepare(specs).alone.has(word);
}

type Phrase = { readonly spec: Spec; readonly phrase: readonly string[]; readonly length: number };
type Prepared = {
  readonly phrases: readonly Phrase[];
  readonly words: ReadonlySet<string>;
  /** Phrases of one word. */
  readonly alone: ReadonlySet<string>;
};

const prepared = new WeakMap<readonly Spec[], Prepared>();

function prepare(specs: readonly Spec[]): Prepared {
  const known = prepared.get(specs);
  if (known) return known;
  const phrases = specs.flatMap((spec) =>
    spec.says.map((says) => {
      const phrase = phraseOf(says);
      return { spec, phrase, length: phrase.join(" ").replaceAll(GAP, "").length };
    }),
  );
  const alone = phrases.filter(({ phrase }) => phrase.length === 1).flatMap(({ phrase }) => phrase);
  const made = { phrases, words: new Set(phrases.flatMap(({ phrase }) => phrase)), alone: new Set(alone) };
  prepared.set(specs, made);
  return made;
}

const PRICE_OF_SLIP = 3;
const GAP = "…";
const MOST_IN_GAP = 8;
/** Words that add nothing between those of a phrase. */
const PASSED_OVER: ReadonlySet<string> = new Set(
  "actually again all also basically be been currently even exactly gonna here just now only really so still then today".split(
    " ",
  ),
);

function placesOf(
  phrase: readonly string[],
  words: readonly string[],
  isOther: (word: string) => boolean,
): number[] | undefined {
  const follow = (from: number, step: number, slips: number): number[] | undefined => {
    const wanted = phrase[step];
    if (wanted === undefined) return [];
    if (wanted === GAP) {
      for (let next = from; next <= Math.min(from + MOST_IN_GAP, words.length); next += 1) {
        const places = follow(next, step + 1, slips);
        if (places) return places;
        // "What is so important about it" does not ask what it is about.
        if (isOther(words[next] ?? "")) return undefined;
      }
      return undefined;
    }
    for (let at = from; at < words.length; at += 1) {
      const word = words[at] as string;
      const slip = slipIn(word, wanted, phrase.length > 1);
      if (slip !== undefined && slip <= slips) {
        const places = follow(at + 1, step + 1, slips - slip);
        if (places) return [at, ...places];
      }
      if (step === 0 || !PASSED_OVER.has(word)) return undefined;
    }
    return undefined;
  };
  for (let from = 0; from < words.length; from += 1) {
    const places = follow(from, 0, 1);
    if (places) return places;
  }
  return undefined;
}

/** 0 for the same word, 1 for a misspelled one, undefined for a different one. Short words allow fewer typos. */
function slipIn(word: string, wanted: string, isAmongOthers: boolean): 0 | 1 | undefined {
  if (word === wanted) return 0;
  const least = isAmongOthers ? 4 : 6;
  if (wanted.length < least) return undefined;
  const isBegun = word[0] === wanted[0] || (word[0] === wanted[1] && word[1] === wanted[0]);
  return isBegun && isSlip(word, wanted) ? 1 : undefined;
}
