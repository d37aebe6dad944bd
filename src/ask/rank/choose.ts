import { candidatesFor } from "../search/candidates.ts";
import type { Kept, Postings } from "../search/postings.ts";
import { readQuestion } from "../words/question.ts";
import { doubtsOf } from "./doubts.ts";
import { weigh } from "./model.ts";
import { type Read, readCandidates } from "./signs.ts";

/** The sentences that may answer a question, the best first, and how sure it is that the best one does: 0 is even. */
export type Choice = { readonly sure: number; readonly best: readonly (Read & { readonly worth: number })[] };

/** Finds the sentences that answer a question best, among the texts that may be read. */
export function choose(question: string, postings: Postings, isRead: (text: Kept) => boolean): Choice {
  const languages = [...postings.languages].flatMap(([language, texts]) => (texts > 0 ? [language] : []));
  const asked = readQuestion(question, languages);
  const { found, weights } = candidatesFor(asked.terms, postings, isRead);
  const ranked = readCandidates(asked, found, weights, postings)
    .map((read) => ({ ...read, worth: weigh("answer", read.signs) }))
    .sort((a, b) => b.worth - a.worth || a.sentence - b.sentence);
  const [first] = ranked;
  if (!first) return { sure: Number.NEGATIVE_INFINITY, best: [] };
  const worths = ranked.map(({ worth }) => worth);
  return { sure: weigh("sure", doubtsOf(asked, first, worths, weights)), best: ranked };
}
