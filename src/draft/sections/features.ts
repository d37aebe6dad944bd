import { isStopWord, type Sentence } from "#briefing";
import { CUES } from "./cues.ts";

/** Features of a sentence by name, with their values. */
export type Features = ReadonlyMap<string, number>;

/** What of a document its sentences are set against. None of it depends on their order. */
export type Whole = {
  readonly frequency: ReadonlyMap<string, number>;
  readonly sentences: number;
  readonly title: ReadonlySet<string>;
};

/** Looks over a document once; `title`, where it has one. */
export function lookOver(sentences: readonly Sentence[], title = ""): Whole {
  const frequency = new Map<string, number>();
  for (const { words } of sentences)
    for (const one of new Set(words.map(({ stem }) => stem))) frequency.set(one, (frequency.get(one) ?? 0) + 1);
  const named = title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return { frequency, sentences: sentences.length, title: new Set(named.filter((word) => !isStopWord(word))) };
}

/** The features of a sentence that its words alone give, set against its document. */
export function featuresOf(sentence: Sentence, whole: Whole): Features {
  const features = new Map<string, number>();
  const lower = sentence.text.toLowerCase().replaceAll("’", "'");
  for (const [name, cue] of Object.entries(CUES)) if (cue.test(lower)) features.set(`cue:${name}`, 1);
  const tokens = sentence.words.map(tokenOf);
  for (const token of new Set(tokens)) features.set(`w:${token}`, WORD_VALUE);
  tokens.forEach((token, index) => {
    const next = tokens[index + 1] ?? "$";
    features.set(`b:${token} ${next}`, PAIR_VALUE);
  });
  features.set(`first:${tokens[0] ?? ""}`, WORD_VALUE);
  const count = sentence.words.length;
  features.set(`length:${Math.min(7, Math.floor(count / 6))}`, 1);
  features.set("size", Math.min(2, Math.log2(1 + count) / 3));
  const content = sentence.words.filter(({ lower }) => !isStopWord(lower));
  const shared = content.filter(({ stem }) => (whole.frequency.get(stem) ?? 0) > 1).length;
  features.set("central", content.length === 0 ? 0 : shared / content.length);
  features.set("weight", Math.min(2, meanFrequency(content, whole)));
  features.set("titled", content.filter(({ lower }) => whole.title.has(lower)).length > 0 ? 1 : 0);
  const names = sentence.words.filter(({ text }, index) => index > 0 && /^\p{Lu}/u.test(text)).length;
  features.set("names", count === 0 ? 0 : Math.min(1, names / count) * 2);
  const past = sentence.words.filter(({ lower }) => /(?:[^aeiou]ed|ied)$/.test(lower) || PAST.has(lower)).length;
  features.set("past", Math.min(1, past / 4));
  if (past === 0) features.set("no past", 1);
  if (past === 0 && names === 0) features.set("general", 1);
  features.set("bias", 1);
  return features;
}

const PAST: ReadonlySet<string> = new Set(
  "was were had did went said made took gave came saw told became left began wrote stood led grew lost fell sent built rose won".split(
    " ",
  ),
);

/** One word says less than a pattern. */
const WORD_VALUE = 0.5;
const PAIR_VALUE = 0.35;

/** Names and numbers count by their kind: which ones they are says nothing about another document. */
function tokenOf({ text, lower }: { text: string; lower: string }, index: number): string {
  if (/\d/.test(lower)) return /^(?:19|20)\d\d$/.test(lower) ? "#year" : "#";
  if (index > 0 && /^\p{Lu}/u.test(text)) return "@";
  return lower;
}

function meanFrequency(content: Sentence["words"], { frequency, sentences }: Whole): number {
  if (content.length === 0 || sentences === 0) return 0;
  const sum = content.reduce((total, { stem }) => total + Math.log2(frequency.get(stem) ?? 1), 0);
  return sum / content.length / 2;
}
