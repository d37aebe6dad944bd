import { writeFile } from "node:fs/promises";
import { Command } from "commander";
import { STEPS } from "../../../src/draft/support/rank.ts";
import { learnable, learnWeights, readCompared } from "./support/weights.ts";

const { data, out } = new Command("npx node test/bench/draft/learn-support.ts")
  .description(
    "Learns how much each sign speaks against a statement, for src/draft/support; the same data give the same file.",
  )
  .requiredOption("--data <folder>", "with support*.json")
  .option("--out <file>", "where the weights go", "src/draft/support/weights.txt")
  .parse()
  .opts<{ data: string; out: string }>();

const { rows } = await readCompared(data);
const weights = learnWeights(rows);
const lines = [
  "# Made by test/bench/draft/learn-support.ts from support-dev.json: regime, sign, hundredths. More is more doubtful.",
];
for (const regime of ["quote", "document"] as const) {
  const own = learnable(rows, regime);
  const documents = new Set(own.map(({ document }) => document));
  lines.push(`# ${regime}: learned from ${own.length} statements on ${documents.size} documents, all there are`);
  for (const [name, weight] of weights[regime]) {
    const steps = Math.round(weight * STEPS);
    if (steps !== 0) lines.push(`${regime}\t${name}\t${steps}`);
  }
}
await writeFile(out, `${lines.join("\n")}\n`);
console.log(`${lines.length} lines in ${out}`);
