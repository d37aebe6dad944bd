import { areNear, wordsOf } from "#briefing";
import { type Candidate, sums } from "../search/candidates.ts";
import type { Postings } from "../search/postings.ts";
import { lettersOf, type Question } from "../words/question.ts";
import { type Term, termsOf } from "../words/terms.ts";
import { closeness, inOrder, shareOfPhrases } from "./closeness.ts";
import { DEFINES, holds } from "./holds-answer.ts";
import { likeness } from "./likeness.ts";

/** What speaks for a sentence as the answer to a question, by name. */
export type Signs = ReadonlyMap<string, number>;

/** A candidate with its words, read once. */
export type Read = Candidate & {
  readonly words: string;
  readonly terms: readonly Term[];
  readonly signs: Signs;
  /** The question's words for which the sentence has one that says nearly the same. */
  readonly maskOfNear: number;
};

/** What speaks for each candidate, in their order. `weights`: of the question's words. */
export function readCandidates(
  question: Question,
  candidates: readonly Candidate[],
  weights: readonly number[],
  postings: Postings,
): Read[] {
  const sumOf = sums(weights);
  const shared = {
    question,
    weights,
    postings,
    sumOf,
    all: sumOf(-1) || 1,
    heaviest: Math.max(...weights, 0.001),
    bestScore: Math.max(...candidates.map(({ score }) => score), 0.001),
    ranks: ranksOfParagraphs(candidates, postings),
  };
  return candidates.map((candidate, rank) => readOne(candidate, rank, shared));
}

type Shared = {
  readonly question: Question;
  readonly weights: readonly number[];
  readonly postings: Postings;
  readonly sumOf: (mask: number) => number;
  readonly all: number;
  readonly heaviest: number;
  readonly bestScore: number;
  readonly ranks: ReadonlyMap<number, number>;
};

function readOne(candidate: Candidate, rank: number, shared: Shared): Read {
  const { question, weights, postings, all } = shared;
  const { sentence, text, mask } = candidate;
  const words = text.text.slice(postings.starts.values[sentence] as number, postings.ends.values[sentence] as number);
  const read = wordsOf(words);
  const terms = termsOf(read, text.language);
  const signs = new Map<string, number>();
  const set = (name: string, value: number) => {
    if (value !== 0) signs.set(name, value);
  };
  let maskOfNear = 0;
  let exact = 0;
  question.terms.forEach((asked, index) => {
    const bit = 1 << index;
    if ((mask & bit) === 0) {
      if (terms.some(({ stem }) => areNear(stem, asked.stem))) maskOfNear |= bit;
    } else if (terms.some(({ stem }) => stem === asked.stem)) exact += weights[index] as number;
  });
  set("exact", exact / all);
  set("rank", 1 / (1 + rank));
  set("length", Math.log(1 + read.length));
  set("short", Number(read.length < 6));
  set("question", Number(/\?["”’)]*$/.test(words)));
  addShares(set, candidate, maskOfNear, shared);
  addPlace(set, candidate, words, terms, shared);
  const lowers = read.map(({ lower }) => lower);
  set("in order", inOrder(question, terms, weights) / all);
  set("phrases", shareOfPhrases(question.lowers, lowers, 2));
  set("long phrases", shareOfPhrases(question.lowers, lowers, 3));
  const letters = new Set(lettersOf(lowers));
  const common = question.letters.reduce((sum, run) => sum + Number(letters.has(run)), 0);
  set("letters", common / Math.max(1, question.letters.length));
  const { pairs, window } = closeness(question, terms, weights);
  set("pairs", pairs / all);
  set("window", window / all);
  for (const [name, value] of likeness(question, candidate, { read, terms }, maskOfNear, weights)) set(name, value);
  for (const [name, value] of holds(question, words, read, terms)) set(name, value);
  for (const [name, one, other] of TOGETHER) set(name, (signs.get(one) ?? 0) * (signs.get(other) ?? 0));
  return { ...candidate, words, terms, signs, maskOfNear };
}

/** Signs that say more together, or less, than each by itself: their products, squares too. */
const WEIGHTY = [
  "text share",
  "small words",
  "before",
  "paragraph rank",
  "paragraph share",
  "letters",
  "local share",
  "earlier",
  "bm25",
  "beside title",
  "exact",
  "phrases",
  "length",
  "added",
];
const TOGETHER = WEIGHTY.flatMap((one, at) =>
  WEIGHTY.slice(at).map((other) => [`${one} × ${other}`, one, other] as const),
);

type SetSign = (name: string, value: number) => void;

/** How much of the question is in the sentence, beside it, in its paragraph and in its text. */
function addShares(
  set: SetSign,
  { score, text, mask, maskBefore, maskAfter, maskOfParagraph, maskOfText, countsInText }: Candidate,
  maskOfNear: number,
  { question, weights, sumOf, all, heaviest, bestScore }: Shared,
): void {
  const around = (maskBefore | maskAfter) & ~mask;
  const share = sumOf(mask) / all;
  set("bm25", score / bestScore);
  set("share", share);
  set("share²", share ** 2);
  set("near", sumOf(maskOfNear) / all);
  set("before", sumOf(maskBefore & ~mask) / all);
  set("after", sumOf(maskAfter & ~mask & ~maskBefore) / all);
  set("paragraph", sumOf(maskOfParagraph & ~mask & ~around) / all);
  set("paragraph share", sumOf(maskOfParagraph) / all);
  set("text", sumOf(maskOfText & ~maskOfParagraph & ~mask) / all);
  set("text share", sumOf(maskOfText | maskOfParagraph) / all);
  // A word that a whole text is about no longer tells its sentences apart.
  const local = question.terms.map((_, index) => Math.log(1 + text.count / (1 + (countsInText[index] as number))));
  const sumOfLocal = sums(local);
  const allLocal = sumOfLocal(-1) || 1;
  set("local share", sumOfLocal(mask) / allLocal);
  set("local near", sumOfLocal(maskOfNear) / allLocal);
  set("local before", sumOfLocal(maskBefore & ~mask) / allLocal);
  const missing = (where: number) =>
    weights.reduce((most, weight, index) => ((where & (1 << index)) === 0 ? Math.max(most, weight) : most), 0);
  set("rarest missing", missing(mask | maskOfNear) / heaviest);
  set("rarest missing around", missing(mask | maskOfNear | around | maskOfParagraph) / heaviest);
  const found = (is: (index: number) => boolean) => {
    const own = question.terms.flatMap((_, index) => (is(index) ? [index] : []));
    return own.length === 0 ? 0 : own.filter((index) => (mask & (1 << index)) !== 0).length / own.length;
  };
  set(
    "names",
    found((index) => question.terms[index]?.isName === true),
  );
  set(
    "numbers",
    found((index) => question.terms[index]?.isNumber === true),
  );
  const { head } = question;
  if (head !== undefined) set("head", Number((mask & (1 << head)) !== 0));
  if (head !== undefined) set("head near", Number((maskOfNear & (1 << head)) !== 0));
  set("many", Math.min(1, question.terms.length / 10));
}

/** The place of the sentence, how it begins, and whether it says what something is. */
function addPlace(
  set: SetSign,
  { sentence, text, mask, maskBefore }: Candidate,
  words: string,
  terms: readonly Term[],
  { question, weights, postings, sumOf, all, ranks }: Shared,
): void {
  const paragraph = postings.paragraphOf.values[sentence] as number;
  const isFirst = sentence === text.first || postings.paragraphOf.values[sentence - 1] !== paragraph;
  set("first in text", Number(sentence === text.first));
  set("first in paragraph", Number(isFirst));
  set("early", 1 / (1 + sentence - text.first));
  set("paragraph rank", ranks.get(paragraph) ?? 0);
  const first = question.terms.findIndex(({ roots }) => roots.includes(terms[0]?.root ?? ""));
  set("begins", first === -1 ? 0 : (weights[first] as number) / all);
  const refers = REFERS.test(words);
  set("refers", Number(refers));
  if (refers) set("refers: before", sumOf(maskBefore & ~mask) / all);
  if (!question.defines) return;
  set("defines", 1);
  set("defines: begins", Number(first !== -1));
  set("defines: is", Number(DEFINES.test(words)));
  set("defines: both", Number(first !== -1 && DEFINES.test(words)));
  set("defines: early", 1 / (1 + sentence - text.first));
}

/** What a sentence begins with that speaks of the one before it. */
const REFERS = /^["“(]?(?:He|She|It|They|This|These|Those|That|His|Her|Its|Their|Such|The|Both|In this|In these)\b/;

/** How much of the candidates' score each paragraph has, beside the one that has most. */
function ranksOfParagraphs(candidates: readonly Candidate[], postings: Postings): ReadonlyMap<number, number> {
  const sums = new Map<number, number>();
  for (const { sentence, score } of candidates) {
    const paragraph = postings.paragraphOf.values[sentence] as number;
    sums.set(paragraph, (sums.get(paragraph) ?? 0) + score ** 2);
  }
  const most = Math.max(...sums.values(), 0.001);
  return new Map([...sums].map(([paragraph, sum]) => [paragraph, sum / most]));
}
