import { nearTo } from "#briefing";
import type { Aligned } from "./align/align.ts";
import { type Evidence, rarity } from "./align/evidence.ts";
import type { Term } from "./align/terms.ts";
import { unlikeAnyStretch } from "./vectors/likeness.ts";

/** Sentences in a row that are read as one stretch. */
const STRETCH = 3;
const OF_NEAR = 0.6;
/** Few statements are further than a fifth from what a document speaks of. */
const OF_UNLIKENESS = 5;
/** Of a document, in UTF-16 units: in a longer one more of a statement is found by chance. */
const USUAL_LENGTH = 8_000;

/** How little of a statement one sentence or one stretch of a document reaches, all of it and its names and numbers: most from 0 to 1. */
export function outOfReach({ terms, partners }: Aligned, evidence: Evidence): ReadonlyMap<string, number> {
  const told = terms.filter(({ kind, isGeneral }) => kind !== "function" && !isGeneral);
  const [one, stretch] = reach(told, evidence);
  const [oneOfNames, stretchOfNames] = reach(
    told.filter(({ kind }) => kind !== "content"),
    evidence,
  );
  const matched = partners.filter((partner) => partner !== -1 && told.includes(terms[partner] as Term)).length;
  return new Map([
    ["out of one sentence", 1 - one],
    ["out of one stretch", 1 - stretch],
    ["names out of one sentence", 1 - oneOfNames],
    ["names out of one stretch", 1 - stretchOfNames],
    ["unlike any stretch", OF_UNLIKENESS * unlikeAnyStretch(told, evidence)],
    ["out of order", 1 - matched / Math.max(1, told.length)],
    ["short document", Math.log(USUAL_LENGTH / evidence.text.length)],
  ]);
}

/** The most of some words, by weight, that are in one sentence and in one stretch; 1 if there are none. */
function reach(told: readonly Term[], evidence: Evidence): readonly [one: number, stretch: number] {
  const stems = [...new Set(told.map(({ stem }) => stem))];
  const count = evidence.sentences.length;
  const one = new Float64Array(count);
  const stretch = new Float64Array(count);
  const worth = new Float64Array(count);
  let all = 0;
  for (const stem of stems) {
    const weight = rarity(evidence, stem);
    all += weight;
    worth.fill(0);
    for (const other of nearTo(stem)) for (const place of evidence.places.get(other) ?? []) worth[place] = OF_NEAR;
    for (const place of evidence.places.get(stem) ?? []) worth[place] = 1;
    for (let place = 0; place < count; place++) {
      one[place] = (one[place] as number) + (worth[place] as number) * weight;
      let most = 0;
      for (let back = 0; back < STRETCH; back++) most = Math.max(most, worth[place - back] ?? 0);
      stretch[place] = (stretch[place] as number) + most * weight;
    }
  }
  if (all === 0) return [1, 1];
  return [Math.max(0, ...one) / all, Math.max(0, ...stretch) / all];
}
