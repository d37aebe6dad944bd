import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { createStore, differencesOf, StoreError } from "#store";
import { noticeRow } from "../fixtures/stores/rows.ts";
import { KINDS, openStore, storeOptions } from "../fixtures/stores/stores.ts";

describe.each(KINDS)("a store (%s)", (kind) => {
  test("gives numbers, instants, JSON and booleans alike, also of rows that it changed", async () => {
    const { db } = await openStore(kind);
    const about = { platform: "slack", tenant: "T1", id: "C1" };
    const at = new Date("2026-11-20T09:00:00.123Z");
    const text = "“x”\u2028\n";
    const values = { ...noticeRow("k", { text, made_at: at }), about: JSON.stringify(about) };
    const written = await db.insertInto("notices").values(values).returningAll().executeTakeFirstOrThrow();
    expect(written).toEqual(noticeRow("k", { text, about, made_at: at }));
    const changed = await db
      .updateTable("notices")
      .set({ told_at: at })
      .returning(["told_at as when", "key"])
      .execute();
    expect(changed).toEqual([{ when: at, key: "k" }]);
    const { rows } = await sql`select count(*) as count, 5000000000 as large from notices`.execute(db);
    expect(rows).toEqual([{ count: 1, large: 5_000_000_000 }]);
    expect(await db.selectFrom("notices").select("key").where("made_at", "<=", at).execute()).toHaveLength(1);
    expect(await db.selectFrom("notices").select("key").where("made_at", "<", at).execute()).toHaveLength(0);
  });

  test("takes rows that are given as a table, with every type", async () => {
    const { db } = await openStore(kind);
    const given = [
      { name: "a", at: new Date("2026-11-20T09:00:00.001Z"), yes: true, count: 3, what: { list: ["“x”", null] } },
      { name: "b'\u2028", at: null, yes: false, count: null, what: null },
    ];
    const shape = { name: "text", at: "instant", yes: "boolean", count: "integer", what: "json" } as const;
    const { rows: table } = differencesOf(db);
    const { rows } = await sql<{ name: string }>`select r.name, r.count from ${table(given, shape)}
      where r.yes or r.at is null order by r.name`.execute(db);
    expect(rows).toEqual([
      { name: "a", count: 3 },
      { name: "b'\u2028", count: null },
    ]);
    await sql`insert into claims (key, claimed_at) select r.name, r.at from ${table(given, shape)} where r.yes`.execute(
      db,
    );
    expect(await db.selectFrom("claims").selectAll().execute()).toEqual([{ key: "a", claimed_at: given[0]?.at }]);
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
      /newer version of Nutgraf \(9999-later\): update this one/,
    );
  });
});

describe("a store that cannot be opened", () => {
  test("is a sentence when the server is away, without its password", async () => {
    const options = await storeOptions("embedded", { url: "postgres://nutgraf:secret@127.0.0.1:1/none" });
    const store = createStore(options);
    await expect(store.open()).rejects.toThrow(
      /The database at 127\.0\.0\.1:1\/none cannot be reached .* DATABASE_URL/,
    );
    await expect(store.open()).rejects.not.toThrow(/secret/);
    await store.close();
  });
});
