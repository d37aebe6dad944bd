import { readdir, rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { createStore, StoreError } from "#store";
import { KINDS, openStore, storeOptions } from "../fixtures/stores.ts";

describe.each(KINDS)("a store (%s)", (kind) => {
  test("gives numbers, instants and JSON alike", async () => {
    const { db } = await openStore(kind);
    const { rows } = await sql`select count(*) as count, 5000000000::int8 as large,
      '2026-11-20T09:00:00Z'::timestamptz as at, '{"a": [1]}'::jsonb as json, true as yes`.execute(db);
    expect(rows).toEqual([
      { count: 1, large: 5_000_000_000, at: new Date("2026-11-20T09:00:00Z"), json: { a: [1] }, yes: true },
    ]);
  });

  test("keeps nothing of a transaction that failed, and goes on", async () => {
    const { db } = await openStore(kind);
    const claim = { key: "once", claimed_at: new Date(0) };
    await expect(
      db.transaction().execute(async (tx) => {
        await tx.insertInto("claims").values(claim).execute();
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    expect(await db.selectFrom("claims").selectAll().execute()).toEqual([]);
    await db.insertInto("claims").values(claim).execute();
    expect(await db.selectFrom("claims").selectAll().execute()).toEqual([claim]);
  });

  test("keeps what it was given when it is opened again", async () => {
    const options = await storeOptions(kind);
    const first = createStore(options);
    const { db } = await first.open();
    await db
      .insertInto("claims")
      .values({ key: "once", claimed_at: new Date(0) })
      .execute();
    await first.close();
    const second = createStore(options);
    expect(await (await second.open()).db.selectFrom("claims").select("key").execute()).toEqual([{ key: "once" }]);
    await second.close();
    await expect(second.open()).rejects.toThrow(StoreError);
  });
});

describe.each(KINDS)("a store of a newer version (%s)", (kind) => {
  test("is left alone, with what to do", async () => {
    const options = await storeOptions(kind);
    const store = createStore(options);
    const { db } = await store.open();
    await sql`insert into kysely_migration (name, timestamp) values ('9999-later', '2030-01-01')`.execute(db);
    await store.close();
    await expect(createStore(options).open()).rejects.toThrow(
      /newer version of this bot \(9999-later\): update this one/,
    );
  });
});

describe("a store that cannot be opened", () => {
  test.each([
    ["global/pg_control", (file: string) => truncate(file, 100)],
    ["global/pg_control", (file: string) => rm(file)],
    ["PG_VERSION", (file: string) => rm(file)],
    ["base", (file: string) => rm(file, { recursive: true })],
    ["pg_wal", (file: string) => rm(file, { recursive: true })],
    ["pg_wal", (file: string) => emptyFiles(file)],
  ])("is a sentence when %s is damaged (%#)", async (file, damage) => {
    const options = await storeOptions("embedded");
    await damage(join(options.folder, "database", file));
    const store = createStore(options);
    await expect(store.open()).rejects.toThrow(
      /cannot be opened \(.+\).* is damaged: restore a backup with npm run data/,
    );
    await store.close();
  });

  test("is a sentence when the server is away, and opens once it is back", async () => {
    const options = await storeOptions("embedded", { url: "postgres://nutgraf:secret@127.0.0.1:1/none" });
    const store = createStore(options);
    await expect(store.open()).rejects.toThrow(
      /The database at 127\.0\.0\.1:1\/none cannot be reached .* DATABASE_URL/,
    );
    await expect(store.open()).rejects.not.toThrow(/secret/);
    await store.close();
  });

  test("is a sentence when the folder cannot be written", async () => {
    const store = createStore({ folder: "/dev/null/data", now: Date.now });
    await expect(store.open()).rejects.toThrow(/The data folder \/dev\/null\/data cannot be written .* DATA_DIR/);
  });
});

async function emptyFiles(folder: string): Promise<void> {
  const files = await readdir(folder, { withFileTypes: true });
  await Promise.all(files.filter((file) => file.isFile()).map(({ name }) => truncate(join(folder, name), 0)));
}
