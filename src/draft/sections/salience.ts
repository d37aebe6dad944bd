import { isStopWord, type Sentence, wordsOf } from "#briefing";

/** A document as it is weighed beside others: its title, where it has one, and its sentences. */
export type Weighed = { readonly title?: string | undefined; readonly sentences: readonly Sentence[] };

/** How much a story is about a word, by its stem. */
export type Salience = ReadonlyMap<string, number>;

/** Of a long document the beginning says what it is about. */
const LOOKED_AT = 400;

/** What a story is about: the words that several documents use, that are in their titles, that are repeated. */
export function salienceOf(documents: readonly Weighed[]): Salience {
  const roots = new Map<string, number>();
  for (const { title = "", sentences } of documents) {
    const own = new Map<string, number>();
    const add = (words: Sentence["words"], weight: number) => {
      for (const { lower, stem } of words)
        own.set(stem, (own.get(stem) ?? 0) + weight * (isStopWord(lower) ? OF_STOP_WORD : 1));
    };
    for (const { words } of sentences.slice(0, LOOKED_AT)) add(words, 1);
    add(wordsOf(title), IN_TITLE);
    for (const [stem, count] of own) roots.set(stem, (roots.get(stem) ?? 0) + Math.sqrt(Math.min(MOST_OF_ONE, count)));
  }
  return new Map([...roots].map(([stem, root]) => [stem, root * root]));
}

const OF_STOP_WORD = 0.4;
const IN_TITLE = 2;
const MOST_OF_ONE = 4;

/** More candidates than this are not tried in every combination. */
const FEW = 18;
/** Of many, those that say most by themselves are looked at. */
const LIKELY = 60;
const MOST_TOGETHER = 4;

/**
 * Chooses the sentences that together say most about a story within `budget` words. The last may run over: what runs
 * over counts for nothing.
 */
export function chooseWithin(candidates: readonly Sentence[], salience: Salience, budget: number): Sentence[] {
  const value = (chosen: readonly Sentence[]) => toldBy(chosen, salience, budget);
  if (candidates.length <= FEW) return [...bestOf(candidates, value, budget)];
  const likely = candidates
    .map((sentence, index) => ({ sentence, index, told: value([sentence]) }))
    .sort((a, b) => b.told - a.told || a.index - b.index)
    .slice(0, LIKELY)
    .map(({ sentence }) => sentence);
  return [...improved(greedy(likely, value, budget), likely, value)];
}

type Value = (chosen: readonly Sentence[]) => number;

function toldBy(chosen: readonly Sentence[], salience: Salience, budget: number): number {
  const counts = new Map<string, number>();
  let room = budget;
  let sum = 0;
  for (const { words } of chosen)
    for (const { stem } of words) {
      if (room-- <= 0) return sum;
      const count = (counts.get(stem) ?? 0) + 1;
      counts.set(stem, count);
      if (count <= 2) sum += (salience.get(stem) ?? 0) * (count === 1 ? 1 : OF_REPEATED);
    }
  return sum;
}

const OF_REPEATED = 0.2;

function bestOf(candidates: readonly Sentence[], value: Value, budget: number): readonly Sentence[] {
  let best: readonly Sentence[] = [];
  let most = -1;
  const extend = (chosen: readonly Sentence[], from: number, words: number) => {
    const told = value(chosen);
    if (told > most) [best, most] = [chosen, told];
    if (words >= budget || chosen.length >= MOST_TOGETHER) return;
    for (let at = from; at < candidates.length; at++) {
      const next = candidates[at] as Sentence;
      extend([...chosen, next], at + 1, words + next.words.length);
    }
  };
  extend([], 0, 0);
  return best;
}

function greedy(candidates: readonly Sentence[], value: Value, budget: number): readonly Sentence[] {
  let chosen: readonly Sentence[] = [];
  for (let words = 0; words < budget; ) {
    const next = bestNext(chosen, candidates, value);
    if (!next) break;
    chosen = [...chosen, next];
    words += next.words.length;
  }
  return chosen;
}

function bestNext(chosen: readonly Sentence[], candidates: readonly Sentence[], value: Value): Sentence | undefined {
  let best: Sentence | undefined;
  let most = value(chosen);
  for (const candidate of candidates) {
    if (chosen.includes(candidate)) continue;
    const told = value([...chosen, candidate]);
    if (told > most) [best, most] = [candidate, told];
  }
  return best;
}

/** Exchanges one sentence at a time for a better one, as long as there is any. */
function improved(start: readonly Sentence[], candidates: readonly Sentence[], value: Value): readonly Sentence[] {
  let chosen = start;
  for (let round = 0; round < start.length; round++) {
    let best = chosen;
    for (let at = 0; at < chosen.length; at++) {
      const others = chosen.toSpliced(at, 1);
      const next = bestNext(others, candidates, value);
      if (next && value([...others, next]) > value(best)) best = [...others, next];
    }
    if (best === chosen) break;
    chosen = best;
  }
  return chosen;
}
