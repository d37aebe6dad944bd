import { type Sentence, sentencesOf } from "#briefing";
import { type Language, languageOf } from "../words/languages.ts";
import { termsOf } from "../words/terms.ts";
import { createNumbers, type Numbers, push } from "./numbers.ts";

/** What is searched: a source, or the statements of a briefing as a text. */
export type Text = {
  /** Its name here, and the version of its words: a text with another version is read again. */
  readonly key: string;
  readonly version: string;
  readonly title: string;
  readonly text: string;
  /** Where its sentences are, if that is known; each a paragraph of its own. */
  readonly spans?: readonly { readonly start: number; readonly end: number }[];
};

/** A text as it is kept, and where its sentences are among all. */
export type Kept = Text & {
  readonly number: number;
  readonly language: Language;
  readonly first: number;
  readonly count: number;
  readonly titleRoots: ReadonlySet<string>;
};

/**
 * Which words are in which sentences. Sentences are numbered through; a word's sentences are a chain, the newest first,
 * so that a text can be added at any time. A text that is taken out leaves a gap until the gaps are half of all.
 */
export type Postings = {
  readonly words: Map<string, number>;
  /** By word: the head of its chain, plus one, and how many sentences have it. */
  readonly heads: Numbers;
  readonly counts: Numbers;
  /** By link of a chain: the sentence, and the next link plus one. */
  readonly sentences: Numbers;
  readonly nexts: Numbers;
  /** By sentence: its text, its paragraph among all, its span, and how many words it has that carry meaning. */
  readonly textOf: Numbers;
  readonly paragraphOf: Numbers;
  readonly starts: Numbers;
  readonly ends: Numbers;
  readonly lengths: Numbers;
  readonly texts: (Kept | undefined)[];
  readonly languages: Map<Language, number>;
  paragraphs: number;
  live: number;
  liveLength: number;
};

export function createPostings(): Postings {
  return {
    words: new Map(),
    heads: createNumbers(),
    counts: createNumbers(),
    sentences: createNumbers(),
    nexts: createNumbers(),
    textOf: createNumbers(),
    paragraphOf: createNumbers(),
    starts: createNumbers(),
    ends: createNumbers(),
    lengths: createNumbers(),
    texts: [],
    languages: new Map(),
    paragraphs: 0,
    live: 0,
    liveLength: 0,
  };
}

/** Reads a text's sentences into the index. Linear in its length. */
export function addText(postings: Postings, text: Text): Kept {
  const read = text.spans ? spansOf(text.text, text.spans) : sentencesOf(text.text);
  const language = languageOf(read.slice(0, 40).flatMap(({ words }) => words.map(({ lower }) => lower)));
  const [title] = sentencesOf(text.title);
  const number = postings.texts.length;
  const kept: Kept = {
    ...text,
    number,
    language,
    first: postings.textOf.length,
    count: read.length,
    titleRoots: new Set(termsOf(title?.words ?? [], language).map(({ root }) => root)),
  };
  postings.texts.push(kept);
  let last = -1;
  for (const { start, end, paragraph, words } of read) {
    if (paragraph !== last) postings.paragraphs += 1;
    last = paragraph;
    const sentence = push(postings.textOf, number);
    push(postings.paragraphOf, postings.paragraphs);
    push(postings.starts, start);
    push(postings.ends, end);
    const roots = new Set(termsOf(words, language).map(({ root }) => root));
    push(postings.lengths, roots.size);
    postings.live += 1;
    postings.liveLength += roots.size;
    for (const root of roots) addWord(postings, root, sentence);
  }
  postings.languages.set(language, (postings.languages.get(language) ?? 0) + 1);
  return kept;
}

function addWord(postings: Postings, root: string, sentence: number): void {
  let word = postings.words.get(root);
  if (word === undefined) {
    word = push(postings.heads, 0);
    push(postings.counts, 0);
    // A cut of a longer string would keep the whole of it.
    postings.words.set(ownCopy(root), word);
  }
  push(postings.sentences, sentence);
  const link = push(postings.nexts, postings.heads.values[word] as number);
  postings.heads.values[word] = link + 1;
  postings.counts.values[word] = (postings.counts.values[word] as number) + 1;
}

function ownCopy(text: string): string {
  return Buffer.from(text, "utf16le").toString("utf16le");
}

/** Takes a text out: its sentences are passed over from now on. */
export function removeText(postings: Postings, { number, first, count, language }: Kept): void {
  postings.texts[number] = undefined;
  postings.live -= count;
  for (let at = first; at < first + count; at++) postings.liveLength -= postings.lengths.values[at] as number;
  postings.languages.set(language, (postings.languages.get(language) ?? 1) - 1);
}

/** Whether more than half of the index is of texts that were taken out. */
export function isMostlyGone({ live, textOf }: Postings): boolean {
  return textOf.length > LEAST_TO_RENEW && live < textOf.length / 2;
}

const LEAST_TO_RENEW = 1_000;

function spansOf(text: string, spans: NonNullable<Text["spans"]>): Sentence[] {
  return spans.flatMap(({ start, end }, paragraph) => {
    const words = sentencesOf(text.slice(start, end)).flatMap((sentence) => sentence.words);
    return [{ start, end, text: text.slice(start, end), paragraph, isWhole: true, words }];
  });
}
