import type { Sentence } from "#briefing";
import { featuresOf, lookOver } from "./features.ts";
import { SCORED, type Scored, weigh } from "./model.ts";
import { ruleScore } from "./rules.ts";

/** How well a sentence suits each section; scores of one section compare with each other alone, and nobody is shown them. */
export type Scores = Readonly<Record<Scored, number>>;

/** Beside the rules, which hold anywhere, what was learned counts for this much. */
const LEARNED: Scores = { happening: 0.6, important: 0.8, next: 0.5 };

/** Scores the sentences of a document by their words alone: in any order they get the same. */
export function scoreByWords(sentences: readonly Sentence[], title?: string): Scores[] {
  const whole = lookOver(sentences, title);
  return sentences.map((sentence) => {
    const features = featuresOf(sentence, whole);
    const learned = weigh(features);
    const score = (section: Scored) => ruleScore(features, section) + LEARNED[section] * learned[section];
    return { happening: score("happening"), important: score("important"), next: score("next") };
  });
}

/** What the sentences beside it in its paragraph add: what is next comes in one place. */
const BESIDE: Scores = { happening: 0.3, important: 0.3, next: 0.5 };
/** What a place at the end rather than the beginning adds. */
const LATER: Scores = { happening: -2, important: 0, next: 1 };

/** Scores the sentences of a document, given in its order. */
export function scoreInOrder(sentences: readonly Sentence[], title?: string): Scores[] {
  const own = scoreByWords(sentences, title);
  const paragraphs = new Map<number, number[]>();
  sentences.forEach(({ paragraph }, index) => {
    paragraphs.set(paragraph, [...(paragraphs.get(paragraph) ?? []), index]);
  });
  const sums = new Map<number, Record<Scored, number>>();
  for (const [paragraph, indexes] of paragraphs) {
    const sum = { happening: 0, important: 0, next: 0 };
    for (const index of indexes) for (const section of SCORED) sum[section] += own[index]?.[section] ?? 0;
    sums.set(paragraph, sum);
  }
  return sentences.map(({ paragraph }, index) => {
    const others = (paragraphs.get(paragraph)?.length ?? 1) - 1;
    const place = index / Math.max(1, sentences.length - 1);
    const score = (section: Scored) => {
      const alone = own[index]?.[section] ?? 0;
      const beside = others === 0 ? 0 : ((sums.get(paragraph)?.[section] ?? 0) - alone) / others;
      return alone + BESIDE[section] * beside + LATER[section] * place;
    };
    return { happening: score("happening"), important: score("important"), next: score("next") };
  });
}
