import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Stories that were withdrawn at once, whatever the files of each process say. */
export const withdrawn: Migration = {
  async up(db: Kysely<unknown>) {
    await sql.raw(table(() => "timestamptz", "jsonb not null")).execute(db);
  },
};

/** The same in SQLite, which keeps instants as milliseconds. */
export const withdrawnInSqlite: Migration = {
  async up(db: Kysely<unknown>) {
    const instant = (column: string) => `timestamptz check (typeof(${column}) in ('integer', 'null'))`;
    await sql.raw(table(instant, "json text not null check (json_valid(audience))")).execute(db);
  },
};

function table(instant: (column: string) => string, json: string): string {
  const given = (column: string) => instant(column).replace(/^\w+/, "$& not null");
  return `create table withdrawn (
    topic text not null primary key,
    title text not null,
    audience ${json},
    why text not null,
    by_name text not null,
    withdrawn_at ${given("withdrawn_at")},
    undone_at ${instant("undone_at")},
    file text not null check (file in ('to-write', 'written', 'not-written')),
    changed_at ${given("changed_at")}
  )`;
}
