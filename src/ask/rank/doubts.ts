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

/** A sentence and how well it answers. */
export type Ranked = Read & { readonly worth: number };

/** What speaks for and against that the best sentence answers the question, by name. `ranked`: all, the best first. */
export function doubtsOf(question: Question, best: Read, ranked: readonly Ranked[], weights: readonly number[]): Signs {
  const signs = new Map<string, number>();
  const set = (name: string, value: number) => {
    if (value !== 0 && Number.isFinite(value)) signs.set(name, value);
  };
  for (const name of CARRIED) set(name, best.signs.get(name) ?? 0);
  for (const [name, value] of best.signs) if (/: (?:has|lacks)$/.test(name)) set(name, value);
  const [first = 0, second = first - 2] = ranked.slice(0, 2).map(({ worth }) => worth);
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
  for (const [name, value] of companyOf(best, ranked)) set(name, value);
  for (const [name, value] of matterOf(question, best, weights)) set(name, value);
  return signs;
}

/** How many of the best are looked at together: if a library covers a matter, they are in one text. */
const FEW = 8;
const WORST = -5;

function companyOf({ text, paragraph }: Read, ranked: readonly Ranked[]): [string, number][] {
  const few = ranked.slice(0, FEW);
  return [
    ["together: text", few.filter((one) => one.text === text).length / FEW],
    ["together: texts", new Set(few.map((one) => one.text.key)).size / FEW],
    ["together: paragraph", few.filter((one) => one.paragraph === paragraph).length / FEW],
    ["fifth score", (ranked[4]?.worth ?? WORST) / 10],
    ["tenth score", (ranked[9]?.worth ?? WORST) / 10],
  ];
}

/** Whether the text is on the matter of the question: it has its heaviest words, and often. */
function matterOf(
  { terms }: Question,
  { mask, maskOfNear, maskOfParagraph, maskOfText, countsInText, text }: Read,
  weights: readonly number[],
): [string, number][] {
  const sumOf = sums(weights);
  const heaviest = Math.max(...weights, 0.001);
  const byWeight = weights
    .map((weight, index) => ({ weight, isOut: (maskOfText & (1 << index)) === 0 }))
    .sort((a, b) => b.weight - a.weight);
  const isOut = (place: number) => (byWeight[place]?.isOut === true ? (byWeight[place]?.weight ?? 0) / heaviest : 0);
  const told = weights.map((weight, index) => weight * Math.log(1 + (countsInText[index] as number)));
  const least = Math.min(3, ...weights.map((_, index) => Math.log(1 + (countsInText[index] as number))));
  const titled = terms.filter(({ roots }) => roots.some((root) => text.titleRoots.has(root))).length;
  return [
    ["titled", Math.min(2, titled)],
    ["heaviest out of text", isOut(0)],
    ["second out of text", isOut(1)],
    ["third out of text", isOut(2)],
    ["weight", sumOf(mask) / 20],
    ["weight in text", sumOf(maskOfText) / 20],
    ["weight out of text", sumOf(~(maskOfText | maskOfNear)) / 20],
    ["weight out of paragraph", sumOf(~(maskOfParagraph | maskOfNear)) / 20],
    ["told", told.reduce((sum, one) => sum + one, 0) / 60],
    ["least told", least],
  ];
}
