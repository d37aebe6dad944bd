import { areOpposite, oppositesOf } from "#briefing";
import type { Aligned, Found } from "./align/align.ts";
import type { Difference } from "./align/difference.ts";
import { type Evidence, rarity } from "./align/evidence.ts";
import { isTurn, type Term } from "./align/terms.ts";
import { tagsOf } from "./parts-of-speech.ts";
import { regimeOf } from "./rank.ts";
import { ALL, HEDGE, NEGATION, SAYS, SOME, signs } from "./signs.ts";
import { outOfReach } from "./topic-distance.ts";

const WORTH: Readonly<Record<Found, readonly [here: number, anywhere: number]>> = {
  here: [1, 1],
  "near here": [0.8, 0.8],
  elsewhere: [0.2, 1],
  "near elsewhere": [0.1, 0.6],
  "in its document": [0.8, 0.8],
  nowhere: [0, 0],
};

/** What speaks against a statement, by name, most from 0 to 1 or little more. It is ranked by these, and nobody is shown them. */
export function weighSigns(
  aligned: Aligned,
  text: string,
  evidence: Evidence,
  differences: readonly Difference[],
): ReadonlyMap<string, number> {
  const { terms, found, bearing, exchanges } = aligned;
  const tags = tagsOf(text);
  const content = terms.flatMap((term, index) =>
    term.kind === "function"
      ? []
      : [
          {
            term,
            found: found[index] as Found,
            tag: term.kind === "name" ? "PROPN" : term.kind === "number" ? "NUM" : (tags.get(term.start) ?? "OTHER"),
          },
        ],
  );
  const features = new Map<string, number>();
  const set = (name: string, value: number) => features.set(name, Math.min(1.5, value));
  set("bias", 1);
  const told = content.filter(({ term }) => !term.isGeneral);
  const nouns = told.filter(({ tag }) => tag === "NOUN" || tag === "PROPN" || tag === "NUM");
  const uncovered = (of: typeof content, side: 0 | 1) => {
    let all = 0;
    let sum = 0;
    for (const { term, found: how } of of) {
      const weight = rarity(evidence, term.stem);
      all += weight;
      sum += weight * WORTH[how][side];
    }
    return all === 0 ? 0 : 1 - sum / all;
  };
  set("uncovered here", uncovered(told, 0));
  set("uncovered", uncovered(told, 1));
  set("nouns uncovered here", uncovered(nouns, 0));
  set("nouns uncovered", uncovered(nouns, 1));
  for (const tag of ["NOUN", "PROPN", "NUM", "VERB", "ADJ", "ADV"]) {
    const own = told.filter((one) => one.tag === tag);
    set(`${tag} nowhere`, own.filter((one) => one.found === "nowhere").length / 3);
    if (tag === "PROPN" || tag === "NUM" || tag === "NOUN")
      set(`${tag} elsewhere`, own.filter((one) => one.found.endsWith("elsewhere")).length / 3);
  }
  const here = new Set(bearing.flatMap((place) => evidence.sentences[place]?.terms.map(({ stem }) => stem) ?? []));
  let opposite = 0;
  let anywhere = 0;
  for (const { term, found: how } of content) {
    if (how === "here") continue;
    const against = oppositesOf(term.stem);
    if (against.some((other) => here.has(other))) opposite += 1;
    else if (how !== "elsewhere" && against.some((other) => evidence.places.has(other))) anywhere += 1;
  }
  set("opposite", opposite / 2);
  set("opposite anywhere", anywhere / 2);
  const turned = exchanges.filter(({ said, quoted }) =>
    said.some((one) => quoted.some((other) => areOpposite(one.stem, other.stem))),
  );
  set("turned", turned.length / 2);
  set("turn words", content.filter(({ term, found: how }) => isTurn(term.lower) && how !== "here").length / 2);
  const near = bearing.slice(0, 2).flatMap((place) => evidence.sentences[place]?.words ?? []);
  const all = bearing.flatMap((place) => evidence.sentences[place]?.words ?? []);
  const negations = terms.filter(({ lower }) => NEGATION.test(lower));
  set("negation added", Number(negations.length > 0 && signs(all, NEGATION) === 0));
  set("negation more", Math.max(0, negations.length - signs(all, NEGATION)) / 2);
  set("negation lost", Number(negations.length === 0 && signs(near, NEGATION) > 0));
  set("negated", Number(negations.length > 0));
  set("all added", Number(signs(terms, ALL) > 0 && signs(all, ALL) === 0));
  set("some lost", Number(signs(terms, SOME) === 0 && signs(near, SOME) > 0));
  set("hedge lost", Number(signs(terms, HEDGE) === 0 && signs(near, HEDGE) > 0));
  set("says lost", Number(signs(terms, SAYS) === 0 && signs(near, SAYS) > 0));
  set("length", terms.length / 20);
  set(
    "apart",
    apart(
      content.map(({ term }) => term),
      evidence,
    ),
  );
  set(
    "number misplaced",
    misplaced(terms, evidence, ({ kind }) => kind === "number"),
  );
  set(
    "name misplaced",
    misplaced(terms, evidence, ({ kind }) => kind === "name"),
  );
  set(
    "word misplaced",
    misplaced(terms, evidence, ({ kind, isGeneral }) => kind === "content" && !isGeneral),
  );
  set("different values", differences.filter(({ kind }) => VALUES.has(kind)).length);
  set("other differences", differences.filter(({ kind }) => !VALUES.has(kind)).length);
  let run = 0;
  let longest = 0;
  for (const { found: how } of told) {
    run = how === "nowhere" ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  set("longest run", longest / 4);
  if (regimeOf(evidence) === "document")
    for (const [name, value] of outOfReach(aligned, evidence)) features.set(name, value);
  return features;
}

const VALUES: ReadonlySet<string> = new Set(["number", "unit", "date", "name"]);

/** How many neighbors of the statement are never in one sentence. */
function apart(content: readonly Term[], evidence: Evidence): number {
  let pairs = 0;
  let parted = 0;
  for (let at = 0; at + 1 < content.length; at++) {
    const one = evidence.places.get(content[at]?.stem ?? "");
    const other = evidence.places.get(content[at + 1]?.stem ?? "");
    if (!one || !other) continue;
    pairs += 1;
    if (!one.some((place) => other.includes(place))) parted += 1;
  }
  return pairs === 0 ? 0 : parted / pairs;
}

const AROUND = 5;

/** How much of what is around a number or a name in the statement is never around it in the evidence. */
function misplaced(terms: readonly Term[], evidence: Evidence, wanted: (term: Term) => boolean): number {
  let worst = 0;
  let sum = 0;
  let count = 0;
  terms.forEach((term, index) => {
    if (!wanted(term)) return;
    const places = evidence.places.get(term.stem)?.slice(0, 30);
    if (!places) return;
    const around = new Set(
      terms
        .slice(Math.max(0, index - AROUND), index + AROUND + 1)
        .filter((other) => other !== term && other.kind !== "function" && !other.isGeneral)
        .map(({ stem }) => stem),
    );
    if (around.size === 0) return;
    let best = 0;
    for (const place of places) {
      const there = evidence.sentences[place]?.terms ?? [];
      there.forEach((other, at) => {
        if (other.stem !== term.stem) return;
        const shared = new Set(there.slice(Math.max(0, at - 2 * AROUND), at + 2 * AROUND + 1).map(({ stem }) => stem));
        best = Math.max(best, [...around].filter((stem) => shared.has(stem)).length / around.size);
      });
    }
    worst = Math.max(worst, 1 - best);
    sum += 1 - best;
    count += 1;
  });
  return count === 0 ? 0 : (worst + sum / count) / 2;
}
