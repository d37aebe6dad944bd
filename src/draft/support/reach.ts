import { nearTo } from "#briefing";
import { type Evidence, rarity } from "./align/evidence.ts";
import type { Term } from "./align/terms.ts";

/**
 * How far the things that a statement names, its nouns, names and numbers, are spread over a document, from 0 to 1: in a
 * long text each of them stands somewhere, but what bears a statement out has them in a few sentences, and side by side.
 */
export function outOfReach(things: readonly Term[], evidence: Evidence): ReadonlyMap<string, number> {
  return new Map([
    ["things out of few sentences", outOfFew(things, evidence)],
    ["things apart", thingsApart(things, evidence)],
    [
      "names out of one stretch",
      outOfStretch(
        things.filter(({ kind }) => kind !== "content"),
        evidence,
      ),
    ],
  ]);
}

/** A statement of one sentence rests on two or three of a document. */
const FEW = 3;
const OF_NEAR = 0.6;

/** How much, by weight, stands in none of the few sentences that have most of it, each next one chosen for what it adds. */
function outOfFew(things: readonly Term[], evidence: Evidence): number {
  const stems = [...new Set(things.map(({ stem }) => stem))];
  if (stems.length === 0) return 0;
  const weights = stems.map((stem) => rarity(evidence, stem));
  const had = new Map<number, Float64Array>();
  stems.forEach((stem, index) => {
    const note = (other: string, worth: number) => {
      for (const place of evidence.places.get(other) ?? []) {
        const own = had.get(place) ?? new Float64Array(stems.length);
        own[index] = Math.max(own[index] as number, worth * (weights[index] as number));
        had.set(place, own);
      }
    };
    note(stem, 1);
    for (const other of nearTo(stem)) note(other, OF_NEAR);
  });
  const covered = new Float64Array(stems.length);
  for (let chosen = 0; chosen < FEW; chosen++) {
    let best: Float64Array | undefined;
    let most = 0;
    for (const own of had.values()) {
      let gain = 0;
      for (let index = 0; index < own.length; index++)
        gain += Math.max(0, (own[index] as number) - (covered[index] as number));
      if (gain > most) [best, most] = [own, gain];
    }
    best?.forEach((worth, index) => {
      covered[index] = Math.max(covered[index] as number, worth);
    });
  }
  return 1 - sum(covered) / sum(weights);
}

/** How many words apart two things are still told of each other. */
const SIDE_BY_SIDE = 10;

/** How much of what stands next to each other in the statement, by weight, never stands close together. */
function thingsApart(things: readonly Term[], evidence: Evidence): number {
  let all = 0;
  let parted = 0;
  for (let at = 0; at + 1 < things.length; at++) {
    const [one, other] = [things[at]?.stem ?? "", things[at + 1]?.stem ?? ""];
    if (one === other) continue;
    const weight = rarity(evidence, one) + rarity(evidence, other);
    all += weight;
    if (!isSideBySide(one, other, evidence)) parted += weight;
  }
  return all === 0 ? 0 : parted / all;
}

function isSideBySide(one: string, other: string, evidence: Evidence): boolean {
  const others = new Set(evidence.places.get(other));
  return (evidence.places.get(one) ?? []).some((place) => {
    if (!others.has(place)) return false;
    let [lastOne, lastOther] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const { terms = [] } = evidence.sentences[place] ?? {};
    return terms.some(({ stem }, at) => {
      if (stem === one) lastOne = at;
      if (stem === other) lastOther = at;
      return (stem === one || stem === other) && Math.abs(lastOne - lastOther) <= SIDE_BY_SIDE;
    });
  });
}

/** Sentences in a row that are read as one stretch. */
const STRETCH = 3;

/** How much of some words, by weight, is not in the stretch of the document that has most of them. */
function outOfStretch(things: readonly Term[], evidence: Evidence): number {
  const stems = [...new Set(things.map(({ stem }) => stem))];
  const count = evidence.sentences.length;
  const stretch = new Float64Array(count);
  const worth = new Float64Array(count);
  for (const stem of stems) {
    const weight = rarity(evidence, stem);
    worth.fill(0);
    for (const other of nearTo(stem)) for (const place of evidence.places.get(other) ?? []) worth[place] = OF_NEAR;
    for (const place of evidence.places.get(stem) ?? []) worth[place] = 1;
    for (let place = 0; place < count; place++) {
      let most = 0;
      for (let back = 0; back < STRETCH; back++) most = Math.max(most, worth[place - back] ?? 0);
      stretch[place] = (stretch[place] as number) + most * weight;
    }
  }
  const all = sum(stems.map((stem) => rarity(evidence, stem)));
  return all === 0 ? 0 : 1 - Math.max(0, ...stretch) / all;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
