import type { Word } from "#briefing";
import type { Candidate } from "../search/candidates.ts";
import { lettersOf, type Question } from "../words/question.ts";
import type { Term } from "../words/terms.ts";

/** Words less alike than this, by their letters, are not. */
const LEAST_ALIKE = 0.45;
/** How near a number or a name is to the word that it is asked for with, in words. */
const NEAR_HEAD = 3;

/** A sentence read: its words, and those of them that carry meaning. */
export type Reading = { readonly read: readonly Word[]; readonly terms: readonly Term[] };

/** More that speaks for a sentence: how like its words are, what of the question matters, and where what it adds is. */
export function likeness(
  question: Question,
  candidate: Candidate,
  { read, terms }: Reading,
  maskOfNear: number,
  weights: readonly number[],
): [string, number][] {
  const { mask, maskBefore, maskEarlier, text } = candidate;
  const signs: [string, number][] = [];
  const asked = question.terms;
  const has = (where: number, index: number) => (where & (1 << index)) !== 0;
  const shareOf = (is: (index: number) => boolean, where: number) => {
    let [all, found] = [0, 0];
    for (let index = 0; index < asked.length; index++) {
      if (!is(index)) continue;
      all += weights[index] as number;
      if (has(where, index)) found += weights[index] as number;
    }
    return all === 0 ? 0 : found / all;
  };
  const isTitle = (index: number) => asked[index]?.roots.some((root) => text.titleRoots.has(root)) === true;
  const all = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  let soft = 0;
  asked.forEach((term, index) => {
    if (has(mask | maskOfNear, index)) return;
    soft += (weights[index] as number) * Math.max(0, ...terms.map((other) => alikeBy(term.lower, other.lower)));
  });
  signs.push(["alike", soft / all]);
  signs.push([
    "earlier",
    weights.reduce((sum, w, i) => sum + (has(maskEarlier & ~maskBefore & ~mask, i) ? w : 0), 0) / all,
  ]);
  signs.push(["beside title", shareOf((index) => !isTitle(index), mask)]);
  signs.push(["beside title, near", shareOf((index) => !isTitle(index), maskOfNear)]);
  signs.push([
    "beside names",
    shareOf((index) => asked[index]?.isName !== true && asked[index]?.isNumber !== true, mask),
  ]);
  signs.push(["last", Number(has(mask | maskOfNear, asked.length - 1))]);
  signs.push(["first", Number(has(mask | maskOfNear, 0))]);
  const missing = weights.filter((_, index) => !has(mask | maskOfNear, index)).sort((a, b) => b - a);
  const heaviest = Math.max(...weights, 0.001);
  signs.push(["second missing", (missing[1] ?? 0) / heaviest]);
  signs.push(["missing", missing.length / Math.max(1, asked.length)]);
  // Small words, such as "by" and "most".
  const own = new Set(asked.map(({ lower }) => lower));
  const small = question.lowers.filter((lower) => !own.has(lower) && !ASKING.has(lower));
  const said = new Set(read.map(({ lower }) => lower));
  if (small.length > 0) signs.push(["small words", small.filter((lower) => said.has(lower)).length / small.length]);
  // Pairs of the question that are in the sentence in any order, the nearer the better.
  const places = asked.map(({ roots }) => terms.flatMap(({ root }, at) => (roots.includes(root) ? [at] : [])));
  let [near, most] = [0, 0];
  for (let index = 0; index + 1 < asked.length; index++) {
    const weight = Math.min(weights[index] as number, weights[index + 1] as number);
    most += weight;
    let least = Number.POSITIVE_INFINITY;
    for (const one of places[index] ?? [])
      for (const other of places[index + 1] ?? []) least = Math.min(least, Math.abs(one - other));
    near += least === Number.POSITIVE_INFINITY ? 0 : weight / Math.max(1, least);
  }
  signs.push(["pairs near", most === 0 ? 0 : near / most]);
  signs.push([
    "stem pairs",
    shareOfPairs(
      question.stems,
      read.map(({ stem }) => stem),
    ),
  ]);
  signs.push([
    "run",
    longestRun(
      question.stems,
      read.map(({ stem }) => stem),
    ) / Math.max(1, question.stems.length),
  ]);
  // What is added before the question's words, or after them.
  const matched = places.flat();
  if (matched.length > 0 && terms.length > 0) {
    const form = question.asksFor;
    signs.push([`${form}: room before`, Math.min(1, Math.min(...matched) / 8)]);
    signs.push([`${form}: room after`, Math.min(1, (terms.length - 1 - Math.max(...matched)) / 8)]);
    signs.push([
      `${form}: between`,
      Math.min(1, (Math.max(...matched) - Math.min(...matched) + 1 - new Set(matched).size) / 8),
    ]);
  }
  const { head } = question;
  if (head !== undefined) {
    const heads = places[head] ?? [];
    const isAdded = (at: number) => terms[at] !== undefined && !matched.includes(at);
    const beside = (is: (term: Term) => boolean) =>
      heads.some((at) =>
        Array.from({ length: 2 * NEAR_HEAD + 1 }, (_, step) => at + step - NEAR_HEAD).some(
          (other) => isAdded(other) && is(terms[other] as Term),
        ),
      );
    if (question.kind === "number")
      signs.push(["number: by head", Number(beside(({ text }) => /\d/.test(text) || NUMBERS.test(text)))]);
    else signs.push(["head: by name", Number(beside(({ text }) => /^\p{Lu}/u.test(text)))]);
  }
  return signs;
}

const NUMBERS = /^(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|hundred|thousand|million|billion)s?$/i;
const ASKING = new Set(
  "what which who whom whose when where why how is are was were do does did the a an has have had".split(" "),
);

/** How alike two words are by the runs of letters that they share. */
function alikeBy(one: string, other: string): number {
  if (one[0] !== other[0] && one.length < 6) return 0;
  const [a, b] = [runsOf(one), runsOf(other)];
  if (Math.min(a.size, b.size) * 2 < LEAST_ALIKE * (a.size + b.size)) return 0;
  let common = 0;
  for (const run of a) if (b.has(run)) common += 1;
  const share = (2 * common) / (a.size + b.size);
  return share >= LEAST_ALIKE ? share : 0;
}

const known = new Map<string, ReadonlySet<string>>();
const MOST_KNOWN = 20_000;

function runsOf(word: string): ReadonlySet<string> {
  const found = known.get(word);
  if (found) return found;
  if (known.size >= MOST_KNOWN) known.clear();
  const made = new Set(lettersOf([word]));
  known.set(word, made);
  return made;
}

function shareOfPairs(asked: readonly string[], said: readonly string[]): number {
  if (asked.length < 2) return 0;
  const pairs = new Set(said.map((word, at) => `${word} ${said[at + 1] ?? ""}`));
  return asked.slice(1).filter((word, at) => pairs.has(`${asked[at]} ${word}`)).length / (asked.length - 1);
}

/** How many words of the question in a row a sentence has in a row. */
function longestRun(asked: readonly string[], said: readonly string[]): number {
  let best = 0;
  let above = new Uint8Array(said.length + 1);
  for (const word of asked) {
    const row = new Uint8Array(said.length + 1);
    for (let at = 0; at < said.length; at++)
      if (said[at] === word) {
        row[at + 1] = (above[at] as number) + 1;
        best = Math.max(best, row[at + 1] as number);
      }
    above = row;
  }
  return best;
}
