import { readFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { Command } from "commander";
import { importsOf } from "../fixtures/imports.ts";
import { copyOf } from "./copy.ts";
import { type Fault, faultsOf, plant, sample } from "./faults.ts";
import { createRunner, type Runner } from "./runner.ts";

const ROOT = resolve(import.meta.dirname, "../..");

const program = new Command("npm run mutants --")
  .description(
    "Plants small faults in files, one at a time and in a copy of the checkout, and tells which of them no test finds.",
  )
  .argument("<path...>", "files to plant faults in: src/a.ts, or src/a.ts:40-60 for some lines of it")
  .option(
    "--tests <part...>",
    "run the test files whose path holds one of these; else those of its room that import it",
  )
  .option("--names <pattern>", "run only tests whose names match, as vitest -t does")
  .option("--sample <number>", "plant only so many faults a file", Number)
  .option("--seed <number>", "which ones: the same for the same seed", Number, 1)
  .parse();
type Options = {
  readonly tests?: readonly string[];
  readonly names?: string;
  readonly sample?: number;
  readonly seed: number;
};
const options = program.opts<Options>();

type Planted = { readonly file: string; readonly fault: Fault };
type Outcome = "killed" | "timed out" | "survived";

const copy = await copyOf(ROOT);
const runner = createRunner(copy, options.names);
const leave = () => void end().finally(() => process.exit(1));
process.once("SIGINT", leave).once("SIGTERM", leave);
try {
  const outcomes = new Map<Planted, Outcome>();
  for (const path of program.args) await tryFile(path, outcomes);
  report(outcomes);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await end();
}

async function end(): Promise<void> {
  await runner.stop();
  await copy.remove();
}

async function tryFile(path: string, outcomes: Map<Planted, Outcome>): Promise<void> {
  const [, file = path, from = "1", to = from === "1" ? "Infinity" : from] =
    /^(.*?)(?::(\d+)(?:-(\d+))?)?$/.exec(path) ?? [];
  const text = await readFile(join(ROOT, file), "utf8");
  const all = faultsOf(text).filter(({ line }) => line >= Number(from) && line <= Number(to));
  const faults = sample(all, options.sample ?? all.length, options.seed);
  const tests = await soundTests(await testsOf(file, runner), runner);
  const totalMs = tests.reduce((sum, { tookMs }) => sum + tookMs, 0);
  console.log(`${file}: ${faults.length} of ${all.length} faults, ${tests.length} test files (${seconds(totalMs)})`);
  // The quickest first, and the one that found most so far before those.
  const worth = new Map(tests.map(({ test, tookMs }) => [test, { found: 0, tookMs }]));
  const inOrder = () =>
    [...worth]
      .sort(([, a], [, b]) => (b.found + 1) / b.tookMs - (a.found + 1) / a.tookMs)
      .map(([test, { tookMs }]) => ({ test, mostMs: 3 * tookMs + 15_000 }));
  for (const [index, fault] of faults.entries()) {
    const planted = { file, text: plant(text, fault) };
    const { ran, timedOut } = await runner.run(inOrder(), planted);
    const finder = ran.find(({ ok }) => !ok);
    const entry = worth.get(finder?.test ?? "");
    if (entry) entry.found += 1;
    const outcome = finder ? "killed" : timedOut ? "timed out" : "survived";
    outcomes.set({ file, fault }, outcome);
    const by = finder ? ` by ${relative(copy.folder, finder.test)}` : "";
    console.log(`${index + 1}/${faults.length} ${outcome}${by}: ${say(file, fault)}`);
  }
  await runner.run([], { file, text });
}

/** The test files to run: those asked for, or those of the file's room that load it. */
async function testsOf(file: string, runner: Runner): Promise<string[]> {
  const all = await runner.tests();
  const { tests } = options;
  if (tests) return all.filter((test) => tests.some((part) => relative(copy.folder, test).includes(part)));
  const [room] = file.replace(/^src\//, "").split("/");
  const ofRoom = all.filter((test) => relative(copy.folder, test).startsWith(`test/${room}/`));
  const loads = await Promise.all(
    ofRoom.map(async (test) =>
      (await importsOf(join(ROOT, relative(copy.folder, test)))).files.includes(join(ROOT, file)),
    ),
  );
  return ofRoom.filter((_, index) => loads[index]);
}

/** How long each takes where nothing is planted. One that fails then can tell nothing. */
async function soundTests(tests: readonly string[], runner: Runner): Promise<{ test: string; tookMs: number }[]> {
  const sound: { test: string; tookMs: number }[] = [];
  for (const test of tests) {
    const { ran } = await runner.run([{ test, mostMs: 300_000 }]);
    const [went] = ran;
    if (went?.ok && went.passed > 0) sound.push({ test, tookMs: went.tookMs });
    else {
      const why = went?.ok ? "has no test to run" : "fails without a fault";
      console.log(`left out, as it ${why}: ${relative(copy.folder, test)}`);
    }
  }
  if (sound.length === 0) throw new Error("no test to run: name some with --tests");
  return sound;
}

function report(outcomes: ReadonlyMap<Planted, Outcome>): void {
  const counted = (wanted: Outcome) => [...outcomes.values()].filter((outcome) => outcome === wanted).length;
  const found = counted("killed") + counted("timed out");
  const share = outcomes.size === 0 ? 100 : Math.floor((100 * found) / outcomes.size);
  console.log(
    `\n${outcomes.size} faults: ${counted("killed")} killed, ${counted("timed out")} timed out, ${counted("survived")} survived: ${share} % found`,
  );
  for (const [{ file, fault }, outcome] of outcomes) if (outcome === "survived") console.log(say(file, fault));
}

function say(file: string, { line, column, was, now }: Fault): string {
  return `${file}:${line}:${column} ${short(was)} → ${short(now)}`;
}

function short(code: string): string {
  const line = code.replaceAll(/\s+/g, " ").trim();
  return line === "" ? "nothing" : line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
