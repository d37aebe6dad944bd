import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { changeOf, write } from "../../../src/app/init/carry-out.ts";

async function room() {
  const folder = await mkdtemp(join(tmpdir(), "nutgraf-init-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, ".env");
  const content = { folder: join(folder, "content"), start: "blank" as const };
  const plan = { values: { PORT: "4000" }, content, platforms: [] };
  return { folder, file, plan };
}

test.each(["SIGINT", "SIGTERM"] as const)("%s while it writes waits until all of it stands", async (signal) => {
  const { folder, file, plan } = await room();
  const change = await changeOf(plan, file);
  if (!change) throw new Error("nothing to write");
  const before = process.listenerCount(signal);
  const written = write(plan, change, file);
  process.emit(signal);
  expect(await written).toEqual({ isStopped: true });
  expect(process.listenerCount(signal)).toBe(before);
  expect((await readdir(folder)).sort()).toEqual([".env", "content"]);
  expect(await readFile(file, "utf8")).toContain("\nPORT=4000\n");
});

test("what cannot be made leaves the settings as they were, and nothing beside them", async () => {
  const { folder, file, plan } = await room();
  await writeFile(file, "PORT=1\n");
  const change = await changeOf(plan, file);
  await writeFile(plan.content.folder, "a file where the folder was to be");
  if (!change) throw new Error("nothing to write");
  await expect(write(plan, change, file)).rejects.toThrow();
  expect((await readdir(folder)).sort()).toEqual([".env", "content"]);
  expect(await readFile(file, "utf8")).toBe("PORT=1\n");
});
