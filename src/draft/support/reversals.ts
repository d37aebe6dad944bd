import { isStopWord } from "#briefing";
import type { Aligned } from "./align/align.ts";
import { plainly } from "./align/copied.ts";
import type { Difference } from "./align/difference.ts";
import type { Evidence } from "./align/evidence.ts";
import type { Term } from "./align/terms.ts";
import { areComplements, opposedTo } from "./opposites/opposed.ts";
import { opposites } from "./opposites/opposites.ts";
import { swapped } from "./opposites/swapped.ts";
import { ALL, HEDGE, isSign, NEGATION, PLANNED, POSSIBLY, SOME, signs } from "./signs.ts";
import { otherCourses } from "./trend-direction.ts";

/** Words of a statement that turn what the evidence says: opposites, negations, quantifiers, hedges, tense, roles. */
export function turnedRound(aligned: Aligned, text: string, evidence: Evidence, closeness: number): Difference[] {
  const differences = opposites(aligned, evidence);
  for (const one of [...otherCourses(aligned.terms, evidence), ...swapped(aligned.terms, evidence)])
    if (!differences.some(({ at }) => at === one.at)) differences.push(one);
  if (closeness >= CLOSE) differences.push(...negations(aligned, evidence, differences));
  if (closeness >= CLOSER)
    differences.push(...quantifiers(aligned), ...certainty(aligned, evidence).slice(0, 1), ...roles(aligned, evidence));
  differences.push(...quotations(text, evidence));
  return differences;
}

/** How much of the statement must be found before what is missing means anything. */
const CLOSE = 0.5;
const CLOSER = 0.6;

/** A negation that only one of the two has; a changed opposite explains one. */
function negations(
  { terms, bearing, partners }: Aligned,
  evidence: Evidence,
  found: readonly Difference[],
): Difference[] {
  if (found.length > 0) return [];
  const here = bearing.flatMap((place) => evidence.sentences[place]?.terms ?? []);
  const stems = new Set(here.map(({ stem }) => stem));
  const isNegation = ({ lower }: Term) => NEGATION.test(lower);
  // "not happy" may say "unhappy" in other words.
  const own = terms.filter(
    (term, index) =>
      isNegation(term) &&
      !terms
        .slice(index + 1, index + 1 + SCOPE)
        .some(
          ({ stem, kind }) =>
            kind === "content" && opposedTo(stem).some((other) => stems.has(other) && areComplements(stem, other)),
        ),
  );
  const theirs = here.filter(({ lower }) => NEGATION.test(lower));
  if (own.length > 0 && theirs.length === 0) {
    const [first] = own as [Term];
    return [{ kind: "negation", said: first.text, at: first.start }];
  }
  if (terms.some(isNegation)) return [];
  const nearest = evidence.sentences[bearing[0] ?? -1]?.terms ?? [];
  const lost = nearest.findIndex(
    ({ lower }, index) => NEGATION.test(lower) && isMatchedAfter(nearest, partners, index),
  );
  const word = nearest[lost];
  return word ? [{ kind: "negation", said: "", at: 0, quoted: phraseFrom(nearest, lost) }] : [];
}

/** How far a negation reaches, in words. */
const SCOPE = 4;

/** Whether the word of meaning after `index` is one of the statement's. */
function isMatchedAfter(terms: readonly Term[], partners: readonly number[], index: number): boolean {
  for (let at = index + 1; at < Math.min(terms.length, index + 4); at++)
    if (terms[at]?.kind !== "function") return partners[at] !== -1;
  return false;
}

function phraseFrom(terms: readonly Term[], index: number): string {
  return terms
    .slice(index, index + 3)
    .map(({ text }) => text)
    .join(" ");
}

function quantifiers({ inParts, terms }: Aligned): Difference[] {
  return inParts.flatMap(({ said, quoted }): Difference[] => {
    if (said.length > 3 || quoted.length > 3) return [];
    const all = said.find(({ lower }) => ALL.test(lower));
    const some = quoted.find(({ lower }) => SOME.test(lower));
    if (all && some) return [{ kind: "quantifier", said: all.text, at: all.start, quoted: some.text }];
    const fewer = said.find(({ lower }) => SOME.test(lower));
    const whole = quoted.find(({ lower }) => ALL.test(lower));
    if (fewer && whole && !terms.some(({ lower }) => ALL.test(lower)))
      return [{ kind: "quantifier", said: fewer.text, at: fewer.start, quoted: whole.text }];
    return [];
  });
}

/** "may cut" rendered as "cuts", "plans to cut" as "has cut". */
function certainty({ terms, bearing, partners, exchanges }: Aligned, evidence: Evidence): Difference[] {
  const nearest = evidence.sentences[bearing[0] ?? -1]?.terms ?? [];
  for (const { said, quoted, at } of exchanges) {
    const [word] = quoted;
    if (quoted.length !== 1 || !word || !isSign(word, POSSIBLY) || said.length > 1 || signs(said, HEDGE) > 0) continue;
    if (said.length === 0 || /^(?:will|has|have|is|are|was|were|did|does|do)$/.test(said[0]?.lower ?? ""))
      return [
        {
          kind: "hedge",
          said: "",
          at: (said[0] ?? terms[at])?.start ?? 0,
          quoted: phraseFrom(nearest, nearest.indexOf(word)),
        },
      ];
  }
  if (signs(terms, HEDGE) > 0) return [];
  for (let at = 0; at + 1 < nearest.length; at++) {
    const word = nearest[at] as Term;
    const next = nearest.findIndex(({ kind }, index) => index > at && kind !== "function");
    if (next === -1 || next > at + 3 || partners[next] === -1) continue;
    const verb = terms[partners[next] as number];
    if (verb === undefined) continue;
    if (isSign(word, POSSIBLY)) return [{ kind: "hedge", said: "", at: verb.start, quoted: phraseFrom(nearest, at) }];
    const isPlan = word.lower === "will" || (word.lower === "to" && PLANNED.test(nearest[at - 1]?.lower ?? ""));
    const isDone =
      /(?:ed|en)$/.test(verb.lower) || /^(?:has|have|had|was|were)$/.test(terms[terms.indexOf(verb) - 1]?.lower ?? "");
    if (isPlan && isDone && signs(terms, PLANNED) === 0)
      return [
        {
          kind: "tense",
          said: verb.text,
          at: verb.start,
          quoted: phraseFrom(nearest, word.lower === "to" ? at - 1 : at),
        },
      ];
  }
  return [];
}

/** Two names that have changed places around the same verb. */
function roles({ terms, bearing }: Aligned, evidence: Evidence): Difference[] {
  const nearest = evidence.sentences[bearing[0] ?? -1]?.terms ?? [];
  const isPassive = (all: readonly Term[]) => all.some(({ lower }) => lower === "by");
  if (isPassive(terms) !== isPassive(nearest)) return [];
  const places = new Map(nearest.map(({ stem }, index) => [stem, index]));
  const names = terms.filter(({ kind, stem }) => kind === "name" && places.has(stem));
  for (const first of names)
    for (const second of names) {
      if (first.start >= second.start || first.stem === second.stem) continue;
      const [a, b] = [places.get(first.stem) as number, places.get(second.stem) as number];
      if (a <= b) continue;
      const between = terms.slice(terms.indexOf(first) + 1, terms.indexOf(second));
      const verb = between.find(
        ({ stem, kind }) => kind === "content" && (places.get(stem) ?? -1) > b && (places.get(stem) ?? -1) < a,
      );
      if (verb && between.length <= 6 && a - b <= 7)
        return [
          {
            kind: "roles",
            said: `${first.text} ${verb.text} ${second.text}`,
            at: first.start,
            quoted: `${second.text} ${verb.text} ${first.text}`,
          },
        ];
    }
  return [];
}

/** Words in quotation marks that are not there in this form. A title's words are names, and looked for as such. */
function quotations(text: string, evidence: Evidence): Difference[] {
  return [...text.matchAll(/["“”]([^"“”]{3,}?)["“”]/g)].flatMap(({ 1: inner = "", index }): Difference[] => {
    const pieces = inner.split(/\[?(?:\.\.\.|…)\]?/).map(plainly);
    const length = pieces.reduce((sum, piece) => sum + piece.split(" ").length, 0);
    if (
      length < 3 ||
      isTitle(inner) ||
      pieces.every((piece) => evidence.plain.words.includes(` ${piece} `.replace(/ +/g, " ")))
    )
      return [];
    return [{ kind: "quotation", said: inner.length > 60 ? `${inner.slice(0, 59).trimEnd()}…` : inner, at: index }];
  });
}

function isTitle(quoted: string): boolean {
  const words = (quoted.match(/[\p{L}\p{N}'’]+/gu) ?? []).filter((word) => !isStopWord(word.toLowerCase()));
  return (
    words.length > 1 && words.filter((word) => /^[\p{Lu}\p{N}]/u.test(word)).length >= words.length * MOST_OF_TITLE
  );
}

const MOST_OF_TITLE = 0.75;
