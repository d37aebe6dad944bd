import { type Aligned, coverage, type Found } from "./align.ts";
import { type Evidence } from "./evidence.ts";
import { oppositesOf } from "./related.ts";
import { ALL, HEDGE, NEGATION, SAYS, signs, SOME } from "./signs.ts";

/** What speaks against a statement, by name, each from 0 to 1 or little more. */
export function weighSigns(aligned: Aligned, text: string, evidence: Evidence): ReadonlyMap<string, number> {
  const { terms, found, bearing, exchanges } = aligned;
  const content = terms.flatMap((term, index) => (term.kind === "function" ? [] : [{ term, found: found[index] as Found }]));
  const count = Math.max(1, content.length);
  const features = new Map<string, number>();
  features.set("bias", 1);
  features.set("uncovered here", 1 - coverage(aligned, evidence, { here: 1, "near here": 0.8, elsewhere: 0, "near elsewhere": 0, nowhere: 0 }));
  features.set("uncovered", 1 - coverage(aligned, evidence, { here: 1, "near here": 0.8, elsewhere: 1, "near elsewhere": 0.6, nowhere: 0 }));
  features.set("nowhere", content.filter((one) => one.found === "nowhere").length / count);
  features.set("nowheres", Math.min(1, content.filter((one) => one.found === "nowhere").length / 6));
  features.set("near", content.filter((one) => one.found.startsWith("near")).length / count);
  const numbers = content.filter(({ term }) => term.kind === "number");
  features.set("number nowhere", Math.min(1, numbers.filter((one) => one.found === "nowhere").length / 2));
  features.set("number elsewhere", Math.min(1, numbers.filter((one) => one.found === "elsewhere").length / 2));
  const namesOf = content.filter(({ term }) => term.kind === "name");
  features.set("name nowhere", Math.min(1, namesOf.filter((one) => one.found === "nowhere").length / 2));
  features.set("name elsewhere", Math.min(1, namesOf.filter((one) => one.found === "elsewhere").length / 2));
  const here = new Set(bearing.flatMap((place) => evidence.sentences[place]?.terms.map(({ stem }) => stem) ?? []));
  let opposite = 0;
  let oppositeAnywhere = 0;
  for (const { term, found: how } of content) {
    if (how === "here") continue;
    const against = oppositesOf(term.stem);
    if (against.some((other) => here.has(other))) opposite += 1;
    else if (how !== "elsewhere" && against.some((other) => evidence.places.has(other))) oppositeAnywhere += 1;
  }
  features.set("opposite", Math.min(1, opposite / 2));
  features.set("opposite anywhere", Math.min(1, oppositeAnywhere / 2));
  const bearingWords = bearing.slice(0, 2).flatMap((place) => evidence.sentences[place]?.words ?? []);
  const all = bearing.flatMap((place) => evidence.sentences[place]?.words ?? []);
  features.set("negation added", Number(signs(terms, NEGATION) > 0 && signs(all, NEGATION) === 0));
  features.set("negation lost", Number(signs(terms, NEGATION) === 0 && signs(bearingWords, NEGATION) > 0));
  features.set("negated", Number(signs(terms, NEGATION) > 0));
  features.set("all added", Number(signs(terms, ALL) > 0 && signs(all, ALL) === 0));
  features.set("some lost", Number(signs(terms, SOME) === 0 && signs(bearingWords, SOME) > 0));
  features.set("hedge lost", Number(signs(terms, HEDGE) === 0 && signs(bearingWords, HEDGE) > 0));
  features.set("says lost", Number(signs(terms, SAYS) === 0 && signs(bearingWords, SAYS) > 0));
  features.set("length", Math.min(2, terms.length / 20));
  // pairs of words that stand side by side in the statement but never together in a sentence
  let pairs = 0;
  let apart = 0;
  for (let at = 0; at + 1 < content.length; at++) {
    const one = evidence.places.get(content[at]?.term.stem ?? "");
    const other = evidence.places.get(content[at + 1]?.term.stem ?? "");
    if (!one || !other) continue;
    pairs += 1;
    if (!one.some((place) => other.includes(place))) apart += 1;
  }
  features.set("pairs apart", pairs === 0 ? 0 : apart / pairs);
  let run = 0;
  let longest = 0;
  for (const { found: how } of content) {
    run = how === "nowhere" ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  features.set("longest run", Math.min(1, longest / 4));
  const swaps = exchanges.filter(({ said, quoted }) => said.some(({ kind }) => kind !== "function") && quoted.length > 0 && said.length <= 3 && quoted.length <= 3);
  features.set("exchanges", Math.min(1, swaps.length / 3));
  features.set("exchanged nowhere", Math.min(1, swaps.filter(({ said }) => said.some((term) => found[terms.indexOf(term)] === "nowhere" || found[terms.indexOf(term)] === "elsewhere")).length / 2));
  features.set("matched", exchanges.length === 0 ? 0 : Math.min(1, exchanges.length / 10));
  return features;
}
