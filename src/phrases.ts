import type { Spec } from "#chat";
import { phraseOf } from "./tokens.ts";

/** A phrase of a command that stands in what was typed, and which of its words are the phrase's. */
export type Said = { readonly spec: Spec; readonly places: readonly number[] };

/**
 * The phrase that says most: of all that stand in the words the longest. Words between those of a phrase are passed over
 * where they say nothing of their own ("what is actually next") or where the phrase leaves room ("why is … important"); a
 * long word may be misspelt.
 */
export function longestPhrase(words: readonly string[], specs: readonly Spec[]): Said | undefined {
  let best: (Said & { length: number }) | undefined;
  for (const { spec, phrase, length } of phrasesOf(specs)) {
    if (best && length <= best.length) continue;
    const places = placesOf(phrase, words);
    if (places) best = { spec, places, length };
  }
  return best;
}

/** Whether a word is one of those that phrases are made of. */
export function isOfPhrase(word: string, specs: readonly Spec[]): boolean {
  return phrasesOf(specs).some(({ phrase }) => phrase.includes(word));
}

/** Whether a word says by itself what a phrase of ours does. */
export function isPhrase(word: string, specs: readonly Spec[]): boolean {
  return phrasesOf(specs).some(({ phrase }) => phrase.length === 1 && phrase[0] === word);
}

type Phrase = { readonly spec: Spec; readonly phrase: readonly string[]; readonly length: number };

const prepared = new WeakMap<readonly Spec[], readonly Phrase[]>();

function phrasesOf(specs: readonly Spec[]): readonly Phrase[] {
  const known = prepared.get(specs);
  if (known) return known;
  const made = specs.flatMap((spec) =>
    spec.says.map((says) => {
      const phrase = phraseOf(says);
      return { spec, phrase, length: phrase.join(" ").replaceAll("…", "").length };
    }),
  );
  prepared.set(specs, made);
  return made;
}

const GAP = "…";
const MOST_IN_GAP = 8;
/** Words that say nothing between those of a phrase. */
const PASSED_OVER: ReadonlySet<string> = new Set(
  "actually again all also basically been currently even exactly gonna here just now only really so still then today".split(
    " ",
  ),
);

function placesOf(phrase: readonly string[], words: readonly string[]): number[] | undefined {
  const follow = (from: number, step: number, slips: number): number[] | undefined => {
    const wanted = phrase[step];
    if (wanted === undefined) return [];
    if (wanted === GAP) {
      for (let next = from; next <= Math.min(from + MOST_IN_GAP, words.length); next += 1) {
        const places = follow(next, step + 1, slips);
        if (places) return places;
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

/** 0 for the same word, 1 for one that is misspelt, undefined for another. Short words are others sooner. */
function slipIn(word: string, wanted: string, isAmongOthers: boolean): 0 | 1 | undefined {
  if (word === wanted) return 0;
  const least = isAmongOthers ? 4 : 6;
  if (wanted.length < least || Math.abs(wanted.length - word.length) > 2) return undefined;
  const isBegun = word[0] === wanted[0] || (word[0] === wanted[1] && word[1] === wanted[0]);
  return isBegun && distance(word, wanted) <= (wanted.length < 8 ? 1 : 2) ? 1 : undefined;
}

/** Letters added, left out, changed or swapped with their neighbors (optimal string alignment). */
export function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (isSame ? 0 : 1));
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (before[j - 2] ?? Infinity) + 1);
      row.push(least);
    }
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
