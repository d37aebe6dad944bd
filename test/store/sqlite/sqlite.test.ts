import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { sql } from "kysely";
import { describe, expect, onTestFinished, test } from "vitest";
import { createStore } from "#store";
import { openStore, storeOptions } from "../../fixtures/stores/stores.ts";

const claim = (key: string) => ({ key, claimed_at: new Date(0) });

describe("the embedded database", () => {
  test("reaches the disk with each commit, and keeps its log in order", async () => {
    const { db } = await openStore("embedded");
    const pragma = async (name: string) => (await sql`pragma ${sql.raw(name)}`.execute(db)).rows;
    expect(await pragma("journal_mode")).toEqual([{ journal_mode: "wal" }]);
    expect(await pragma("synchronous")).toEqual([{ synchronous: 2 }]);
  });

  test.each([
    ["undefined", undefined],
    ["an object", { a: 1 }],
    ["an array", [1]],
    ["an invalid date", new Date(Number.NaN)],
    ["a number that is none", Number.NaN],
  ])("refuses %s as a parameter, which SQLite would keep as nothing", async (_, value) => {
    const { db } = await openStore("embedded");
    await expect(sql`insert into claims values ('k', ${value})`.execute(db)).rejects.toThrow(/Parameter 1 of a query/);
    expect(await db.selectFrom("claims").selectAll().execute()).toEqual([]);
  });

  test("refuses a query on the outer handle within a transaction, which would wait for itself", async () => {
    const { db } = await openStore("embedded");
    const outer = db.transaction().execute(async (tx) => {
      await tx.insertInto("claims").values(claim("in")).execute();
      await db.insertInto("claims").values(claim("out")).execute();
    });
    await expect(outer).rejects.toThrow(/would deadlock: use the transaction/);
    await expect(db.transaction().execute(() => db.transaction().execute(async () => {}))).rejects.toThrow(
      /would deadlock/,
    );
    await db.insertInto("claims").values(claim("after")).execute();
    expect(await db.selectFrom("claims").select("key").execute()).toEqual([{ key: "after" }]);
  });

  test("lets whoever asks during a transaction wait for it, and what follows it go on", async () => {
    const { db } = await openStore("embedded");
    const inside = Promise.withResolvers<void>();
    const order: string[] = [];
    const first = db.transaction().execute(async (tx) => {
      await tx.insertInto("claims").values(claim("first")).execute();
      await inside.promise;
      order.push("first");
    });
    const second = db
      .selectFrom("claims")
      .selectAll()
      .execute()
      .then((rows) => order.push(`second saw ${rows.length}`));
    inside.resolve();
    await Promise.all([first, second]);
    expect(order).toEqual(["first", "second saw 1"]);
  });

  test("is its owner's alone, whatever the umask", async () => {
    const root = await mkdtemp(join(tmpdir(), "nutgraf-modes-"));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    const folder = join(root, "data");
    const program = `process.umask(0o277); const { backUp, createStore, saveTo } = await import("#store");
      const options = { folder: process.argv[1], now: Date.now };
      const store = createStore(options);
      const { db } = await store.open();
      await db.insertInto("claims").values({ key: "k", claimed_at: new Date(0) }).execute();
      await saveTo(options.folder + "/out.ndjson", { ...options, force: false });
      await backUp(options.folder + "/backups", { ...options, keep: 1 });
      const { readdirSync, statSync } = await import("node:fs");
      const mode = (name) => name + " " + (statSync(options.folder + "/" + name).mode & 0o777).toString(8);
      console.log(JSON.stringify([".", ...readdirSync(options.folder, { recursive: true })].map(mode)));
      await store.close();`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program, folder]);
    const modes: string[] = JSON.parse(stdout);
    const folders = modes.filter((line) => /^(?:\.|backups) /.test(line));
    expect(folders).toEqual([". 700", "backups 700"]);
    const files = modes.filter((line) => !folders.includes(line)).map((line) => line.split(" "));
    expect(files.map(([name]) => name)).toEqual(expect.arrayContaining(["nutgraf.db", "nutgraf.db-wal", "out.ndjson"]));
    expect(files.length).toBeGreaterThan(5);
    expect(new Set(files.map(([, mode]) => mode))).toEqual(new Set(["600"]));
  });
});

describe("a data folder", () => {
  test("is held against a second process, in a sentence, and against a second handle in this one", async () => {
    const { folder } = await openStore("embedded");
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", OPEN, folder]);
    expect(stdout.trim()).toMatch(/^The data folder .* is in use by another process: stop that one/);
    const second = createStore({ folder, now: Date.now });
    await expect(second.open()).rejects.toThrow(/in use by another process/);
    await second.close();
  });

  test.each([
    ["a file stands where it should be", "file", /cannot be written .*: make it writable/],
    [
      "it has a very long path",
      join("x".repeat(200), "y".repeat(200), "z".repeat(200)),
      /data folder's path is \d+ bytes/,
    ],
  ])("is refused in a sentence where %s", async (_, name, sentence) => {
    const root = await mkdtemp(join(tmpdir(), "nutgraf-folder-"));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    await writeFile(join(root, "file"), "");
    const store = createStore({ folder: join(root, name), now: Date.now });
    await expect(store.open()).rejects.toThrow(sentence);
    expect(await readdir(root)).toEqual(["file"]);
  });

  test("works under a long path", async () => {
    const root = await mkdtemp(join(tmpdir(), "nutgraf-long-"));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    const folder = join(root, "x".repeat(200), "y".repeat(150));
    const store = createStore({ folder, now: Date.now });
    await (await store.open()).db.insertInto("claims").values(claim("k")).execute();
    await store.close();
    expect((await stat(join(folder, "nutgraf.db"))).isFile()).toBe(true);
  });

  test("of the version before is recognized, and left as it is", async () => {
    const { folder } = await storeOptions("embedded");
    await rm(join(folder, "nutgraf.db"));
    await mkdir(join(folder, "database"));
    await writeFile(join(folder, "database", "PG_VERSION"), "17\n");
    const store = createStore({ folder, now: Date.now });
    expect(store.exists()).toBe(true);
    await expect(store.open()).rejects.toThrow(
      /written by version 0\.1 .*export it with that version.*import it with this/,
    );
    expect((await readdir(folder)).sort()).toEqual(["database", "in-use.lock", "nutgraf.db.sum"]);
  });
});

const OPEN = `import { createStore } from "#store";
  await createStore({ folder: process.argv[1], now: Date.now }).open().catch(({ message }) => console.log(message));`;
