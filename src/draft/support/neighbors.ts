import { nearTo } from "#briefing";
import type { Evidence } from "./align/evidence.ts";
import type { Term } from "./align/terms.ts";
import { besides } from "./opposed.ts";

/** Where a stem stands in the evidence among a word's neighbors, and how many of them stand there too. */
export type Standing = { readonly there: Term; readonly shared: number; readonly others: ReadonlySet<string> };

/** How far a word's neighbors reach, in words on either side; in the evidence one more. */
const REACH = 4;
const MOST_PLACES = 40;

/** The stems around a word that tell something. */
export function neighbors(terms: readonly Term[], at: number, reach = REACH): ReadonlySet<string> {
  const found = new Set<string>();
  for (let place = Math.max(0, at - reach); place <= Math.min(terms.length - 1, at + reach); place++) {
    const { kind, isGeneral, stem } = terms[place] as Term;
    if (place !== at && kind !== "function" && !isGeneral) found.add(stem);
  }
  return found;
}

/** Where a stem stands among most of some neighbors; nowhere where it stands among none. */
export function mostShared(
  stem: string,
  own: ReadonlySet<string>,
  evidence: Evidence,
  isWanted: (term: Term) => boolean = isNoName,
): Standing | undefined {
  let found: Standing | undefined;
  for (const place of evidence.places.get(stem)?.slice(0, MOST_PLACES) ?? []) {
    const all = evidence.sentences[place]?.terms ?? [];
    all.forEach((there, at) => {
      if (there.stem !== stem || !isWanted(there)) return;
      const others = neighbors(all, at, REACH + 1);
      const shared = countShared(own, others);
      if (shared > (found?.shared ?? 0)) found = { shared, there, others };
    });
  }
  return found;
}

function isNoName({ kind }: Term): boolean {
  return kind !== "name";
}

/** Where a word of the evidence, by its stem, stands among no fewer of some neighbors than it does itself. */
export function placesAmong(
  term: Term,
  own: ReadonlySet<string>,
  { places, sentences }: Evidence,
): { readonly terms: readonly Term[]; readonly at: number }[] {
  const found = (places.get(term.stem) ?? []).slice(0, MOST_PLACES).flatMap((place) => {
    const { terms = [] } = sentences[place] ?? {};
    return terms.flatMap(({ stem }, at) =>
      stem === term.stem ? [{ terms, at, shared: countShared(own, neighbors(terms, at, REACH + 1)) }] : [],
    );
  });
  const least = found.find(({ terms, at }) => terms[at] === term)?.shared ?? 0;
  return found.filter(({ shared }) => shared >= least);
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
