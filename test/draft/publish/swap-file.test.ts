import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { swapFile } from "../../../src/draft/publish/swap-file.ts";

test("what stood in a file is kept where it can't be put back", async () => {
  const folder = await mkdtemp(join(tmpdir(), "nutgraf-swap-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "rail-strike.md");
  await writeFile(file, "before");
  // Something else comes in its place before it is confirmed.
  const confirm = async () => {
    await rm(file);
    await mkdir(join(file, "inside"), { recursive: true });
    throw new Error("not confirmed");
  };
  const swapped = swapFile({ file, before: "before", after: "after" }, confirm);
  await expect(swapped).rejects.toThrow(
    /could not be put back \((?:EISDIR|ENOTEMPTY|EEXIST|ENOTDIR)\): what it said is kept in /,
  );
  const [kept = ""] = (await readdir(folder)).filter((name) => name.startsWith("."));
  expect(await readFile(join(folder, kept), "utf8")).toBe("before");
  expect(await readdir(folder)).toHaveLength(2);
});
