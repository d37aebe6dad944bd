import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import { describe, expect, test } from "vitest";
import { importFrom, type SubscriptionRow } from "#store";
import type { Migrations } from "../../../src/store/database/handle.ts";
import { migrate } from "../../../src/store/migrate/migrate.ts";
import { POSTGRES_MIGRATIONS, SQLITE_MIGRATIONS } from "../../../src/store/migrate/migrations/index.ts";
import { subscriptionRow } from "../../fixtures/stores/rows.ts";
import { inStore, KINDS, openStore, storeOptions } from "../../fixtures/stores/stores.ts";

const now = () => Date.parse("2026-11-20T12:00:00Z");
const KNOWN = { embedded: SQLITE_MIGRATIONS, postgres: POSTGRES_MIGRATIONS };

const adding = {
  up: async (db: Kysely<unknown>) => void (await sql`alter table claims add column more text`.execute(db)),
};
const failing = {
  async up(db: Kysely<unknown>) {
    await sql`drop table subscriptions`.execute(db);
    throw new Error("no");
  },
};

describe.each(KINDS)("what is stored (%s)", (kind) => {
  test("is exported before a migration touches it, and is as it was when one fails", async () => {
    const { db, folder } = await openStore(kind, { now });
    const given = subscriptionRow("one");
    await db.insertInto("subscriptions").values(given).execute();
    const migrations: Migrations = { ...KNOWN[kind], "9998-more": adding };
    const copies = async () => (await readdir(folder)).filter((name) => /^before-/.test(name));
    await migrate(db, { folder, now, migrations });
    expect(await copies()).toEqual(["before-9998-more-2026-11-20T12-00-00.000Z.ndjson"]);

    const refused = migrate(db, { folder, now, migrations: { ...migrations, "9999-no": failing } });
    await expect(refused).rejects.toThrow("could not be migrated to this version (no); nothing was changed.");
    expect(await db.selectFrom("subscriptions").selectAll().execute()).toEqual([given]);
    // Nothing was changed: a copy would come with every attempt.
    expect(await copies()).toEqual(["before-9998-more-2026-11-20T12-00-00.000Z.ndjson"]);
    const [head, row] = (await readFile(join(folder, (await copies())[0] as string), "utf8")).split("\n");
    expect(JSON.parse(head as string)).toMatchObject({ nutgraf: "export", version: Object.keys(KNOWN[kind]).at(-1) });
    expect(JSON.parse(row as string)).toMatchObject({ table: "subscriptions", row: { id: "one" } });
  });

  test("has its newest copies kept, not all of them, and nothing else of the folder is removed", async () => {
    const { db, folder } = await openStore(kind, { now });
    const copyOf = (month: number) => `before-000${month}-older-name-2026-0${month}-01T00-00-00.000Z.ndjson`;
    const others = ["before-0001-mine.ndjson", "notes.ndjson", "before-0001-older-2026-01-01T00-00-00.000Z.ndjson.txt"];
    // One that a clock that was ahead made counts as the newest.
    const ahead = "before-0010-older-name-2031-01-01T00-00-00.000Z.ndjson";
    for (const name of [...others, ahead, ...[1, 2, 3, 4, 5].map(copyOf)]) await writeFile(join(folder, name), "");
    const done = await migrate(db, { folder, now, migrations: { ...KNOWN[kind], "9998-more": adding } });
    const made = "before-9998-more-2026-11-20T12-00-00.000Z.ndjson";
    expect(done).toEqual({ from: Object.keys(KNOWN[kind]).at(-1), to: "9998-more", copy: join(folder, made) });
    const left = (await readdir(folder)).filter((name) => /^before-|^notes/.test(name));
    expect(left.sort()).toEqual([...others, ahead, ...[3, 4, 5].map(copyOf), made].sort());
  });

  test("gets its copy also where there is no data folder yet", async () => {
    const { db, folder } = await openStore(kind, { now });
    const fresh = join(folder, "a", "data");
    const migrations: Migrations = { ...KNOWN[kind], "9998-more": adding };
    await migrate(db, { folder: fresh, now, migrations });
    expect(await readdir(fresh)).toEqual(["before-9998-more-2026-11-20T12-00-00.000Z.ndjson"]);
    expect((await stat(fresh)).mode & 0o777).toBe(0o700);
  });

  test("of the version before is kept, a copy first; a schedule of then is published no further", async () => {
    const { db, folder } = await openStore(kind, { now });
    const { publish: _, ...given } = subscriptionRow("one");
    await sql`drop index posts_wording`.execute(db);
    for (const table of [
      "tenants",
      "editions",
      "edition_statements",
      "wordings",
      "amendments",
      "missed_questions",
      "missed_people",
      "missed_keys",
      "withdrawn",
    ])
      await sql`drop table ${sql.table(table)}`.execute(db);
    for (const [table, column] of [
      ["subscriptions", "publish"],
      ["posts", "wording"],
      ["posts", "parent"],
      ["posts", "frame"],
      ["deliveries", "wording"],
    ] as const)
      await sql`alter table ${sql.table(table)} drop column ${sql.ref(column)}`.execute(db);
    await sql`delete from kysely_migration where name >= '0006-tenants'`.execute(db);
    await db
      .insertInto("subscriptions")
      .values(given as SubscriptionRow)
      .execute();
    await migrate(db, { folder, now, migrations: KNOWN[kind] });
    expect(await db.selectFrom("subscriptions").selectAll().execute()).toEqual([{ ...given, publish: false }]);
    expect(await db.selectFrom("tenants").selectAll().execute()).toEqual([]);
    const copy = join(folder, "before-0006-tenants-2026-11-20T12-00-00.000Z.ndjson");
    const options = await storeOptions(kind, { now });
    expect(await importFrom(copy, { ...options, replace: false, checkTimes: () => undefined })).toBe(1);
    const found = await inStore(options, (db) => db.selectFrom("subscriptions").selectAll().execute());
    expect(found).toEqual([{ ...given, publish: false }]);
  });
});
