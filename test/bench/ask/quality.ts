import { choose } from "../../../src/ask/rank/choose.ts";
import type { Postings } from "../../../src/ask/search/postings.ts";
import type { Row } from "../bench.ts";
import { round } from "../draft/facets.ts";
import { auroc, mean } from "../draft/measures.ts";
import { type AskData, type AskedRow, answers, indexOf, readAsk, spanOf, withoutEach } from "./data.ts";

/** How often the best sentences answer, and how well questions are told apart that nothing answers. */
export async function measureAnswers(folder: string, print: (row: Row) => void): Promise<void> {
  for (const data of await readAsk(folder)) {
    const index = indexOf(data.articles);
    const lacking = withoutEach(data.articles);
    const measured = data.questions.map((row) => measureOne(row, data, index, lacking));
    for (const half of ["tuned", "kept", "all"] as const) {
      const own = measured.filter((one) => half === "all" || one.half === half);
      const set = `${data.set}, ${half === "all" ? "all" : `${half} half`}`;
      const say = (measure: string, value: number, n: number) => print({ measure, set, value: round(value), n });
      const answered = own.filter(({ answerable }) => answerable);
      say("ask: R@1", mean(answered.map(({ first }) => Number(first))), answered.length);
      say("ask: R@3", mean(answered.map(({ firstThree }) => Number(firstThree))), answered.length);
      say("ask: R@1 within the title", mean(answered.map(({ within }) => Number(within))), answered.length);
      say("ask: R@3 within the title", mean(answered.map(({ withinThree }) => Number(withinThree))), answered.length);
      const hard = own.map(({ sure, answerable }) => ({ score: sure, wanted: answerable }));
      if (hard.some(({ wanted }) => !wanted)) say("ask: abstention AUROC, hard", auroc(hard), hard.length);
      const within = own.map(({ sureWithin, answerable }) => ({ score: sureWithin, wanted: answerable }));
      if (within.some(({ wanted }) => !wanted))
        say("ask: abstention AUROC, hard, within the title", auroc(within), within.length);
      const off = answered.flatMap(({ sure, sureWithout }) => [
        { score: sure, wanted: true },
        { score: sureWithout, wanted: false },
      ]);
      say("ask: abstention AUROC, off-topic", auroc(off), off.length);
    }
  }
}

function measureOne(
  row: AskData["questions"][number],
  { spans, articles }: AskData,
  index: Postings,
  lacking: (title: string) => Postings,
) {
  const isHit = (one: { readonly sentence: number; readonly text: { readonly key: string } }) =>
    answers(row, spans, one.text.key, spanOf(index, one.sentence));
  const { sure, best } = choose(row.question, index, () => true);
  const own = choose(row.question, index, ({ key }) => key === row.title);
  const without =
    row.answerable && articles.length > 1 ? choose(row.question, lacking(row.title), () => true) : undefined;
  return {
    ...({ half: row.half, answerable: row.answerable } satisfies Partial<AskedRow & { half: string }>),
    first: best.slice(0, 1).some(isHit),
    firstThree: best.slice(0, 3).some(isHit),
    within: own.best.slice(0, 1).some(isHit),
    withinThree: own.best.slice(0, 3).some(isHit),
    sure,
    sureWithin: own.sure,
    sureWithout: without?.sure ?? Number.NEGATIVE_INFINITY,
  };
}
