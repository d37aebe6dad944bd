import { nearTo } from "#briefing";
import type { Evidence } from "../align/evidence.ts";
import type { Term } from "../align/terms.ts";
import { besides } from "./opposed.ts";

/** Where a stem is in the evidence among a word's neighbors, and how many of them are there too. */
export type Standing = { readonly there: Term; readonly shared: number; readonly others: ReadonlySet<string> };

/** How far a word's neighbors reach, in words on either side; in the evidence one more. */
const REACH = 4;
const MOST_PLACES = 40;

/** The stems around a word that mean something. */
export function neighbors(terms: readonly Term[], at: number, reach = REACH): ReadonlySet<string> {
  const found = new Set<string>();
  for (let place = Math.max(0, at - reach); place <= Math.min(terms.length - 1, at + reach); place++) {
    if (place !== at && tells(terms[place] as Term)) found.add((terms[place] as Term).stem);
  }
  return found;
}

/** How many of some neighbors a word of the evidence has too. Made without a set: a check asks it of most of a document. */
function countAround(own: ReadonlySet<string>, { terms, at }: Occurrence, reach = REACH): number {
  const first = Math.max(0, at - reach - 1);
  const last = Math.min(terms.length - 1, at + reach + 1);
  let shared = 0;
  for (let place = first; place <= last; place++) {
    if (place === at || !tells(terms[place] as Term) || !own.has((terms[place] as Term).stem)) continue;
    let before = first;
    while (before < place && (before === at || !isSame(terms[before] as Term, terms[place] as Term))) before += 1;
    if (before === place) shared += 1;
  }
  return shared;
}

/** Where a stem is among most of some neighbors; undefined if it is never among any. */
export function mostShared(
  stem: string,
  own: ReadonlySet<string>,
  evidence: Evidence,
  reach = REACH,
  isWanted: (term: Term) => boolean = isNoName,
): Standing | undefined {
  let best: Occurrence | undefined;
  let most = 0;
  if (own.size > 0)
    for (const one of occurrencesOf(stem, evidence)) {
      if (!isWanted(one.terms[one.at] as Term)) continue;
      const shared = countAround(own, one, reach);
      if (shared > most) [best, most] = [one, shared];
    }
  if (!best) return undefined;
  const { terms, at } = best;
  return { there: terms[at] as Term, shared: most, others: neighbors(terms, at, reach + 1) };
}

/** A word of the evidence, by its sentence. */
type Occurrence = { readonly terms: readonly Term[]; readonly at: number };

/** Where a stem is, looked for once: many words of a statement have the same opposites. */
function occurrencesOf(stem: string, evidence: Evidence): readonly Occurrence[] {
  const places = evidence.places.get(stem);
  if (!places) return [];
  const known = occurrences.get(evidence) ?? new Map<string, readonly Occurrence[]>();
  occurrences.set(evidence, known);
  const found =
    known.get(stem) ??
    places.slice(0, MOST_PLACES).flatMap((place) => {
      const { terms = [] } = evidence.sentences[place] ?? {};
      return terms.flatMap((term, at) => (term.stem === stem ? [{ terms, at }] : []));
    });
  known.set(stem, found);
  return found;
}

const occurrences = new WeakMap<Evidence, Map<string, readonly Occurrence[]>>();

function tells({ kind, isGeneral }: Term): boolean {
  return kind !== "function" && !isGeneral;
}

function isSame(one: Term, other: Term): boolean {
  return one.stem === other.stem && tells(one);
}

function isNoName({ kind }: Term): boolean {
  return kind !== "name";
}

/** Where a word of the evidence, by its stem, is among at least as many of some neighbors as the word itself is. */
export function placesAmong(term: Term, own: ReadonlySet<string>, evidence: Evidence): readonly Occurrence[] {
  const all = occurrencesOf(term.stem, evidence);
  const itself = all.find(({ terms, at }) => terms[at] === term);
  const least = itself ? countAround(own, itself) : 0;
  return all.filter((one) => countAround(own, one) >= least);
}

/** Whether another word of the statement says as much at that place: then it speaks of something else. */
export function isSaidBeside({ there, shared, others }: Standing, terms: readonly Term[], index: number): boolean {
  const like = new Set([there.stem, ...nearTo(there.stem), ...besides(there.stem)]);
  return terms.some(
    ({ stem }, place) => place !== index && like.has(stem) && countShared(neighbors(terms, place), others) >= shared,
  );
}

function countShared(some: ReadonlySet<string>, others: ReadonlySet<string>): number {
  let shared = 0;
  for (const one of some) if (others.has(one)) shared += 1;
  return shared;
}
