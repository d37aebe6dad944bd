import { nearTo } from "#briefing";
import type { Aligned } from "../align/align.ts";
import type { Difference } from "../align/difference.ts";
import type { Evidence } from "../align/evidence.ts";
import { isTurn, type Term } from "../align/terms.ts";
import { isSaidBeside, mostShared, neighbors, placesAmong, type Standing } from "./neighbors.ts";
import { areComplements, areOpposed, areOppositeWords, besides, opposedTo } from "./opposed.ts";

/** Words of a statement in whose place the evidence says the opposite. */
export function opposites({ terms, found, bearing, inParts }: Aligned, evidence: Evidence): Difference[] {
  const here = bearing.flatMap((place) => evidence.sentences[place]?.terms ?? []);
  const said = new Set(terms.map(({ stem }) => stem));
  return terms.flatMap((term, index): Difference[] => {
    if (term.kind === "name") return [];
    const isPlain = term.kind === "content" && !term.isGeneral;
    if (!isPlain && !term.isGeneral && !IN_PLACE.test(term.lower)) return [];
    const isAgainst = (other: Term) =>
      other.kind !== "name" && !said.has(other.stem) && areOppositeWords(term.stem, other.stem);
    const isOpposed = (other: Term) =>
      other.kind !== "name" && !said.has(other.stem) && areOpposed(term.stem, other.stem);
    const isFound = found[index] === "here" || found[index] === "near here";
    const exchanged = inParts
      .filter(({ said: own }) => own.includes(term))
      .flatMap(({ said: own, quoted }) => {
        if (telling(own) + telling(quoted) <= CLOSE_EXCHANGE) return quoted.filter(isOpposed);
        return !isPlain || isFound || quoted.length > LONGEST_EXCHANGE ? [] : quoted.filter(isAgainst);
      })[0];
    const own = neighbors(terms, index);
    const amongOthers = () =>
      (isFound || isTurn(term.lower)
        ? undefined
        : here.find((one) => isAgainst(one) && standsAmong(one.stem, terms, index, own, LEAST_HERE, evidence))) ??
      amongNeighbors(terms, index, own, found[index] === "nowhere", evidence, said);
    const other = exchanged ?? (isPlain ? amongOthers() : undefined);
    if (!other || isSameDenied(terms, index, own, other, evidence)) return [];
    return [{ kind: "opposite", said: term.text, at: term.start, quoted: other.text }];
  });
}

/**
 * "Not happy" isn't an opposite of "unhappy"; but "not raise" is one of "cut", and so is "happy" if it isn't denied
 * among the same words elsewhere.
 */
function isSameDenied(
  terms: readonly Term[],
  index: number,
  own: ReadonlySet<string>,
  other: Term,
  evidence: Evidence,
): boolean {
  if (!areComplements((terms[index] as Term).stem, other.stem)) return false;
  const isDenied = isNegated(terms, index);
  return placesAmong(other, own, evidence).every((place) => isNegated(place.terms, place.at) !== isDenied);
}

function isNegated(terms: readonly Term[], at: number): boolean {
  return terms.slice(Math.max(0, at - 2), at).some(({ lower }) => /^(?:not|never|\w+n't)$/.test(lower));
}

/** Words that mean too little to be looked for, but turn a sentence round where one replaces the other. */
const IN_PLACE = /^(?:same|most|first)$/;

const LONGEST_EXCHANGE = 6;
/** With at most this many telling words in each other's place they correspond to each other. */
const CLOSE_EXCHANGE = 4;
const telling = (all: readonly Term[]) => all.filter(({ kind }) => kind !== "function").length;
/** How many of its neighbors a word must share with its opposite: in a sentence that bears on the statement, and in any. */
const LEAST_HERE = 1;
const LEAST_SHARED = 2;

/**
 * The opposite of a word, among the same words as the word is here: the statement may say that one about something else
 * too. The word itself, or one near to it, must not be among as many of them.
 */
function amongNeighbors(
  terms: readonly Term[],
  index: number,
  own: ReadonlySet<string>,
  isNowhere: boolean,
  evidence: Evidence,
  said: ReadonlySet<string>,
): Term | undefined {
  const { stem } = terms[index] as Term;
  const same = [...new Set([stem, ...nearTo(stem), ...besides(stem)])];
  const closely = isNowhere ? LEAST_SHARED : LEAST_SHARED + 1;
  const margin = isNowhere ? 1 : 2;
  for (const [reach, least, around] of [
    [undefined, closely, own],
    [WIDE, closely + 1, neighbors(terms, index, WIDE)],
  ] as const) {
    if (around.size < least) continue;
    let most = least;
    for (const one of same) most = Math.max(most, (mostShared(one, around, evidence, reach)?.shared ?? 0) + margin);
    let best: Term | undefined;
    for (const opposite of opposedTo(stem)) {
      // A statement with both may give them in another order; whether they changed places is a check of its own.
      if (said.has(opposite) && (reach === WIDE || evidence.places.has(stem))) continue;
      const found = standsAmong(opposite, terms, index, around, most, evidence, reach);
      if (found) [best, most] = [found.there, found.shared + 1];
    }
    if (best) return best;
  }
  return undefined;
}

/** Farther words mean less: more of them must be shared. */
const WIDE = 6;

function standsAmong(
  stem: string,
  terms: readonly Term[],
  index: number,
  own: ReadonlySet<string>,
  least: number,
  evidence: Evidence,
  reach?: number,
): Standing | undefined {
  const found = own.size < least ? undefined : mostShared(stem, own, evidence, reach);
  return found && found.shared >= least && !isSaidBeside(found, terms, index) ? found : undefined;
}
