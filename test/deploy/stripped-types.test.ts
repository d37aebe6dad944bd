import { execFile } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";

const GUARD = join(import.meta.dirname, "../../node-guard.cjs");

/** A program called `main.ts` that says something, by the guard, with a folder for what is kept. */
async function openProgram() {
  const root = await mkdtemp(join(tmpdir(), "nutgraf-types-test-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const kept = join(root, "tmp");
  await mkdir(join(root, "src/bin"), { recursive: true });
  await mkdir(kept);
  await copyFile(GUARD, join(root, "node-guard.cjs"));
  await writeFile(join(root, "package.json"), `{ "type": "module" }`);
  const write = (words: string) =>
    writeFile(join(root, "src/bin/main.ts"), `const said: string = "${words}";\nconsole.log(said);\n`);
  const run = async (folder = kept) => {
    const args = ["-r", "./node-guard.cjs", "src/bin/main.ts"];
    const env = { PATH: process.env.PATH, TMPDIR: folder };
    return (await promisify(execFile)(process.execPath, args, { cwd: root, env })).stdout.trim();
  };
  const folder = async () => join(kept, (await readdir(kept)).find((name) => name.startsWith("nutgraf-types")) ?? "");
  return { root, write, run, folder };
}

describe.skipIf(process.platform === "win32")("JavaScript that is kept of our TypeScript", () => {
  test("is made with the first start, used by later ones, and made anew after a change", async () => {
    const { write, run, folder } = await openProgram();
    await write("one");
    expect(await run()).toBe("one");
    const [file = ""] = await readdir(await folder());
    const path = join(await folder(), file);
    expect(await readFile(path, "utf8")).not.toContain(": string");
    // Only here: to tell what is run.
    await writeFile(path, `console.log("kept");`);
    expect(await run()).toBe("kept");
    await write("two");
    expect(await run()).toBe("two");
    expect((await stat(await folder())).mode & 0o777).toBe(0o700);
  });

  test("is not run from a folder that others may write to", async () => {
    const { write, run, folder } = await openProgram();
    await write("one");
    await run();
    const [file = ""] = await readdir(await folder());
    await writeFile(join(await folder(), file), `console.log("planted");`);
    await chmod(await folder(), 0o777);
    expect(await run()).toBe("one");
  });

  test("is not needed: without a folder for it, and for what cannot be stripped, Node does what it does", async () => {
    const { root, write, run } = await openProgram();
    await write("one");
    expect(await run(join(root, "package.json"))).toBe("one");
    await writeFile(join(root, "src/bin/main.ts"), "enum Word { One }\nconsole.log(Word.One);\n");
    await expect(run()).rejects.toThrow(/enum/);
  });
});
