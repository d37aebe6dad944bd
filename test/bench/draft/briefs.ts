import { type Sentence, sentencesOf } from "../../../src/briefing/words/sentences.ts";
import { wordsOf } from "../../../src/briefing/words/words.ts";
import { chooseWithin, salienceOf } from "../../../src/draft/sections/salience.ts";
import type { Row } from "../bench.ts";
import { halfOf, readStories, type Story } from "./data.ts";
import { round } from "./facets.ts";
import { interval, mean, seeded } from "./measures.ts";

const BUDGET = 65;

/** How near a brief of 65 words comes to an editor's, beside TextRank's of as many words. */
export async function measureBriefs(folder: string, print: (row: Row) => void): Promise<void> {
  const stories = await readStories(folder);
  const scored = stories.map((story) => ({
    half: halfOf(story.reference),
    ours: rouge1(cut(ours(story)), story.reference),
    textRank: rouge1(cut(textRank(story)), story.reference),
    lead: rouge1(cut(lead(story)), story.reference),
  }));
  for (const [set, own] of [
    ["all", scored],
    ["tuned half", scored.filter(({ half }) => half === "tuned")],
    ["kept half", scored.filter(({ half }) => half === "kept")],
  ] as const) {
    if (own.length === 0) continue;
    const differences = own.map(({ ours, textRank }) => ours - textRank);
    const [low, high] = interval(differences, seeded(1));
    const say = (measure: string, value: number) =>
      print({ measure: `brief: ${measure}`, set, value: round(100 * value), n: own.length });
    say("ROUGE-1", mean(own.map(({ ours }) => ours)));
    say("ROUGE-1 of TextRank", mean(own.map(({ textRank }) => textRank)));
    say("ROUGE-1 of the leads", mean(own.map(({ lead }) => lead)));
    say("margin over TextRank", mean(differences));
    say("margin, 95 % from", low);
    say("margin, 95 % to", high);
  }
}

function ours({ documents }: Story): Sentence[] {
  const read = documents.map(({ title, text }) => ({ title, sentences: sentencesOf(text) }));
  const salience = salienceOf(read);
  const sentences = read.flatMap((document) => document.sentences);
  return chooseWithin(sentences, salience, BUDGET);
}

/** Mihalcea and Tarau 2004: sentences that share most words with the others. */
function textRank({ documents }: Story): Sentence[] {
  const sentences = documents.flatMap(({ text }) => sentencesOf(text));
  const sets = sentences.map(({ words }) => new Set(words.map(({ stem }) => stem)));
  const near = sets.map((one, a) =>
    sets.map((other, b) => {
      if (a === b || one.size < 2 || other.size < 2) return 0;
      return [...one].filter((stem) => other.has(stem)).length / (Math.log(one.size) + Math.log(other.size));
    }),
  );
  const out = near.map((row) => row.reduce((sum, value) => sum + value, 0));
  let ranks = sentences.map(() => 1);
  for (let round = 0; round < 50; round++)
    ranks = ranks.map((_, a) => {
      const given = near.reduce(
        (sum, row, b) =>
          sum + ((out[b] as number) > 0 ? ((row[a] as number) / (out[b] as number)) * (ranks[b] as number) : 0),
        0,
      );
      return 0.15 + 0.85 * given;
    });
  return sentences
    .map((sentence, index) => ({ sentence, rank: ranks[index] as number }))
    .sort((a, b) => b.rank - a.rank)
    .map(({ sentence }) => sentence);
}

/** The first sentences of each document in turn. */
function lead({ documents }: Story): Sentence[] {
  const read = documents.map(({ text }) => sentencesOf(text));
  const most = Math.max(0, ...read.map(({ length }) => length));
  return Array.from({ length: most }, (_, index) => read.flatMap((sentences) => sentences[index] ?? [])).flat();
}

/** The words of the first sentences, as many as the budget has. */
function cut(sentences: readonly Sentence[]): string[] {
  return sentences.flatMap(({ words }) => words.map(({ stem }) => stem)).slice(0, BUDGET);
}

/** F1 of the words that two texts share, by stem. */
function rouge1(brief: readonly string[], reference: string): number {
  const left = new Map<string, number>();
  const wanted = wordsOf(reference);
  for (const { stem } of wanted) left.set(stem, (left.get(stem) ?? 0) + 1);
  let shared = 0;
  for (const stem of brief) {
    const count = left.get(stem) ?? 0;
    if (count > 0) shared += 1;
    left.set(stem, count - 1);
  }
  return brief.length + wanted.length === 0 ? 0 : (2 * shared) / (brief.length + wanted.length);
}
