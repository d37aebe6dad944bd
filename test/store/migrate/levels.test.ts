import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sql } from "kysely";
import { Client } from "pg";
import { describe, expect, onTestFinished, test } from "vitest";
import { createSchedule } from "#schedule";
import { createStore, type Database, importFrom, inspectStore, type StoreOptions } from "#store";
import { READ_SCHEMA, READ_SEAL, sealOf } from "../../../src/store/database/schema-seal.ts";
import { POSTGRES_MIGRATIONS, SQLITE_MIGRATIONS } from "../../../src/store/migrate/migrations/index.ts";
import { TABLES } from "../../../src/store/schema/table-facts.ts";
import { startPlatform } from "../../fakes/platform.ts";
import { fakeAdapter } from "../../fakes/platform-adapter.ts";
import { botOver } from "../../fixtures/content/bot.ts";
import { STORIES } from "../../fixtures/content/stories.ts";
import { MONDAY, NINE, until } from "../../fixtures/scheduled.ts";
import { contentOf, everything, ordered, type Rows } from "../../fixtures/stores/everything.ts";
import { subscriptionRow } from "../../fixtures/stores/rows.ts";
import { bareDatabase, inStore, KINDS, type Kind, storeOptions } from "../../fixtures/stores/stores.ts";

const LEVELS = join(import.meta.dirname, "../../fixtures/stores/levels");
const KNOWN = { embedded: Object.keys(SQLITE_MIGRATIONS), postgres: Object.keys(POSTGRES_MIGRATIONS) };
const NOW = Date.parse(MONDAY);
const now = () => NOW;
const STAMP = new Date(NOW).toISOString().replaceAll(":", "-");

/** What ran up to a level, when it was new. */
async function statementsUpTo(level: string, kind: Kind): Promise<string> {
  const names = KNOWN[kind].slice(0, KNOWN[kind].indexOf(level) + 1);
  const parts = await Promise.all(names.map((name) => readFile(join(LEVELS, kind, `${name}.sql`), "utf8")));
  return parts.join("\n");
}

/** A database as the version of a level left it, with what it may have held. */
async function storeOf(level: string, kind: Kind): Promise<{ options: StoreOptions; held: Rows }> {
  const folder = await mkdtemp(join(tmpdir(), "nutgraf-level-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const schema = await statementsUpTo(level, kind);
  if (kind === "embedded") {
    const db = new DatabaseSync(join(folder, "nutgraf.db"));
    db.exec("pragma synchronous = off");
    db.exec(schema);
    const held = rowsOf(level, (table) => db.prepare(`select name from pragma_table_info('${table}')`).all());
    for (const [table, rows] of Object.entries(held))
      for (const row of rows) {
        const values = Object.entries(row).map(([name, value]) => asSqlite(table, name, value));
        db.prepare(`insert into ${insertion(table, row, () => "?")}`).run(...values);
      }
    db.exec(`${READ_SEAL} = ${sealOf(db.prepare(READ_SCHEMA).all() as { sql: string }[])}`);
    db.close();
    return { options: { folder, now }, held };
  }
  const url = await bareDatabase();
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(schema);
  const { rows: columns } = await client.query(
    "select table_name, column_name as name from information_schema.columns where table_schema = 'public'",
  );
  const held = rowsOf(level, (table) => columns.filter(({ table_name }) => table_name === table));
  for (const [table, rows] of Object.entries(held))
    for (const row of rows)
      await client.query(
        `insert into ${insertion(table, row, (index) => `$${index + 1}`)}`,
        Object.entries(row).map(([name, value]) => (holds(table, name) === "json" ? JSON.stringify(value) : value)),
      );
  await client.end();
  return { options: { folder, url, now }, held };
}

/** What is stored in every state, without what that level had no column or no word for; and a schedule that falls due. */
function rowsOf(level: string, columnsOf: (table: string) => readonly Readonly<Record<string, unknown>>[]): Rows {
  const all = everything(NOW);
  const live = subscriptionRow("live", { platform: "fake", next_run_at: NINE, place: "C9" });
  const given: Rows = { ...all, subscriptions: [...(all.subscriptions ?? []), live] };
  const tables = Object.entries(given).map(([table, rows]) => {
    const known = new Set(columnsOf(table).map(({ name }) => name));
    const kept = rows
      .filter(({ kind }) => kind !== "answer" || level >= "0003")
      // What was planned or under way then is another test's: here it must stay as it is.
      .filter(({ state }) => table !== "deliveries" || !["planned", "sending"].includes(String(state)))
      .map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => known.has(name))));
    return [table, known.size === 0 ? [] : kept] as const;
  });
  return Object.fromEntries(tables.filter(([, rows]) => rows.length > 0));
}

function insertion(table: string, row: object, at: (index: number) => string): string {
  const names = Object.keys(row);
  return `${table} (${names.map((name) => `"${name}"`).join()}) values (${names.map((_, index) => at(index)).join()})`;
}

function holds(table: string, name: string): string | undefined {
  const columns: Readonly<Record<string, { holds: string }>> = TABLES[table as keyof typeof TABLES].columns;
  return columns[name]?.holds;
}

function asSqlite(table: string, name: string, value: unknown): string | number | null {
  if (holds(table, name) === "json") return JSON.stringify(value);
  if (value instanceof Date) return value.getTime();
  if (typeof value === "boolean") return value ? 1 : 0;
  return typeof value === "string" || typeof value === "number" ? value : null;
}

/** Tables, columns, indexes and checks, as the database itself tells of them. */
async function schemaOf(db: Database, kind: Kind): Promise<readonly unknown[]> {
  if (kind === "embedded") return (await sql.raw(READ_SCHEMA).execute(db)).rows;
  const asked = [
    `select table_name, column_name, data_type, is_nullable, column_default from information_schema.columns
      where table_schema = 'public' order by table_name, column_name`,
    "select tablename, indexdef from pg_indexes where schemaname = 'public' order by indexdef",
    `select conrelid::regclass::text as of, pg_get_constraintdef(oid) as says from pg_constraint
      where connamespace = 'public'::regnamespace order by 1, 2`,
  ];
  const found = [];
  for (const query of asked) found.push(...(await sql.raw(query).execute(db)).rows);
  return found;
}

describe.each(KINDS)("what an earlier version stored (%s)", (kind) => {
  const earlier = KNOWN[kind].slice(0, -1);
  /** The layout of an empty store: made once, of its own, since others copy theirs from the one that is laid out for all. */
  let fresh: Promise<readonly unknown[]> | undefined;

  test("is kept for every level there was: record it before a new migration goes in", async () => {
    const recorded = (await readdir(join(LEVELS, kind))).map((name) => name.replace(/\.sql$/, ""));
    expect(recorded).toEqual(expect.arrayContaining(earlier));
  });

  test.each(earlier)("at %s is copied, brought up to date and told of, and goes on being posted", async (level) => {
    const { options, held } = await storeOf(level, kind);
    const told: string[] = [];
    const newest = KNOWN[kind].at(-1);
    const next = KNOWN[kind][KNOWN[kind].indexOf(level) + 1];
    const copy = join(options.folder, `before-${next}-${STAMP}.ndjson`);
    const store = createStore({ ...options, onMigrated: (sentence) => told.push(sentence) });
    onTestFinished(() => store.close());
    const { db } = await store.open();
    expect(told).toEqual([`Updated the database from ${level} to ${newest}. What it held before is in ${copy}.`]);
    const found = await contentOf(db);
    for (const [table, rows] of Object.entries(ordered(held)))
      expect(found[table as keyof Rows], table).toMatchObject(rows as object[]);
    fresh ??= inStore(await storeOptions(kind), (empty) => schemaOf(empty, kind));
    expect(await schemaOf(db, kind)).toEqual(await fresh);

    const platform = await startPlatform();
    onTestFinished(() => platform.stop());
    const startedAt = performance.now();
    const running = () => NOW + performance.now() - startedAt;
    const fake = fakeAdapter({ url: platform.url, now: running });
    onTestFinished(() => fake.stop());
    const log = { info() {}, warn() {}, error() {} };
    const schedule = createSchedule({
      store,
      log,
      now: running,
      newId: randomUUID,
      tickMs: 20,
      pollMs: 20,
      recoverMs: 40,
    });
    onTestFinished(() => schedule.stop());
    schedule.connect([fake]);
    schedule.start(botOver(STORIES));
    await until(() => platform.messages.some(({ place }) => place === "C9"));
    await schedule.stop();
    await store.close();

    expect(await inspectStore(options)).toMatchObject({ ok: true });
    // The copy is what an older version, or this one, can be given.
    const other = await storeOptions(kind, { now });
    const read = await importFrom(copy, { ...other, replace: false, checkTimes: () => undefined });
    expect(read).toBe(Object.values(held).flat().length);
    // The next start has nothing to do, and says nothing.
    const again = createStore({ ...options, onMigrated: (sentence) => told.push(sentence) });
    await again.open();
    await again.close();
    expect(told).toHaveLength(1);
    expect((await readdir(options.folder)).filter((name) => name.startsWith("before-"))).toHaveLength(1);
  });
});
