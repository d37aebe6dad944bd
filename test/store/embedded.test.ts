import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { createStore } from "#store";
import { openStore, storeOptions } from "../fixtures/stores.ts";

const OPEN_IN_ANOTHER = `
  import { createStore } from "#store";
  const store = createStore({ folder: process.argv[1], now: Date.now });
  await store.open().then(() => console.log("opened"), (error) => console.log(error.message));
  await store.close();
`;

describe("the embedded database", () => {
  test("is held by one process: a second is told so, and has it when the first lets go", async () => {
    const options = await storeOptions("embedded");
    const store = createStore(options);
    await store.open();
    expect(await inAnotherProcess(options.folder)).toMatch(/is in use by another process: stop that one/);
    await store.close();
    expect(await inAnotherProcess(options.folder)).toBe("opened");
  });

  test("is held against a second handle in the same process", async () => {
    const options = await storeOptions("embedded");
    const [one, two] = [createStore(options), createStore(options)];
    await one.open();
    await expect(two.open()).rejects.toThrow(/in use by another process/);
    await one.close();
    await two.open();
    await two.close();
  });

  test("makes each commit reach the disk", async () => {
    let syncs = 0;
    const { db } = await openStore("embedded", { onSync: () => (syncs += 1) });
    const before = syncs;
    for (let number = 0; number < 20; number += 1)
      await db
        .insertInto("claims")
        .values({ key: `claim ${number}`, claimed_at: new Date(0) })
        .execute();
    expect(syncs - before).toBeGreaterThanOrEqual(20);
    const { rows } = await sql<{ fsync: string }>`show fsync`.execute(db);
    expect(rows).toEqual([{ fsync: "on" }]);
  });

  test("says so when the disk fails to keep a write, and neither goes on nor goes round in circles", async () => {
    let fails = false;
    const heard: string[] = [];
    const onSync = () => {
      if (fails) throw new Error("no space left");
    };
    const { db, store } = await openStore("embedded", { onSync, onBroken: ({ message }) => void heard.push(message) });
    const claim = (key: string) =>
      db
        .insertInto("claims")
        .values({ key, claimed_at: new Date(0) })
        .execute();
    await claim("one");
    fails = true;
    await expect(claim("two")).rejects.toThrow(/could not fsync/);
    await expect(claim("three")).rejects.toThrow(/gave up \(no space left\): make room on its disk/);
    await new Promise((resolve) => setImmediate(resolve));
    expect(heard[0]).toMatch(/gave up \(no space left\): make room on its disk/);
    await store.close();
  });

  test("keeps its log short, however much is written", { timeout: 60_000 }, async () => {
    const { db, folder } = await openStore("embedded");
    for (let batch = 0; batch < 200; batch += 1) {
      const rows = Array.from({ length: 500 }, (_, index) => ({ key: `${batch} ${index} ${"x".repeat(900)}` }));
      await db
        .insertInto("claims")
        .values(rows.map((row) => ({ ...row, claimed_at: new Date(0) })))
        .execute();
      // The embedded database lets no other event in by itself.
      await new Promise((resolve) => setImmediate(resolve));
    }
    const segments = (await readdir(join(folder, "database", "pg_wal"))).filter((name) => /^[0-9A-F]{24}$/.test(name));
    // 16 MB each; what was written would fill seven and more.
    expect(segments.length).toBeLessThanOrEqual(5);
  });

  test("bounds its shared memory", async () => {
    const { db } = await openStore("embedded");
    expect((await sql`show shared_buffers`.execute(db)).rows).toEqual([{ shared_buffers: "16MB" }]);
  });
});

async function inAnotherProcess(folder: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--input-type=module-typescript",
    "-e",
    OPEN_IN_ANOTHER,
    folder,
  ]);
  return stdout.trim();
}
