import { writeFile } from "node:fs/promises";
import { Command } from "commander";
import { type Evidence, evidenceOf } from "../../../src/draft/support/align/evidence.ts";
import { compare } from "../../../src/draft/support/check-support.ts";
import { STEPS } from "../../../src/draft/support/rank.ts";
import { halfOf, readSupport } from "./data.ts";
import { learn } from "./learn.ts";

const { data, out } = new Command("npx node test/bench/draft/learn-support.ts")
  .description(
    "Learns how much each sign speaks against a statement, for src/draft/support; the same data give the same file.",
  )
  .requiredOption("--data <folder>", "with support*.json")
  .option("--out <file>", "where the weights go", "src/draft/support/weights.txt")
  .parse()
  .opts<{ data: string; out: string }>();

/** Signs that tell something against a few sentences only: in a whole document a word that turns a sentence stands somewhere. */
const OF_QUOTES: ReadonlySet<string> = new Set([
  "ADJ nowhere",
  "ADV nowhere",
  "VERB nowhere",
  "all added",
  "some lost",
  "hedge lost",
  "says lost",
  "turned",
  "turn words",
  "opposite",
  "other differences",
  "negation more",
  "negation lost",
]);

const rows = (await readSupport(data)).filter(({ document }) => halfOf(document) === "tuned");
const evidence = new Map<string, Evidence>();
const examples = rows.map((row) => {
  const known = evidence.get(row.document) ?? evidenceOf(row.text);
  evidence.set(row.document, known);
  const { signs, regime } = compare(row.statement, known);
  return { features: signs, group: row.document, wanted: !row.supported, regime };
});
const lines = [
  "# Made by test/bench/draft/learn-support.ts from support-dev.json: regime, sign, hundredths. More is more doubtful.",
];
for (const regime of ["quote", "document"] as const) {
  const own = examples
    .filter((example) => example.regime === regime && example.features.size > 0)
    .map((example) => ({
      ...example,
      features: new Map([...example.features].filter(([name]) => regime === "quote" || !OF_QUOTES.has(name))),
    }));
  const weights = learn(own, { least: 3, decay: regime === "quote" ? 0.02 : 0.1, rounds: 300, listwise: 0 });
  lines.push(
    `# ${regime}: learned from ${own.length} statements, the half whose documents' names hash to an even number`,
  );
  for (const [name, weight] of weights) {
    const steps = Math.round(weight * STEPS);
    if (steps !== 0) lines.push(`${regime}\t${name}\t${steps}`);
  }
}
await writeFile(out, `${lines.join("\n")}\n`);
console.log(`${lines.length} lines in ${out}`);
