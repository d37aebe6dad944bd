import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadLibrary, watchLibrary } from "#briefing";
import { commands } from "#commands";
import { createBot } from "../../src/app/bot.ts";
import { type Bench, formatSpread, spread } from "./bench.ts";
import { sequence, writeContent } from "./core/generated-content.ts";

/** Loading, checking, following and answering from generated content: 30 statements, 45 citations, 6 KB a source. */
export const coreBench: Bench = {
  name: "core",
  summary: "load, check, follow and answer from generated content",
  async run({ quick }, print) {
    const runs = quick ? 3 : 7;
    const size = quick ? 300 : 1_000;
    const broken: string[] = [];
    const folders = new Map<number, { folder: string; bytes: number }>();
    const folderOf = async (briefings: number) => {
      const made = folders.get(briefings) ?? { folder: await mkdtemp(join(tmpdir(), "nutgraf-bench-")), bytes: 0 };
      if (!folders.has(briefings))
        folders.set(briefings, { ...made, bytes: await writeContent(made.folder, briefings) });
      return folders.get(briefings) as { folder: string; bytes: number };
    };
    try {
      const { folder, bytes } = await folderOf(size);
      const size_ = `${size} briefings, ${2 * size} sources, ${(bytes / 1e6).toFixed(0)} MB`;

      const cold = await times(runs, () => inProcess(folder));
      for (const { problems } of cold)
        if (problems !== 0) broken.push(`the generated content has ${problems} problems`);
      print({
        case: "cold load and check, s",
        content: size_,
        measured: formatSpread(
          cold.map(({ ms }) => ms / 1000),
          2,
        ),
        aim: "≤ 3",
        runs,
      });
      const memory = cold.map(({ retained }) => retained / bytes);
      print({
        case: "retained memory ÷ content's bytes",
        content: size_,
        measured: formatSpread(memory, 2),
        aim: "≤ 4",
        runs,
      });

      const small = quick ? 150 : 500;
      const large = quick ? 600 : 4_000;
      const [few, many] = [(await folderOf(small)).folder, (await folderOf(large)).folder];
      const ratios: number[] = [];
      for (let run = 0; run < runs; run++) {
        const one = await inProcess(few);
        const other = await inProcess(many);
        ratios.push(other.ms / large / (one.ms / small));
      }
      print({
        case: `time a briefing, at ${large} ÷ at ${small}`,
        content: "",
        measured: formatSpread(ratios, 2),
        aim: "≤ 1.3",
        runs,
      });

      const changes = await measureChanges(folder, quick ? 10 : 30);
      print({
        case: "a changed file served, ms after the event",
        content: size_,
        measured: formatSpread(changes),
        aim: "≤ 100",
        runs: changes.length,
      });

      const answers = await times(runs, () => measureAnswers(folder, quick ? 3_000 : 10_000));
      print({
        case: "answer p99, ms",
        content: size_,
        measured: formatSpread(
          answers.map(({ p99 }) => p99),
          3,
        ),
        aim: "≤ 2",
        runs,
      });
      print({
        case: "answer median, ms",
        content: size_,
        measured: formatSpread(
          answers.map(({ median }) => median),
          3,
        ),
        aim: "",
        runs,
      });
      if (answers.some(({ uncited }) => uncited > 0)) broken.push("a line was said without a note");
    } finally {
      for (const { folder } of folders.values()) await rm(folder, { recursive: true, force: true });
    }
    return broken;
  },
};

async function times<T>(runs: number, measure: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let run = 0; run < runs; run++) results.push(await measure());
  return results;
}

type Loaded = { readonly ms: number; readonly retained: number; readonly problems: number };

/** Loads in a process of its own: nothing is warm, and what stays in memory is the library alone. */
async function inProcess(folder: string): Promise<Loaded> {
  const child = spawn(process.execPath, ["--expose-gc", join(import.meta.dirname, "core/load-once.ts"), folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  for await (const part of child.stdout) out += part;
  return JSON.parse(out) as Loaded;
}

/** From the file's event to the library that has it: the write itself is not counted. */
async function measureChanges(folder: string, count: number): Promise<number[]> {
  let changed = () => {};
  const library = await watchLibrary(folder, { onChange: () => changed() });
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const file = join(folder, `briefings/topic-${index}.md`);
    const text = (await readFile(file, "utf8")).replace("- ", `- Anew ${index} `);
    const served = new Promise<void>((resolve) => {
      changed = () => {
        const said = library.current().briefing(`topic-${index}`)?.sections.happening.statements[0]?.text;
        if (said?.startsWith(`Anew ${index} `)) resolve();
      };
    });
    await writeFile(file, text);
    const written = performance.now();
    await served;
    times.push(performance.now() - written);
  }
  library.close();
  return times;
}

async function measureAnswers(
  folder: string,
  count: number,
): Promise<{ p99: number; median: number; uncited: number }> {
  const library = await loadLibrary(folder);
  const bot = createBot({
    commands,
    library: () => library,
    onFailure: ({ error }) => {
      throw error;
    },
  });
  const next = sequence(1);
  const place = { platform: "bench", tenant: "t", id: "c" };
  const topics = library.briefings.map(({ topic }) => topic);
  const pick = <T>(of: readonly T[]): T => of[Math.floor(next() * of.length)] as T;
  const durations: number[] = [];
  let uncited = 0;
  for (let index = 0; index < count; index++) {
    const topic = pick(topics);
    const words = pick([topic, topic.replace("topic-", "alias-"), topic.replace("topic-", "story number ")]);
    const command = pick(["whats-happening", "why-important", "whats-next", "briefing", "sources"]);
    const started = performance.now();
    const reply = await bot.answer({ id: String(index), command, words, place, by: { id: "u" } });
    durations.push(performance.now() - started);
    for (const block of reply.blocks)
      if (block.kind === "lines") uncited += block.lines.filter(({ cites }) => cites.length === 0).length;
  }
  const warm = durations.slice(count / 10).sort((a, b) => a - b);
  return { p99: warm[Math.floor(warm.length * 0.99)] ?? Number.NaN, median: spread(warm).median, uncited };
}
