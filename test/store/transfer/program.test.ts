import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { backUp, importFrom, StoreError, saveTo } from "#store";
import { programs } from "../../fixtures/processes/program.ts";
import { contentOf, everything, write } from "../../fixtures/stores/everything.ts";
import { exportText } from "../../fixtures/stores/export-file.ts";
import { bareDatabase, inStore, KINDS, storeOptions } from "../../fixtures/stores/stores.ts";

const { run } = programs();
/** Long ago by the clock of the programs: all that is planned is due. */
const NOW = Date.parse("2026-01-05T12:00:00Z");

/** A place to work in, with a database that holds something. */
async function place(kind: (typeof KINDS)[number] = "embedded") {
  const options = await storeOptions(kind, { now: () => NOW });
  const given = everything(NOW);
  await inStore(options, (db) => write(db, given));
  const { folder, url } = options;
  const root = join(folder, "work");
  await mkdir(root);
  const env: Record<string, string> = { DATA_DIR: folder, ...(url !== undefined && { DATABASE_URL: url }) };
  const data = (...args: readonly string[]) => run("data", args, env);
  return { options, root, data, rows: Object.values(given).flat().length };
}

/** What export, import and backup are refused with, each asked in this process. */
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => "taken",
    (error: unknown) => (error instanceof StoreError ? error.message : `a bug: ${error}`),
  );

describe.each(KINDS)("npm run data (%s)", (kind) => {
  test("exports, imports and backs up, and says what it did", async () => {
    const { options, root, data, rows } = await place(kind);
    const file = join(root, "all.ndjson");
    expect(await data("export", file)).toEqual({ code: 0, out: `${rows} rows written to ${file}.\n`, err: "" });
    const backup = await data("backup", join(root, "backups"), "--keep", "2");
    expect(backup).toMatchObject({
      code: 0,
      err: "",
      out: expect.stringMatching(/^Backed up to \S+\/nutgraf-\S+\.\n$/),
    });
    const made = /to (\S+)\.\n/.exec(backup.out)?.[1] ?? "";
    // What was due is kept as skipped, also what was not planned yet: a row more for each of two subscriptions.
    expect(await data("import", made, "--replace")).toMatchObject({
      code: 0,
      out: `${rows} rows read from ${made}.\n`,
    });
    expect(Object.values(await inStore(options, contentOf)).flat()).toHaveLength(rows + 2);
  });

  test("never overwrites an export unless told, and makes no folder for it", async () => {
    const { options, root, rows } = await place(kind);
    const file = join(root, "mine.txt");
    await writeFile(file, "mine");
    expect(await refusal(saveTo(file, { ...options, force: false }))).toBe(
      `${file} already exists: name another file, or overwrite it with --force.`,
    );
    expect(await readFile(file, "utf8")).toBe("mine");
    await saveTo(file, { ...options, force: true });
    expect((await readFile(file, "utf8")).trimEnd().split("\n")).toHaveLength(rows + 2);
    expect(await refusal(saveTo(join(root, "a", "b.ndjson"), { ...options, force: false }))).toBe(
      `There is no folder ${join(root, "a")}: create it first.`,
    );
    expect(await readdir(root)).toEqual(["mine.txt"]);
  });
});

describe("npm run data", () => {
  test("ends with 1 and the reason where it is refused, and takes --force, --replace and restore", async () => {
    const { root, data, rows } = await place();
    const file = join(root, "all.ndjson");
    await writeFile(file, "mine");
    expect(await data("export", file)).toEqual({
      ...{ code: 1, out: "" },
      err: `${file} already exists: name another file, or overwrite it with --force.\n`,
    });
    expect(await data("export", file, "--force")).toMatchObject({ code: 0 });
    expect(await data("import", file)).toMatchObject({
      ...{ code: 1, out: "", err: expect.stringMatching(/is not empty: .*--replace/) },
    });
    expect(await data("restore", file, "--replace")).toMatchObject({
      ...{ code: 0, out: `${rows} rows read from ${file}.\n` },
    });
  });

  test.each(["0", "1.5"])("keeps no %s backups", async (keep) => {
    const { root, data } = await place();
    expect(await data("backup", join(root, "backups"), `--keep=${keep}`)).toMatchObject({
      code: 1,
      err: expect.stringContaining("Use a whole number, 1 or more."),
    });
    expect(await readdir(root)).toEqual([]);
  });
});

describe("an export or a backup", () => {
  test.each([
    ["misspelt", "dta"],
    ["empty", "empty"],
  ])("takes nothing from a folder that is %s, makes nothing and replaces nothing", async (_, name) => {
    const { options, root } = await place();
    await mkdir(join(root, "empty"));
    await writeFile(join(root, "before.ndjson"), "before");
    const from = { ...options, folder: join(root, name) };
    for (const work of [
      saveTo(join(root, "new.ndjson"), { ...from, force: false }),
      saveTo(join(root, "before.ndjson"), { ...from, force: true }),
      backUp(join(root, "backups"), { ...from, keep: 14 }),
    ])
      expect(await refusal(work)).toBe(`Nothing is stored in ${from.folder}: check DATA_DIR.`);
    expect((await readdir(root)).sort()).toEqual(["before.ndjson", "empty"]);
    expect(await readdir(join(root, "empty"))).toEqual([]);
    expect(await readFile(join(root, "before.ndjson"), "utf8")).toBe("before");
  });

  test("takes nothing from a server's database that is none of Nutgraf's, and makes nothing in it", async () => {
    const { options, root } = await place();
    const from = { ...options, url: await bareDatabase() };
    for (const work of [
      () => saveTo(join(root, "new.ndjson"), { ...from, force: false }),
      () => backUp(join(root, "backups"), { ...from, keep: 14 }),
    ])
      expect(await refusal(work())).toMatch(/is not one of Nutgraf/);
    expect(await readdir(root)).toEqual([]);
  });

  test.each(["nutgraf.db", "nutgraf.db-wal", "in-use.lock"])("is not put over the database's own %s", async (name) => {
    const { options } = await place();
    const file = join(options.folder, "x", "..", name);
    await mkdir(join(options.folder, "x"));
    expect(await refusal(saveTo(file, { ...options, force: true }))).toMatch(
      /belongs to the database: name another file\.$/,
    );
    expect(Object.values(await inStore(options, contentOf)).flat().length).toBeGreaterThan(0);
  });
});

test("an import goes into a folder that is not there yet, and names what is wrong with a row", async () => {
  const { options, root } = await place();
  const into = { ...options, folder: join(root, "a", "new"), replace: false, checkTimes: () => undefined };
  const claim = { table: "claims", row: { key: "k", claimed_at: "2026-11-20T09:00:00Z" } };
  const file = join(root, "rows.ndjson");
  await writeFile(file, exportText([claim, claim]));
  expect(await refusal(importFrom(file, into))).toBe(
    "The row “k” of claims, in line 3, cannot be stored: it has the same key as in line 2. Nothing was imported.",
  );
  expect(await readdir(root)).toEqual(["rows.ndjson"]);
  await writeFile(file, exportText([claim]));
  expect(await importFrom(file, into)).toBe(1);
});
