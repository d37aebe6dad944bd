import { type Kysely, PostgresAdapter, type RawBuilder, sql } from "kysely";
import { READ_SCHEMA, READ_SEAL, sealOf, UNSEALED } from "./schema-seal.ts";

/**
 * Every difference between the two databases' SQL, by name. Everything else is written once, in SQL that both accept.
 */
export type Differences = {
  /** After a select: locks rows for this transaction, skipping those that another holds. */
  readonly skipLocked: RawBuilder<unknown>;
  /** After a select: locks rows for this transaction, waiting for those that another holds. */
  readonly lockRows: RawBuilder<unknown>;
  /** The current time, as all processes agree on it; and the time that many milliseconds earlier. */
  readonly now: RawBuilder<Date>;
  ago(ms: number): RawBuilder<Date>;
  /** A table, read by the given index. */
  foundBy(index: string, table: string): RawBuilder<unknown>;
  /** A column that must not be looked up by an index: the rows are found by their key. */
  foundByKey(column: string): RawBuilder<unknown>;
  /** An instant, where its type can't be inferred. */
  instant(at: Date): RawBuilder<Date>;
  /** A table of given rows, to be named by the query: `from ${rows(…)} as r`. Its columns are those of `shape`. */
  rows(given: readonly object[], shape: Shape): RawBuilder<unknown>;
  /** Lets one transaction at a time proceed under a name, until it ends. */
  oneAtATime(name: string, db: AnyDatabase): Promise<void>;
  /** Milliseconds from now until an instant in the database. */
  msUntil(at: RawBuilder<Date>): RawBuilder<number>;
  /** Whether a table exists. */
  hasTable(name: string, db: AnyDatabase): Promise<boolean>;
  /** Removes the seal before a schema change, and adds one if it is missing: it reveals damage. */
  unseal(db: AnyDatabase): Promise<void>;
  seal(db: AnyDatabase): Promise<void>;
  /** Housekeeping that the database doesn't do by itself. */
  tidy(db: AnyDatabase): Promise<void>;
};

/** Columns of given rows by name. */
export type Shape = Readonly<Record<string, "text" | "uuid" | "instant" | "boolean" | "integer" | "json">>;

// Any tables: the differences don't depend on them.
type AnyDatabase = Pick<Kysely<never>, "getExecutor">;

/** The SQL of the database behind a handle or a transaction. */
export function differencesOf(db: AnyDatabase): Differences {
  return db.getExecutor().adapter instanceof PostgresAdapter ? POSTGRES : SQLITE;
}

const POSTGRES: Differences = {
  skipLocked: sql`for update skip locked`,
  lockRows: sql`for update`,
  now: sql`clock_timestamp()`,
  ago: (ms) => sql`clock_timestamp() - ${ms} * interval '1 millisecond'`,
  foundBy: (_, table) => sql.table(table),
  foundByKey: (column) => sql.ref(column),
  instant: (at) => sql`${at}::timestamptz`,
  rows: (given, shape) =>
    sql`jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as r(${columnsOf(shape, (name, type) => sql`${sql.ref(name)} ${sql.raw(POSTGRES_TYPES[type])}`)})`,
  async oneAtATime(name, db) {
    await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(db);
  },
  msUntil: (at) => sql`extract(epoch from (${at}) - clock_timestamp()) * 1000`,
  async hasTable(name, db) {
    return (await sql`select 1 where to_regclass(${name}) is not null`.execute(db)).rows.length > 0;
  },
  // The server does this itself.
  async unseal() {},
  async seal() {},
  async tidy() {},
};

const SQLITE: Differences = {
  // Only one transaction writes at a time.
  skipLocked: sql``,
  lockRows: sql``,
  now: sql`cast(unixepoch('subsec') * 1000 as integer)`,
  ago: (ms) => sql`cast(unixepoch('subsec') * 1000 as integer) - ${ms}`,
  // SQLite's planner knows little about the data, and would scan everything with a state or process.
  foundBy: (index, table) => sql`${sql.table(table)} indexed by ${sql.ref(index)}`,
  foundByKey: (column) => sql`+${sql.ref(column)}`,
  instant: (at) => sql`${at}`,
  rows: (given, shape) =>
    sql`(select ${columnsOf(shape, (name, type) => sql`value ${sql.raw(type === "json" ? "->" : "->>")} ${sql.lit(name)} as ${sql.ref(name)}`)} from json_each(${asMs(given, shape)})) as r`,
  async oneAtATime() {},
  msUntil: (at) => sql`(${at}) - cast(unixepoch('subsec') * 1000 as integer)`,
  async hasTable(name, db) {
    const { rows } = await sql`select 1 from sqlite_schema where type = 'table' and name = ${name}`.execute(db);
    return rows.length > 0;
  },
  async unseal(db) {
    await sql.raw(`${READ_SEAL} = ${UNSEALED}`).execute(db);
  },
  async seal(db) {
    const { rows: seals } = await sql.raw<{ user_version: number }>(READ_SEAL).execute(db);
    if (seals[0]?.user_version !== UNSEALED) return;
    const { rows: schema } = await sql.raw<{ sql: string }>(READ_SCHEMA).execute(db);
    await sql.raw(`${READ_SEAL} = ${sealOf(schema)}`).execute(db);
  },
  async tidy(db) {
    await sql`pragma optimize`.execute(db);
  },
};

const POSTGRES_TYPES: Readonly<Record<Shape[string], string>> = {
  text: "text",
  uuid: "uuid",
  instant: "timestamptz",
  boolean: "boolean",
  integer: "integer",
  json: "jsonb",
};

function columnsOf(shape: Shape, make: (name: string, type: Shape[string]) => RawBuilder<unknown>) {
  return sql.join(Object.entries(shape).map(([name, type]) => make(name, type)));
}

/** Rows as JSON in which an instant is a number. */
function asMs(given: readonly object[], shape: Shape): string {
  const instants = Object.keys(shape).filter((name) => shape[name] === "instant");
  const rows = given.map((row) => {
    const changed: Record<string, unknown> = { ...row };
    for (const name of instants) {
      const value = changed[name];
      if (value instanceof Date) changed[name] = value.getTime();
    }
    return changed;
  });
  return JSON.stringify(rows);
}
