import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { parseVectors } from "../../src/draft/support/vectors/word-vectors.ts";

const run = promisify(execFile);
const RELATED = "src/briefing/words/related.txt";
const LEARNED = [
  "src/draft/sections/weights.txt",
  "src/draft/support/weights.txt",
  "src/draft/support/vectors/vectors.txt",
];

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "nutgraf-"));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

/** Articles and statements of no meaning, for learning twice from the same. */
const SECTIONS = ["happening", "important", "next", "other"];
const WORDS = "will court people plan because new last said may vote risk the a of to".split(" ");
const ARTICLES = Array.from({ length: 40 }, (_, article) =>
  Array.from({ length: 8 }, (_, pos) => ({
    set: "made-up",
    article: String(article),
    title: "A title",
    pos,
    para: Math.floor(pos / 2),
    facet: SECTIONS[pos % 4],
    text: `The ${Array.from({ length: 9 }, (_, at) => WORDS[(article * 7 + pos * (at + 3) + at) % WORDS.length]).join(" ")}.`,
  })),
).flat();
const SUPPORT = {
  documents: Object.fromEntries(
    Array.from({ length: 30 }, (_, at) => [
      `d${at}`,
      `The council closed ${at + 11} schools in May. It may open more.`,
    ]),
  ),
  rows: Array.from({ length: 120 }, (_, at) => ({
    set: "made-up",
    document: `d${at % 30}`,
    statement: `The council shut ${(at % 30) + 11 + (at % 2)} schools ${at % 3 ? "in May" : "in June"}.`,
    supported: at % 2 === 0,
    edits: [],
  })),
};

describe("what a draft knows", () => {
  test("is small, and says what it was made from", async () => {
    expect((await stat(RELATED)).size).toBeLessThanOrEqual(300 * 1024);
    const sizes = await Promise.all(LEARNED.map(async (file) => (await stat(file)).size));
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(1024 * 1024);
    for (const file of [RELATED, ...LEARNED])
      expect(await readFile(file, "utf8")).toMatch(/^# Made by test\/bench\/draft\/[\w-]+\.ts from \S+/);
  });

  test("of opposites is what its script makes of WordNet, to the byte", async () => {
    const out = join(await folder(), "related.txt");
    await run(process.execPath, ["test/bench/draft/relate-words.ts", "--out", out]);
    expect(await readFile(out, "utf8")).toBe(await readFile(RELATED, "utf8"));
  }, 60_000);

  test("of words that stand among the same words is made the same from the same, and keeps what is near", async () => {
    const path = await folder();
    // Fifty words in five kinds; a vector is its kind's, and a little of its own.
    const words = Array.from(
      { length: 50 },
      (_, at) => `w${String.fromCharCode(97 + (at % 26), 97 + Math.floor(at / 26))}`,
    );
    const vectors = words.map((word, at) => [
      word,
      Array.from(
        { length: 102 },
        (_, axis) => Math.sin((1 + (at % 5)) * (1 + axis)) + 0.3 * Math.cos(at * 11 + axis * 3),
      ),
    ]);
    await writeFile(join(path, "given.json"), JSON.stringify({ words, vectors: Object.fromEntries(vectors) }));
    const made = async (name: string) => {
      const out = join(path, name);
      await run(process.execPath, [
        ...["test/bench/draft/shrink-vectors.ts", "--vectors", join(path, "given.json"), "--out", out],
      ]);
      return readFile(out, "utf8");
    };
    const first = await made("first.txt");
    expect(await made("second.txt")).toBe(first);
    const { rarity, vector } = parseVectors(first);
    const alike = (one: string, other: string) =>
      Array.from(vector(one) ?? []).reduce((sum, value, axis) => sum + value * (vector(other)?.[axis] ?? 0), 0);
    const [a = "", b = "", ...rest] = words;
    for (const [at, word] of rest.entries()) expect(alike(a, word) > 0.7, `${a} ${word}`).toBe((at + 2) % 5 === 0);
    expect(rarity(a)).toBe(0);
    expect(rarity(b)).toBeGreaterThan(0);
    expect(rarity("unknown")).toBeGreaterThan(rarity(rest.at(-1) ?? ""));
    expect(vector("unknown")).toBeUndefined();
  }, 60_000);

  test.each(["learn-sections", "learn-support"])(
    "%s learns the same from the same",
    async (script) => {
      const data = await folder();
      await writeFile(join(data, "facets-made.jsonl"), ARTICLES.map((row) => JSON.stringify(row)).join("\n"));
      await writeFile(join(data, "support-made.json"), JSON.stringify(SUPPORT));
      const learned = async (name: string) => {
        await run(process.execPath, [`test/bench/draft/${script}.ts`, "--data", data, "--out", join(data, name)]);
        return readFile(join(data, name), "utf8");
      };
      const first = await learned("first.txt");
      expect(first.split("\n").length).toBeGreaterThan(10);
      expect(await learned("second.txt")).toBe(first);
    },
    60_000,
  );
});
