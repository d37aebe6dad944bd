import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const FILE = "src/briefing/content/surroundings.ts";

test.each([
  ["killed by the test that finds it", "content/surroundings", "1 killed, 0 timed out, 0 survived: 100 % found"],
  ["told where no test finds it", "content/title", "0 killed, 0 timed out, 1 survived: 0 % found"],
])("a fault is planted in a copy and %s", async (_, tests, found) => {
  const text = await readFile(join(ROOT, FILE), "utf8");
  const line = 1 + text.split("\n").findIndex((one) => one.includes("const from = start - paragraph.start"));
  const { code, out } = await run(`${FILE}:${line}`, "--tests", tests);
  expect(code, out).toBe(0);
  expect(out).toContain(found);
  expect(out).toContain(`${FILE}:${line}:22 - → +`);
  expect(await readFile(join(ROOT, FILE), "utf8")).toBe(text);
});

test("a test file without a test of the wanted name tells nothing, and is left out", async () => {
  const { code, out } = await run(`${FILE}:14`, "--tests", "content/title", "--names", "no such name");
  expect(out).toContain("left out, as it has no test to run: test/briefing/content/title.test.ts");
  expect(code, out).toBe(1);
});

function run(...given: string[]): Promise<{ code: number | null; out: string }> {
  const child = spawn(process.execPath, ["-r", "./node-guard.cjs", "test/mutants/run.ts", ...given], {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? "", TMPDIR: tmpdir() },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (part) => {
      out += part;
    });
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, out })));
}
