import { isStopWord, nearTo, type Sentence, sentencesOf } from "#briefing";
import { type Plain, plainOf } from "./copied.ts";
import { type Term, termsOf } from "./terms.ts";

/** Words that a statement is held against, read once: quoted passages, or a whole document. */
export type Evidence = {
  readonly text: string;
  readonly sentences: readonly (Sentence & { readonly terms: readonly Term[] })[];
  /** Which sentences have each stem. */
  readonly places: ReadonlyMap<string, readonly number[]>;
  readonly numbers: ReadonlySet<number>;
  readonly plain: Plain;
  /** The plain words of the document that the quoted words are in, with its title and author; empty if not given. */
  readonly document: string;
};

/** Reads the words that a statement is held against; `document` is in plain words. Linear in their length. */
export function evidenceOf(text: string, document = ""): Evidence {
  const read = sentencesOf(text);
  const names = namesIn(read);
  const sentences = read.map((sentence) => ({
    ...sentence,
    terms: termsOf(sentence.words, sentence.text, (lower) => names.has(lower)),
  }));
  const { places } = indexWords(read);
  const numbers = new Set(sentences.flatMap(({ terms }) => terms.flatMap(({ value }) => value ?? [])));
  return { text, sentences, places, numbers, plain: plainOf(text), document };
}

/** Words with a capital in the middle of a sentence. */
function namesIn(sentences: readonly Sentence[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { words } of sentences)
    for (const { text, lower } of words.slice(1)) if (/^\p{Lu}/u.test(text) && !isStopWord(lower)) names.add(lower);
  return names;
}

/** Which sentences of a document have each of its words: the part of evidence that takes little memory. */
export type WordIndex = {
  readonly sentences: readonly Sentence[];
  readonly places: ReadonlyMap<string, readonly number[]>;
};

export function indexWords(sentences: readonly Sentence[]): WordIndex {
  const places = new Map<string, number[]>();
  sentences.forEach(({ words }, index) => {
    for (const { stem } of words) {
      const known = places.get(stem);
      if (!known) places.set(stem, [index]);
      else if (known.at(-1) !== index) known.push(index);
    }
  });
  return { sentences, places };
}

/** How rare a stem is in the evidence: rare words say more. */
export function rarity({ places, sentences }: WordIndex, stem: string): number {
  return Math.log(1 + sentences.length / (1 + (places.get(stem)?.length ?? 0)));
}

const MOST_PLACES = 2_000;

/** The sentences that bear on a statement: those that share most of its words, each next one for what it adds. */
export function bearingOn(terms: readonly Term[], evidence: Evidence, most = 4): number[] {
  const shared = new Map<number, Map<string, number>>();
  const note = (stem: string, own: string, weight: number) => {
    for (const place of evidence.places.get(stem)?.slice(0, MOST_PLACES) ?? []) {
      const known = shared.get(place) ?? new Map<string, number>();
      shared.set(place, known.set(own, Math.max(weight, known.get(own) ?? 0)));
    }
  };
  for (const { stem, weight } of weighed(terms, evidence)) {
    note(stem, stem, weight);
    for (const other of nearTo(stem)) note(other, stem, weight * OF_NEAR);
  }
  const chosen: number[] = [];
  const said = new Map<string, number>();
  while (chosen.length < Math.min(most, shared.size)) {
    let best = -1;
    let gained = 0.01;
    for (const [place, stems] of shared) {
      let gain = 0;
      for (const [stem, weight] of stems) gain += Math.max(0, weight - (said.get(stem) ?? 0));
      // Among equals the shorter one says it more plainly, and the first comes first.
      gain -= (evidence.sentences[place]?.words.length ?? 0) * OF_LENGTH;
      if (gain > gained && !chosen.includes(place)) [best, gained] = [place, gain];
    }
    if (best === -1) break;
    chosen.push(best);
    for (const [stem, weight] of shared.get(best) ?? []) said.set(stem, Math.max(weight, said.get(stem) ?? 0));
  }
  return chosen;
}

/** The first of those: what `bearingOn` would choose for one, at a fraction of its memory. */
export function nearestTo(terms: readonly Term[], evidence: WordIndex): number | undefined {
  const shared = new Float64Array(evidence.sentences.length);
  const noted = new Int32Array(evidence.sentences.length);
  weighed(terms, evidence).forEach(({ stem, weight }, index) => {
    // The word itself weighs more than those near to it, and comes first.
    for (const [other, worth] of [
      [stem, weight] as const,
      ...[...nearTo(stem)].map((one) => [one, weight * OF_NEAR] as const),
    ])
      for (const place of evidence.places.get(other)?.slice(0, MOST_PLACES) ?? []) {
        if (noted[place] === index + 1) continue;
        noted[place] = index + 1;
        shared[place] = (shared[place] as number) + worth;
      }
  });
  let best: number | undefined;
  let gained = 0.01;
  for (let place = 0; place < shared.length; place++) {
    if (shared[place] === 0) continue;
    const gain = (shared[place] as number) - (evidence.sentences[place]?.words.length ?? 0) * OF_LENGTH;
    if (gain > gained) [best, gained] = [place, gain];
  }
  return best;
}

/** The stems that mean something, and how much they weigh. */
function weighed(terms: readonly Term[], evidence: WordIndex): { stem: string; weight: number }[] {
  return [...new Map(terms.map((term) => [term.stem, term])).values()]
    .filter(({ kind }) => kind !== "function")
    .map(({ stem, kind }) => ({
      stem,
      weight: rarity(evidence, stem) + (kind === "name" || kind === "number" ? 0.5 : 0),
    }));
}

const OF_LENGTH = 0.002;
const OF_NEAR = 0.6;
