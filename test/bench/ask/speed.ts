import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { choose } from "../../../src/ask/rank/choose.ts";
import { addText, createPostings, type Postings } from "../../../src/ask/search/postings.ts";
import type { Row } from "../bench.ts";
import { round } from "../draft/facets.ts";
import { seeded } from "../draft/measures.ts";

const SOURCES = 1_000;
const BYTES = 6_000;
const QUESTIONS = 1_000;

/** How long the index takes, what it weighs and how fast it answers, with as many sources and with ten times as many. */
export function measureSpeed(quick: boolean, print: (row: Row) => void): void {
  const random = seeded(7);
  const vocabulary = Array.from({ length: 30_000 }, () => wordOf(random));
  for (const times of quick ? [1] : [1, 10]) {
    const sources = SOURCES * times;
    const texts = Array.from({ length: sources }, (_, number) => textOf(number, vocabulary, random));
    const before = memoryNow();
    const from = performance.now();
    const index = createPostings();
    for (const [number, text] of texts.entries())
      addText(index, { key: `s${number}`, version: "1", title: `Story ${number}`, text });
    const builtMs = performance.now() - from;
    const grownBy = memoryNow() - before;
    const length = texts.reduce((sum, text) => sum + text.length, 0);
    const spent = askMany(index, texts, random);
    const say = (measure: string, value: number, n: number) =>
      print({ measure, set: `${sources} sources`, value: round(value), n });
    say("ask: index built, s (aim ≤ 3 for 1,000)", builtMs / 1_000, sources);
    say("ask: memory beside the text, times its length (aim ≤ 3)", grownBy / length, sources);
    say("ask: a question, median, ms", spent[Math.floor(spent.length / 2)] as number, spent.length);
    say(
      "ask: a question, p99, ms (aim ≤ 20 for 1,000)",
      spent[Math.floor(spent.length * 0.99)] as number,
      spent.length,
    );
  }
}

function askMany(index: Postings, texts: readonly string[], random: () => number): number[] {
  const ask = () => {
    const text = texts[Math.floor(random() * texts.length)] as string;
    const from = Math.floor(random() * (text.length - 200));
    const words = text
      .slice(from, from + 120)
      .split(" ")
      .slice(1, 9)
      .join(" ");
    const before = performance.now();
    choose(`When did the ${words}?`, index, () => true);
    return performance.now() - before;
  };
  for (let warm = 0; warm < 50; warm++) ask();
  return Array.from({ length: QUESTIONS }, ask).sort((a, b) => a - b);
}

/** Words of a text as often as a language has them: a few very often, most of them rarely. */
function textOf(number: number, vocabulary: readonly string[], random: () => number): string {
  const small = ["the", "of", "and", "to", "in", "a", "is", "that", "for", "was", "on", "with", "as", "by", "it"];
  let text = `Report ${number}.`;
  while (text.length < BYTES) {
    const words = Array.from({ length: 12 + Math.floor(random() * 16) }, () =>
      random() < 0.4
        ? (small[Math.floor(random() * small.length)] as string)
        : (vocabulary[Math.floor(vocabulary.length ** random()) - 1] as string),
    );
    text += ` The ${words.join(" ")}.${random() < 0.2 ? "\n\n" : ""}`;
  }
  return text;
}

function wordOf(random: () => number): string {
  const syllables = [
    "ba",
    "con",
    "der",
    "fi",
    "gal",
    "hu",
    "ket",
    "lor",
    "mi",
    "nos",
    "pra",
    "qui",
    "ras",
    "sto",
    "tur",
    "vel",
  ];
  return Array.from(
    { length: 2 + Math.floor(random() * 3) },
    () => syllables[Math.floor(random() * syllables.length)],
  ).join("");
}

function memoryNow(): number {
  setFlagsFromString("--expose-gc");
  for (let times = 0; times < 3; times++) runInNewContext("gc()");
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
