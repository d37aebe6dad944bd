import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { importsOf } from "../fixtures/imports.ts";
import type { Bench } from "./bench.ts";
import { formatSpread } from "./bench.ts";
import { startArguments } from "./start/start-arguments.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const MAIN = join(ROOT, "src/bin/main.ts");

/** From the start of the process to the first answer of the playground, beside a script that imports the same packages. */
export const startBench: Bench = {
  name: "start",
  summary: "npm start to its first answer, beside a bare import of its packages",
  async run({ quick }, print) {
    const runs = quick ? 7 : 21;
    const { packages, builtins } = await importsOf(MAIN);
    const bare = [...builtins, ...packages].map((name) => `import "${name}";`).join("\n");
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let run = -1; run < runs; run++) {
      const [mine, other] = [await timeFirstAnswer(), await timeBare(bare)];
      if (run < 0) continue;
      ours.push(mine);
      theirs.push(other);
    }
    print({ case: "start to first answer, ms", measured: formatSpread(ours, 0), aim: "", runs });
    print({ case: `bare import of ${packages.length} packages, ms`, measured: formatSpread(theirs, 0), aim: "", runs });
    const ratios = ours.map((mine, run) => mine / (theirs[run] as number));
    print({ case: "ratio, pair by pair", measured: formatSpread(ratios, 2), aim: "≤ 1.5", runs });
    return [];
  },
};

async function timeFirstAnswer(): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, [...startArguments()], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, PORT: "0", CONTENT_DIR: "content", LOG_LEVEL: "silent" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    let out = "";
    for await (const part of child.stdout) {
      out += part;
      const address = /http:\/\/\S+?(?=[.:,]*\s+[Aa]sk)/.exec(out)?.[0];
      if (!address) continue;
      const answer = await fetch(`${address}/?ask=${encodeURIComponent("/whats-next irs")}`);
      if (!(await answer.text()).includes("litigation")) throw new Error("the first answer does not say what is next");
      return performance.now() - started;
    }
    throw new Error(`the bot ended before it answered: ${out}`);
  } finally {
    child.kill();
  }
}

async function timeBare(script: string): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { cwd: ROOT, stdio: "ignore" });
  await new Promise((done) => child.once("exit", done));
  return performance.now() - started;
}
