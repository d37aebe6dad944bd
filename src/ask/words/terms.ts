import { isUnspaced, partsOf, type Word } from "#briefing";
import { isCommon, type Language, rootIn } from "./languages.ts";

/** A word as it is searched: what it is found by, and how it is written. */
export type Term = {
  readonly root: string;
  readonly text: string;
  readonly lower: string;
  readonly stem: string;
  readonly start: number;
};

/** The words of a text that carry meaning; those of scripts without spaces are parted by dictionary. */
export function termsOf(words: readonly Word[], language: Language): Term[] {
  const terms: Term[] = [];
  for (const { text, lower, stem, start } of words) {
    if (isUnspaced(text)) addParts(text, start, terms);
    else if (!isCommon(lower, language)) terms.push({ root: rootOnce(lower, language), text, lower, stem, start });
  }
  return terms;
}

function addParts(text: string, start: number, terms: Term[]): void {
  let at = start;
  for (const part of partsOf(text)) {
    if (!PARTICLES.has(part)) terms.push({ root: part, text: part, lower: part, stem: part, start: at });
    at += part.length;
  }
}

/** Words of Chinese, Japanese and Thai that every sentence has. */
const PARTICLES = new Set(
  "的 了 是 在 和 与 及 也 就 都 而 之 被 把 吗 呢 什么 谁 为什么 哪 哪里 何时 の は が を に で と も へ や か から まで です ます した する た て いる ある この その 何 いつ どこ 誰 なぜ ที่ และ ของ ใน เป็น มี ได้ จะ ให้ ไม่ กับ คือ อะไร ใคร เมื่อ ทำไม".split(
    " ",
  ),
);

/** A library says the same words again and again. */
const roots = new Map<Language, Map<string, string>>();
const MOST_KEPT = 20_000;

function rootOnce(lower: string, language: Language): string {
  let known = roots.get(language);
  if (!known || known.size >= MOST_KEPT) {
    known = new Map();
    roots.set(language, known);
  }
  const found = known.get(lower);
  if (found !== undefined) return found;
  const made = rootIn(lower, language);
  known.set(lower, made);
  return made;
}
