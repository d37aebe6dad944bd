import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Client } from "pg";
import { describe, expect, test } from "vitest";
import { createStore, type StoreOptions } from "#store";
import { bareDatabase, inStore, storeOptions } from "../../fixtures/stores/stores.ts";

const DUMP = await readFile(join(import.meta.dirname, "../../fixtures/stores/dumps/0004.sql"), "utf8");

/** A server's database as the version before left it, with jobs that wait in its queue. */
async function databaseOfThen() {
  const url = await bareDatabase();
  const ask = async (text: string) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  };
  await ask(DUMP);
  const options: StoreOptions = { ...(await storeOptions("embedded")), url };
  return { options, ask };
}

const BY_STATE = "select state, count(*)::int from deliveries group by state order by state";

describe("the queue of the version before", () => {
  test("goes, and what waited in it keeps its time on its delivery", async () => {
    const { options, ask } = await databaseOfThen();
    const jobs = await ask(
      `select d.id, j.start_after as due_at from pgboss.job j join deliveries d on d.job = j.id order by d.id`,
    );
    expect(jobs).toHaveLength(2);
    const before = await ask(BY_STATE);
    // One whose job is lost would wait for ever.
    await ask("update deliveries set state = 'planned', job = gen_random_uuid() where state = 'unknown'");

    const open = await inStore(options, (db) =>
      db.selectFrom("deliveries").selectAll().where("state", "in", ["planned", "sending"]).orderBy("id").execute(),
    );
    expect(
      open.filter(({ subscription }) => subscription !== "lost").map(({ id, due_at }) => ({ id, due_at })),
    ).toEqual(jobs);
    expect(
      open.filter(({ subscription }) => subscription === "lost").map(({ due_at, slot }) => [due_at, slot]),
    ).toEqual([[new Date("2026-11-23T09:00:00Z"), new Date("2026-11-23T09:00:00Z")]]);
    expect(await ask("select nspname from pg_namespace where nspname = 'pgboss'")).toEqual([]);
    expect((await ask(BY_STATE)).reduce((sum, { count }) => sum + count, 0)).toBe(
      before.reduce((sum, { count }) => sum + count, 0),
    );
    const columns = await ask("select column_name from information_schema.columns where table_name = 'deliveries'");
    expect(columns.map(({ column_name }) => column_name)).not.toContain("job");
  });

  test("stays while a process of that version is there, and goes once it was silent for long enough", async () => {
    const { options, ask } = await databaseOfThen();
    await ask("insert into replicas values ('older', clock_timestamp() - interval '5 seconds')");
    await expect(createStore(options).open()).rejects.toThrow(
      /could not be migrated to this version \(an older version of Nutgraf is using it: stop that one first, and wait 15 seconds\); nothing was changed/,
    );
    expect(await ask("select count(*)::int from pgboss.job")).toEqual([{ count: 2 }]);
    expect(await ask("select name from kysely_migration order by name desc limit 1")).toEqual([{ name: "0004-about" }]);
    await ask("update replicas set seen_at = clock_timestamp() - interval '16 seconds'");
    await inStore(options, async () => {});
    expect(await ask("select name from kysely_migration order by name desc limit 1")).toEqual([
      { name: "0011-mending" },
    ]);
  });
});
