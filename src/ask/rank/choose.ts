import { candidatesFor, type IsOpen } from "../search/candidates.ts";
import type { Kept, Postings } from "../search/postings.ts";
import { type Question, readQuestion } from "../words/question.ts";
import { doubtsOf } from "./doubts.ts";
import { weigh } from "./model.ts";
import { type Read, readCandidates } from "./signs.ts";

/** The sentences that may answer a question, the best first, and how sure it is that the best one does: 0 is even. */
export type Choice = { readonly sure: number; readonly best: readonly (Read & { readonly worth: number })[] };

/** Finds the sentences that answer a question best, among the texts that may be read. */
export function choose(question: string, postings: Postings, isRead: (text: Kept) => boolean, isOpen?: IsOpen): Choice {
  const languages = [...postings.languages].flatMap(([language, texts]) => (texts > 0 ? [language] : []));
  const asked = readQuestion(question, languages);
  const { found, weights } = candidatesFor(asked.terms, postings, isRead, isOpen);
  const ranked = readCandidates(asked, found, weights, postings)
    .map((read) => ({ ...read, worth: weigh("answer", read.signs) }))
    .sort((a, b) => b.worth - a.worth || a.sentence - b.sentence);
  const [first] = ranked;
  if (!first) return { sure: Number.NEGATIVE_INFINITY, best: [] };
  const sure = weigh("sure", doubtsOf(asked, first, ranked, weights));
  return { sure: sure - reserve(asked, first), best: ranked };
}

/**
 * What no likeness outweighs: a day, a number or a reason is asked for and none is given, there is only one word to go
 * by, or a word of the question is nowhere in the text. If all of them are in the sentence, that speaks for it.
 */
function reserve({ kind, terms, defines }: Question, { signs, words, mask, maskOfNear, maskOfText }: Read): number {
  const lacks =
    kind === "when" || kind === "number" ? signs.has(`${kind}: lacks`) : kind === "why" && !GIVES_REASON.test(words);
  const isIn = (where: number) => terms.every((_, index) => (where & (1 << index)) !== 0);
  const found = isIn(mask | maskOfNear) ? -OF_ALL : isIn(mask | maskOfNear | maskOfText) ? 0 : OF_UNKNOWN;
  const isUnsaid = defines && !signs.has("defines: begins") && !NAMES.test(words);
  return (lacks || isUnsaid ? OF_LACKING : 0) + (terms.length < 2 && !defines ? OF_ONE_WORD : found);
}

/** "Numbers, or ITINs, which are issued to …" */
const NAMES = /,? (?:or|known as|called) \p{L}+,/u;
const GIVES_REASON =
  /\b(?:because|due to|as a result|so that|in order to|owing to|thanks to|caus(?:e|es|ed|ing)|results? (?:of|from)|resulted from|reasons?|for fear|fear(?:s|ing|ed)?|through a|stems? from|prompted|led to)\b/i;
const OF_LACKING = 1.6;
const OF_ONE_WORD = 3;
const OF_UNKNOWN = 0.3;
const OF_ALL = 0.25;
