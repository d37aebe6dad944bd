import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { nodeArguments, ROOT, sourceOf } from "../fixtures/processes/program-files.ts";

const run = (program: string, ...args: string[]) =>
  promisify(execFile)(process.execPath, [...nodeArguments(program), ...args], { cwd: ROOT });
/** They do something when they are loaded, and are started from their sources wherever they are. */
const ENTRIES = /^bin[\\/]|(?:^|[\\/])(?:worker|thread)\.ts$/;

// Most tests start bundles, and Vitest is as lenient: both find names in a CommonJS package that Node does not.
test("every module is loaded by Node as it stands", async () => {
  const found = await readdir(join(ROOT, "src"), { recursive: true });
  const modules = found.filter((name) => name.endsWith(".ts") && !ENTRIES.test(name));
  expect(modules.length).toBeGreaterThan(300);
  const script = modules.map((name) => `import ${JSON.stringify(pathToFileURL(join(ROOT, "src", name)).href)};`);
  const { stdout } = await run("--input-type=module", "-e", `${script.join("\n")}\nconsole.log("loaded");`);
  expect(stdout).toBe("loaded\n");
});

test.each(["add", "correct", "draft", "new", "reviewing/withdraw"])("%s starts as it stands", async (name) => {
  expect((await run(sourceOf(name), "--help")).stdout).toMatch(/^Usage: npm run /);
});
