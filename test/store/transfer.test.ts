import { execFile } from "node:child_process";
import { readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Kysely, sql } from "kysely";
import { describe, expect, test } from "vitest";
import { createStore, exportTo, importFrom, saveTo } from "#store";
import { migrate } from "../../src/store/migrate.ts";
import { MIGRATIONS } from "../../src/store/migrations/index.ts";
import { subscriptionRow } from "../fixtures/rows.ts";
import { KINDS, openStore, storeOptions } from "../fixtures/stores.ts";

const NOW = Date.parse("2026-11-20T12:00:00Z");
const now = () => NOW;
const pairs = KINDS.flatMap((from) => KINDS.map((to) => [from, to] as const));

describe("everything stored", () => {
  test.each(pairs)("moves from %s to %s", async (from, to) => {
    const { file, rows } = await exported(from);
    const options = await storeOptions(to, { now });
    expect(await importFrom(file, options)).toBe(rows);
    const store = createStore(options);
    const { db } = await store.open();
    expect(await db.selectFrom("subscriptions").selectAll().orderBy("id").execute()).toEqual([
      subscriptionRow("due", { next_run_at: null }),
      subscriptionRow("later", { next_run_at: new Date(NOW + 1), owner_name: "Zoë “Z” O'Hara\n\\" }),
    ]);
    await store.close();
  });

  test.each(KINDS)("posts nothing twice from a restored backup (%s)", async (kind) => {
    const { file } = await exported(kind);
    const options = await storeOptions(kind, { now });
    await importFrom(file, options);
    const store = createStore(options);
    const { db } = await store.open();
    const slots = await db
      .selectFrom("deliveries")
      .select(["subscription", "slot", "state", "reason"])
      .orderBy("slot")
      .execute();
    expect(slots).toEqual([
      { subscription: "due", slot: new Date(NOW - 86_400_000), state: "skipped", reason: "restored" },
      { subscription: "due", slot: new Date(NOW), state: "skipped", reason: "restored" },
    ]);
    await store.close();
  });

  test("is exported before a migration touches it, and is as it was when that fails", async () => {
    const { db, folder } = await openStore("postgres", { now });
    await db.insertInto("subscriptions").values(subscriptionRow("one")).execute();
    const added = {
      up: async (db: Kysely<unknown>) => sql`alter table claims add column more text`.execute(db).then(() => {}),
    };
    const failing = {
      async up(db: Kysely<unknown>) {
        await sql`drop table subscriptions`.execute(db);
        throw new Error("no");
      },
    };
    const later = { ...MIGRATIONS, "9998-more": added };
    await migrate(db, { folder, now, migrations: later });
    await expect(migrate(db, { folder, now, migrations: { ...later, "9999-no": failing } })).rejects.toThrow(
      /it is as it was/,
    );
    expect(await db.selectFrom("subscriptions").select("id").execute()).toEqual([{ id: "one" }]);
    const files = (await readdir(folder)).filter((name) => name.startsWith("before-")).sort();
    expect(files).toEqual([
      "before-9998-more-2026-11-20T12-00-00.000Z.ndjson",
      "before-9999-no-2026-11-20T12-00-00.000Z.ndjson",
    ]);
    const [head, row] = (await readFile(join(folder, files[0] as string), "utf8")).split("\n");
    expect(JSON.parse(head as string)).toMatchObject({ nutgraf: "export", version: Object.keys(MIGRATIONS).at(-1) });
    expect(JSON.parse(row as string)).toMatchObject({ table: "subscriptions", row: { id: "one" } });
  });

  test("is exported by the running process while it holds the folder", async () => {
    const { db, folder } = await openStore("embedded", { now });
    await db.insertInto("subscriptions").values(subscriptionRow("one")).execute();
    const file = join(folder, "backup.ndjson");
    expect(await saveTo(file, { folder, now })).toBe(1);
    const options = await storeOptions("postgres", { now });
    expect(await importFrom(file, options)).toBe(1);
    await expect(saveTo("/dev/null/nowhere", { folder, now })).rejects.toThrow(
      /could not be written .*: make room, or name another file/,
    );
  });

  test("is not half exported to a disk that is full", async () => {
    const { db, url = "", folder } = await openStore("postgres", { now });
    const rows = Array.from({ length: 50 }, (_, index) => subscriptionRow(`s${index}`));
    await db.insertInto("subscriptions").values(rows).execute();
    const data = join(import.meta.dirname, "../../src/bin/data.ts");
    // No file may grow beyond 4 or 8 KB, as the shell counts.
    const command = `ulimit -f 8; exec "${process.execPath}" "${data}" export "${join(folder, "backup.ndjson")}"`;
    const env = { PATH: process.env.PATH ?? "", DATABASE_URL: url };
    const ended = await promisify(execFile)("sh", ["-c", command], { env, cwd: folder }).catch((error) => error);
    expect([ended.code, ended.stdout]).toEqual([1, ""]);
    expect(ended.stderr).toMatch(
      /^\S+backup\.ndjson could not be written \(EFBIG.*\): make room, .* Nothing was left there\.\n$/,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  test("is not read from a file that was cut short, is no export, or came of a newer version", async () => {
    const { file } = await exported("embedded");
    const text = await readFile(file, "utf8");
    const options = await storeOptions("embedded", { now });
    await truncate(file, text.length - 4);
    await expect(importFrom(file, options)).rejects.toThrow(/damaged/);
    const lines = text.trimEnd().split("\n");
    await writeFile(file, lines.slice(0, -1).join("\n"));
    await expect(importFrom(file, options)).rejects.toThrow(/cut short: it holds 4 rows of more. Nothing was read in/);
    await writeFile(file, [...lines.slice(0, 2), ...lines.slice(3)].join("\n"));
    await expect(importFrom(file, options)).rejects.toThrow(/cut short: it holds 3 rows of 4/);
    await writeFile(file, text.replace(String(Object.keys(MIGRATIONS).at(-1)), "9999-later"));
    await expect(importFrom(file, options)).rejects.toThrow(/newer version/);
    await writeFile(file, "hello\n");
    await expect(importFrom(file, options)).rejects.toThrow(/no export/);
    await writeFile(file, text);
    expect(await importFrom(file, options)).toBe(4);
    await expect(importFrom(file, options)).rejects.toThrow(/already holds something/);
  });
});

async function exported(kind: (typeof KINDS)[number]) {
  const options = await storeOptions(kind, { now });
  const store = createStore(options);
  const { db } = await store.open();
  await db
    .insertInto("subscriptions")
    .values([
      subscriptionRow("due", { next_run_at: new Date(NOW) }),
      subscriptionRow("later", { next_run_at: new Date(NOW + 1), owner_name: "Zoë “Z” O'Hara\n\\" }),
    ])
    .execute();
  await db
    .insertInto("deliveries")
    .values({
      id: "00000000-0000-4000-8000-000000000001",
      subscription: "due",
      slot: new Date(NOW - 86_400_000),
      platform: "slack",
      tenant: "T1",
      place: "C1",
      state: "planned",
      late: false,
      made_at: new Date(0),
      changed_at: new Date(0),
    })
    .execute();
  await db
    .insertInto("said")
    .values({ subscription: "due", reply: JSON.stringify({ lines: ["“x”"] }), slot: new Date(0), said_at: new Date(0) })
    .execute();
  const file = join(options.folder, "export.ndjson");
  const rows = await exportTo(file, db, now);
  await store.close();
  return { file, rows };
}
