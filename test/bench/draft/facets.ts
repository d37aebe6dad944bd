import { scoreByWords, scoreInOrder } from "../../../src/draft/sections/score.ts";
import type { Row } from "../bench.ts";
import { type Article, halfOf, readArticles, sentencesOfArticle } from "./data.ts";
import { auroc, mean, seeded, shuffled } from "./measures.ts";

const SECTIONS = ["happening", "important", "next"] as const;
/** A set with fewer articles that have a section is told of in "all" only. */
const LEAST = 5;

/** How well sentences are told apart by section: the first choice, and over all with their order shuffled. */
export async function measureSections(folder: string, print: (row: Row) => void): Promise<void> {
  const articles = await readArticles(folder);
  for (const section of SECTIONS) {
    const having = articles.filter(({ rows }) => rows.some(({ facet }) => facet === section));
    const sets = [...new Set(having.map(({ set }) => set))].map(
      (set) => [set, having.filter((article) => article.set === set)] as const,
    );
    const halves = (["tuned", "kept"] as const).map(
      (half) => [`${half} half`, having.filter(({ id }) => halfOf(id) === half)] as const,
    );
    for (const [set, own] of [
      ["all", having] as const,
      ...halves,
      ...sets.filter(([, { length }]) => length >= LEAST),
    ]) {
      if (own.length === 0) continue;
      const choices = own.map((article) => firstChoice(article, section));
      print({ measure: `${section}: P@1`, set, value: round(mean(choices)), n: own.length });
      const areas = own.map((article) => shuffledArea(article, section)).filter((area) => !Number.isNaN(area));
      print({ measure: `${section}: AUROC, order shuffled`, set, value: round(mean(areas)), n: areas.length });
    }
  }
}

/** 1 where the sentence that scores highest stands in the section, else 0. */
function firstChoice(article: Article, section: (typeof SECTIONS)[number]): number {
  const scores = scoreInOrder(sentencesOfArticle(article), article.title);
  let best = 0;
  scores.forEach((score, index) => {
    if (score[section] > (scores[best]?.[section] ?? 0)) best = index;
  });
  return Number(article.rows[best]?.facet === section);
}

function shuffledArea(article: Article, section: (typeof SECTIONS)[number]): number {
  const rows = shuffled(article.rows, seeded(article.rows.length));
  const scores = scoreByWords(sentencesOfArticle({ rows }), article.title);
  return auroc(rows.map(({ facet }, index) => ({ score: scores[index]?.[section] ?? 0, wanted: facet === section })));
}

/** To three digits. */
export function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
