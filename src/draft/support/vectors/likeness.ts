import { isStopWord } from "#briefing";
import type { Evidence } from "../align/evidence.ts";
import type { Term } from "../align/terms.ts";
import { DIMENSIONS, wordVectors } from "./word-vectors.ts";

/** How much less a word counts with each sentence that it is further off. */
const FADES = 0.95;

/**
 * How unlike a statement is to what any stretch of a document speaks of, from 0 to 1: each of its words is set against the
 * words around each sentence, by meaning, and rare words count for more. Words in a document's other parts count for little.
 */
export function unlikeAnyStretch(told: readonly Term[], evidence: Evidence): number {
  const { words, sentences } = mapOf(evidence);
  const count = sentences.length;
  const sums = new Float64Array(count);
  const nearness = new Float64Array(count);
  let all = 0;
  for (const { term, weight } of weighed(told)) {
    all += weight;
    const likeness = likenessTo(term, words);
    for (let at = 0; at < count; at++) {
      let most = 0;
      for (const word of sentences[at] as Int32Array) most = Math.max(most, likeness[word] as number);
      nearness[at] = Math.max(most, at === 0 ? 0 : (nearness[at - 1] as number) * FADES);
    }
    for (let at = count - 1; at >= 0; at--) {
      nearness[at] = Math.max(nearness[at] as number, at === count - 1 ? 0 : (nearness[at + 1] as number) * FADES);
      sums[at] = (sums[at] as number) + weight * (nearness[at] as number);
    }
  }
  return all === 0 ? 0 : 1 - sums.reduce((most, sum) => Math.max(most, sum), 0) / all;
}

/** The different words of a statement, the rarer the heavier. What it turns on ("up", "without") is in any stretch. */
function weighed(told: readonly Term[]): Iterable<{ readonly term: Term; readonly weight: number }> {
  const found = new Map<string | number, { term: Term; weight: number }>();
  for (const term of told) {
    if (isStopWord(term.lower)) continue;
    const key = term.value ?? term.stem;
    const before = found.get(key)?.weight ?? 0;
    found.set(key, { term, weight: before + wordVectors().rarity(term.lower) });
  }
  return found.values();
}

/** For each word, how like a term it is: 1 where it is the same, by stem or value. */
function likenessTo(term: Term, { terms, vectors }: Words): Float32Array {
  const likeness = new Float32Array(terms.length);
  const own = term.value === undefined ? wordVectors().vector(term.lower) : undefined;
  terms.forEach((other, at) => {
    if (isSame(term, other)) likeness[at] = 1;
    else if (own) {
      let sum = 0;
      for (let axis = 0; axis < DIMENSIONS; axis++)
        sum += (own[axis] as number) * (vectors[at * DIMENSIONS + axis] as number);
      likeness[at] = Math.max(0, sum);
    }
  });
  return likeness;
}

function isSame(one: Term, other: Term): boolean {
  return one.value === undefined ? one.stem === other.stem : one.value === other.value;
}

/** The different words of a document, and their vectors one after another; zeros where there is none. */
type Words = { readonly terms: readonly Term[]; readonly vectors: Float32Array };
type WordMap = { readonly words: Words; readonly sentences: readonly Int32Array[] };

const maps = new WeakMap<Evidence, WordMap>();

/** Which words are in which sentence; made when a document is first asked about. */
function mapOf(evidence: Evidence): WordMap {
  const known = maps.get(evidence);
  if (known) return known;
  const places = new Map<string | number, number>();
  const terms: Term[] = [];
  const sentences = evidence.sentences.map((sentence) => {
    const own = new Set<number>();
    for (const term of sentence.terms) {
      if (term.kind === "function") continue;
      // "5" may be five or, before "million", five million.
      const key = term.value ?? term.lower;
      let place = places.get(key);
      if (place === undefined) {
        place = terms.length;
        places.set(key, place);
        terms.push(term);
      }
      own.add(place);
    }
    return Int32Array.from(own);
  });
  const vectors = new Float32Array(terms.length * DIMENSIONS);
  terms.forEach(({ lower, value }, at) => {
    const vector = value === undefined ? wordVectors().vector(lower) : undefined;
    if (vector) vectors.set(vector, at * DIMENSIONS);
  });
  const made = { words: { terms, vectors }, sentences };
  maps.set(evidence, made);
  return made;
}
