import type { Question } from "../words/question.ts";
import type { Term } from "../words/terms.ts";

/** Words this close to each other say something together. */
const NEAR_WORDS = 8;

/**
 * How close the question's words are to each other in a sentence: pairs that are side by side in both, and the heaviest
 * few in a row.
 */
export function closeness(
  question: Question,
  terms: readonly Term[],
  weights: readonly number[],
): { pairs: number; window: number } {
  const byRoot = new Map<string, number>();
  for (const [index, { roots }] of question.terms.entries()) for (const root of roots) byRoot.set(root, index);
  const places = terms.map(({ root }) => byRoot.get(root) ?? -1);
  const pairs = new Map<number, number>();
  for (let at = 0; at + 1 < places.length; at++) {
    const [one = -1, other = -1] = [places[at], places[at + 1]];
    if (one !== -1 && other === one + 1) pairs.set(one, Math.min(weights[one] as number, weights[other] as number));
  }
  let window = 0;
  for (let from = 0; from < places.length; from++) {
    if (places[from] === -1) continue;
    let sum = 0;
    for (const index of new Set(places.slice(from, from + NEAR_WORDS)))
      if (index !== -1) sum += weights[index] as number;
    window = Math.max(window, sum);
  }
  return { pairs: [...pairs.values()].reduce((total, weight) => total + weight, 0), window };
}

/** The heaviest run of the question's words that a sentence has in their order. */
export function inOrder(question: Question, terms: readonly Term[], weights: readonly number[]): number {
  const best = new Float64Array(question.terms.length + 1);
  for (const { root } of terms) {
    for (let index = question.terms.length - 1; index >= 0; index--) {
      if (question.terms[index]?.roots.includes(root) !== true) continue;
      let before = 0;
      for (let at = 0; at <= index; at++) before = Math.max(before, best[at] as number);
      best[index + 1] = Math.max(best[index + 1] as number, before + (weights[index] as number));
    }
  }
  return Math.max(...best);
}

/** The share of the question's runs of `size` words, the small ones included, that a sentence has too. */
export function shareOfPhrases(asked: readonly string[], said: readonly string[], size: number): number {
  const wanted = runsOf(asked, size);
  if (wanted.length === 0) return 0;
  const known = new Set(runsOf(said, size));
  return wanted.filter((run) => known.has(run)).length / wanted.length;
}

function runsOf(words: readonly string[], size: number): string[] {
  return Array.from({ length: Math.max(0, words.length - size + 1) }, (_, at) => words.slice(at, at + size).join(" "));
}
