import type { Difference } from "../align/difference.ts";
import type { Evidence } from "../align/evidence.ts";
import type { Term } from "../align/terms.ts";
import { opposedTo } from "./opposed.ts";

/**
 * Opposites that have changed places: "taxes fall for firms and rise for families" for "rise for firms and fall for
 * families". Each must be in the other's clause: what both clauses share is in the first of them.
 */
export function swapped(terms: readonly Term[], evidence: Evidence): Difference[] {
  const said = new Map(terms.map(({ stem, kind }, index) => [kind === "name" ? "" : stem, index]));
  return terms.flatMap((term, index): Difference[] => {
    if (term.kind === "function" || term.kind === "name" || !evidence.places.has(term.stem)) return [];
    for (const opposite of opposedTo(term.stem)) {
      const other = said.get(opposite) ?? -1;
      if (other <= index || !evidence.places.has(opposite)) continue;
      const there = inPlace(terms, index, opposite, evidence);
      if (there && inPlace(terms, other, term.stem, evidence))
        return [{ kind: "opposite", said: term.text, at: term.start, quoted: there.text }];
    }
    return [];
  });
}

/** A word's opposite where the evidence has it with more of the word's clause than the word itself. */
function inPlace(terms: readonly Term[], index: number, opposite: string, evidence: Evidence): Term | undefined {
  const { stem } = terms[index] as Term;
  const own = clauseAt(terms, index, opposite);
  const [found, most] = mostShared(own, opposite, stem, evidence);
  return most > mostShared(own, stem, opposite, evidence)[1] ? found : undefined;
}

function mostShared(
  own: ReadonlySet<string>,
  stem: string,
  opposite: string,
  { places, sentences }: Evidence,
): readonly [Term | undefined, number] {
  let best: Term | undefined;
  let most = 0;
  for (const place of places.get(stem)?.slice(0, MOST_PLACES) ?? []) {
    const { terms = [] } = sentences[place] ?? {};
    terms.forEach((term, at) => {
      if (term.stem !== stem) return;
      const shared = own.intersection(clauseAt(terms, at, opposite)).size;
      if (shared > most) [best, most] = [term, shared];
    });
  }
  return [best, most];
}

const MOST_PLACES = 40;

/** The stems beside a word that mean something, up to where the clause of its opposite begins. */
function clauseAt(terms: readonly Term[], at: number, opposite: string): ReadonlySet<string> {
  const isOpposite = ({ stem }: Term) => stem === opposite;
  const before = terms.slice(0, at).findLastIndex(isOpposite);
  const after = terms.findIndex((term, index) => index > at && isOpposite(term));
  const from = before === -1 ? at - REACH : (joinIn(terms, before, at) ?? at);
  const to = after === -1 ? at + REACH : (joinIn(terms, at, after) ?? after);
  return new Set(
    terms
      .slice(Math.max(0, from), to)
      .flatMap(({ kind, isGeneral, stem }) =>
        kind === "function" || isGeneral || stem === opposite || stem === terms[at]?.stem ? [] : [stem],
      ),
  );
}

const REACH = 12;

function joinIn(terms: readonly Term[], from: number, to: number): number | undefined {
  const join = terms.slice(from, to).findLastIndex(({ lower }) => JOINS.test(lower));
  return join === -1 ? undefined : from + join;
}

const JOINS = /^(?:and|but|or|while|whereas|although|though|yet|as|when)$/;
