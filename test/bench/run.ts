import { Command } from "commander";
import { apiBench } from "./api.ts";
import { askBench } from "./ask.ts";
import type { Bench, Row } from "./bench.ts";
import { chaosBench } from "./chaos.ts";
import { coreBench } from "./core.ts";
import { deliveryBench } from "./delivery.ts";
import { discordBench } from "./discord.ts";
import { draftBench } from "./draft.ts";
import { editionsBench } from "./editions.ts";
import { memoryBench } from "./memory.ts";
import { slackBench } from "./slack.ts";
import { startBench } from "./start.ts";

const benches: readonly Bench[] = [
  coreBench,
  slackBench,
  discordBench,
  deliveryBench,
  editionsBench,
  chaosBench,
  memoryBench,
  startBench,
  draftBench,
  askBench,
  apiBench,
];

const program = new Command("npm run bench --")
  .description(
    `Measures: ${benches.map(({ name, summary }) => `${name} (${summary})`).join(", ")}. Exit code 1 when a guarantee is broken, never for a speed.`,
  )
  .argument("<name>", `one of ${benches.map(({ name }) => name).join(", ")}`)
  .option("--json", "print one object a line")
  .option("--quick", "measure less: within 45 seconds, chaos within 90")
  .option("--data <folder>", "labeled data, for draft and ask")
  .parse();

const { json, quick = false, data } = program.opts<{ json?: boolean; quick?: boolean; data?: string }>();
const bench = benches.find(({ name }) => name === program.args[0]);
if (!bench) program.error(`there is no bench “${program.args[0]}”: ${benches.map(({ name }) => name).join(", ")}`);

let widths: readonly number[] | undefined;
const broken =
  (await bench?.run(
    { quick, ...(data !== undefined && { data }) },
    json ? (row) => console.log(JSON.stringify(row)) : printRow,
  )) ?? [];
for (const guarantee of broken) console.error(`broken: ${guarantee}`);
process.exitCode = broken.length > 0 ? 1 : 0;

function printRow(row: Row): void {
  const cells = Object.entries(row).map(([name, value]) => [name, String(value)] as const);
  if (!widths) {
    widths = cells.map(([name, value], index) => Math.max(name.length, value.length, index === 0 ? 42 : 12));
    console.log(line(cells.map(([name]) => name)));
  }
  console.log(line(cells.map(([, value]) => value)));
}

function line(cells: readonly string[]): string {
  return cells
    .map((cell, index) => cell.padEnd(widths?.[index] ?? 0))
    .join("  ")
    .trimEnd();
}
