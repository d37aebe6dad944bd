import { createHash } from "node:crypto";
import { checkText, isError, type Source } from "#briefing";
import { evidenceOf } from "../../../src/draft/support/align/evidence.ts";
import { checkSupport } from "../../../src/draft/support/check-support.ts";
import { draft } from "../../../src/draft/write/draft.ts";
import type { Row } from "../bench.ts";
import { readArticles, readStories, readSupport } from "./data.ts";
import { round } from "./facets.ts";

/** A source of a text, as the library would load it. */
export function sourceOf(id: string, text: string, header: Partial<Source> = {}): Source {
  return { id, ...header, text, version: createHash("sha256").update(text).digest("hex") };
}

/** Drafts from every document of a folder: whether all that they say passes the citation check. */
export async function measureDrafts(folder: string, print: (row: Row) => void): Promise<string[]> {
  const articles = (await readArticles(folder)).map(({ title, rows }, index) => {
    const paragraphs = Map.groupBy(rows, ({ para }) => para);
    const text = [...paragraphs.values()].map((own) => own.map((row) => row.text).join(" ")).join("\n\n");
    return [sourceOf(`article-${index}`, text, { title, published: "2026-11-20" })];
  });
  const stories = (await readStories(folder)).map(({ documents }, index) =>
    documents.map(({ title, text }, at) => sourceOf(`story-${index}-${at}`, text, { title })),
  );
  const texts = [...new Set((await readSupport(folder)).map(({ text }) => text))];
  const pages = texts.map((text, index) => [sourceOf(`page-${index}`, text)]);
  const pairs = texts
    .slice(1)
    .map((text, index) => [sourceOf(`one-${index}`, text), sourceOf(`two-${index}`, texts[index] ?? "")]);
  let statements = 0;
  let faults = 0;
  let first: string | undefined;
  const all = [...articles, ...stories, ...pages, ...pairs.filter((_, index) => index % 3 === 0)];
  for (const sources of all) {
    const { text } = draft({ topic: "measured", sources });
    const { briefing, problems, placed } = checkText(
      { topic: "measured", file: "measured.md", text },
      sources,
      (id) => id,
    );
    const said = Object.values(briefing?.sections ?? {}).reduce((sum, section) => sum + section.statements.length, 0);
    statements += placed.length;
    const wrong = problems.filter(isError);
    if (wrong.length === 0 && said === placed.length) continue;
    faults += 1;
    first ??= wrong[0]?.message ?? "a statement is withheld";
  }
  print({
    measure: "draft: drafts with a statement that fails the citation check",
    set: "all",
    value: faults,
    n: all.length,
  });
  print({ measure: "draft: statements", set: "all", value: statements, n: all.length });
  return first === undefined ? [] : [`${faults} drafts do not pass their check, the first: ${first}`];
}

const WORDS =
  "the agency council minister report said will may not plan court vote budget data people last week million percent Berlin Kenya Rivera approved rejected a of to in for with by on and".split(
    " ",
  );

/** A document of words that are made up: the same for the same seed. */
export function madeUp(bytes: number, seed: number): string {
  let state = seed;
  const next = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
  const sentences: string[] = [];
  for (let length = 0; length < bytes; ) {
    const words = Array.from({ length: 8 + next(20) }, () =>
      next(9) === 0 ? String(next(5_000)) : (WORDS[next(WORDS.length)] as string) + (next(4) === 0 ? next(500) : ""),
    );
    const sentence = `The ${words.join(" ")}.${next(6) === 0 ? "\n\n" : " "}`;
    sentences.push(sentence);
    length += sentence.length;
  }
  return sentences.join("");
}

/** How long drafts and support checks take, from text that is made up. */
export function measureSpeed(print: (row: Row) => void): void {
  const say = (measure: string, ms: number, aim: string, n: number) =>
    print({ measure: `${measure} (aim ${aim})`, set: "made up", value: round(ms / 1000), n });
  draft({ topic: "warm", sources: [sourceOf("warm", madeUp(20_000, 1))] });
  // The quickest of three: other work on the machine only adds.
  const timed = (run: () => unknown) =>
    Math.min(
      ...Array.from({ length: 3 }, () => {
        const before = performance.now();
        run();
        return performance.now() - before;
      }),
    );
  const large = sourceOf("large", madeUp(1_000_000, 2));
  say(
    "speed: a draft of 1 MB, s",
    timed(() => draft({ topic: "speed", sources: [large] })),
    "≤ 2",
    1,
  );
  const ten = Array.from({ length: 10 }, (_, index) => sourceOf(`ten-${index}`, madeUp(10_000, 10 + index)));
  say(
    "speed: a draft of ten documents of 10 KB, s",
    timed(() => draft({ topic: "speed", sources: ten })),
    "≤ 1",
    10,
  );
  const sentences = madeUp(150_000, 3)
    .split(/(?<=\.)\s+/)
    .slice(0, 1_000);
  say(
    "speed: support of 1,000 statements, s",
    timed(() => {
      for (const sentence of sentences)
        checkSupport(sentence.replace(/\d/, "7").replace(" will ", " "), evidenceOf(sentence));
    }),
    "≤ 1",
    sentences.length,
  );
}
