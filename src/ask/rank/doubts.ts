import { areOpposite } from "#briefing";
import { sums } from "../search/candidates.ts";
import { isNegated, type Question } from "../words/question.ts";
import type { Read, Signs } from "./signs.ts";

/** Signs of the best sentence that say something of whether it answers at all. */
const CARRIED = [
  "share",
  "exact",
  "near",
  "before",
  "after",
  "paragraph",
  "local share",
  "letters",
  "phrases",
  "long phrases",
  "in order",
  "pairs",
  "window",
  "names",
  "numbers",
  "rarest missing",
  "rarest missing around",
  "text share",
  "paragraph share",
  "head",
  "many",
  "added",
  "begins",
];

/** What speaks for and against that the best sentence answers the question, by name. `scores`: of all, the best first. */
export function doubtsOf(question: Question, best: Read, scores: readonly number[], weights: readonly number[]): Signs {
  const signs = new Map<string, number>();
  const set = (name: string, value: number) => {
    if (value !== 0 && Number.isFinite(value)) signs.set(name, value);
  };
  for (const name of CARRIED) set(name, best.signs.get(name) ?? 0);
  for (const [name, value] of best.signs) if (/: (?:has|lacks)$/.test(name)) set(name, value);
  const [first = 0, second = first - 2] = scores;
  set("score", first / 10);
  set("score²", (first / 10) ** 2);
  set("margin", Math.min(3, first - second) / 3);
  const sumOf = sums(weights);
  const all = sumOf(-1) || 1;
  const { mask, maskOfNear, maskOfParagraph, maskOfText } = best;
  const lacking = (where: number, is: (index: number) => boolean) =>
    question.terms.reduce((sum, _, index) => sum + Number((where & (1 << index)) === 0 && is(index)), 0);
  const isName = (index: number) => question.terms[index]?.isName === true;
  const isNumber = (index: number) => question.terms[index]?.isNumber === true;
  set("names missing", Math.min(3, lacking(mask, isName)));
  set("names missing in paragraph", Math.min(3, lacking(maskOfParagraph, isName)));
  set("names missing in text", Math.min(3, lacking(maskOfText | maskOfParagraph, isName)));
  set("numbers missing", lacking(mask, isNumber));
  set("numbers missing in text", lacking(maskOfText | maskOfParagraph, isNumber));
  set("words missing", lacking(mask | maskOfNear, () => true) / 5);
  set("words missing in paragraph", lacking(maskOfParagraph | maskOfNear, () => true) / 5);
  set("words missing in text", lacking(maskOfText | maskOfParagraph | maskOfNear, () => true) / 5);
  set("missing in text", sumOf(~(maskOfText | maskOfParagraph | maskOfNear)) / all);
  set("missing in paragraph", sumOf(~(maskOfParagraph | maskOfNear)) / all);
  set("heavy", Math.log(1 + sumOf(mask)) / 3);
  set("few words", Number(question.terms.length <= 2));
  const opposites = question.terms.filter(
    ({ stem }, index) => (mask & (1 << index)) === 0 && best.terms.some((term) => areOpposite(term.stem, stem)),
  );
  set("opposites", opposites.length);
  set("negated apart", Number(isNegated(best.words) !== question.isNegated));
  set("negated question", Number(question.isNegated));
  set("negated apart, alike", Number(isNegated(best.words) !== question.isNegated) * (best.signs.get("share") ?? 0));
  return signs;
}
