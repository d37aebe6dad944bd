import { sentencesOf } from "../../../../src/briefing/words/sentences.ts";
import { evidenceOf } from "../../../../src/draft/support/align/evidence.ts";
import { checkSupport } from "../../../../src/draft/support/check-support.ts";
import type { Row } from "../../bench.ts";
import { readStories } from "../data.ts";
import { round } from "../facets.ts";
import { mean } from "../measures.ts";
import { OPPOSITES } from "./planted.ts";

const LEAST_WORDS = 6;

/**
 * How many opposites are found that were planted in what editors wrote of documents in their own words, where the documents
 * have the word that was changed; and in how many of those sentences, as they stand, one is told.
 */
export async function measurePlantedInBriefs(folder: string, print: (row: Row) => void): Promise<void> {
  const found: number[] = [];
  const doubted: number[] = [];
  for (const { documents, reference } of await readStories(folder)) {
    const evidence = evidenceOf(documents.map(({ title, text }) => `${title}\n${text}`).join("\n\n"));
    const opposites = (statement: string) =>
      checkSupport(statement, evidence).differences.filter(({ kind }) => kind === "opposite");
    for (const { text, words } of sentencesOf(reference)) {
      if (words.length < LEAST_WORDS) continue;
      doubted.push(Number(opposites(text).length > 0));
      for (const { start, end, lower, stem } of words) {
        const other = OPPOSITES[lower];
        if (other === undefined || !evidence.places.has(stem)) continue;
        const planted = text.slice(0, start) + other + text.slice(end);
        found.push(Number(opposites(planted).some(({ at }) => at === start)));
      }
    }
  }
  const say = (measure: string, values: readonly number[]) =>
    print({ measure: `support: ${measure}`, set: "briefs", value: round(mean(values)), n: values.length });
  say("found, planted opposite in an editor's words", found);
  say("opposites told of an editor's words as they stand", doubted);
}
