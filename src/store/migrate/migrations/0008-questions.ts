import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** How many questions found nothing, by day; and, for a day, keyed hashes that tell apart who asked the same. */
export const questions: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements(() => "timestamptz not null")) await sql.raw(statement).execute(db);
  },
};

/** The same in SQLite, which keeps instants as milliseconds. */
export const questionsInSqlite: Migration = {
  async up(db: Kysely<unknown>) {
    const instant = (column: string) => `timestamptz not null check (typeof(${column}) in ('integer', 'null'))`;
    for (const statement of statements(instant)) await sql.raw(statement).execute(db);
  },
};

function statements(instant: (column: string) => string): readonly string[] {
  return [
    `create table missed_questions (
      key text not null primary key,
      day text not null,
      topic text not null,
      words text,
      asked integer not null,
      counted_at ${instant("counted_at")}
    )`,
    `create table missed_people (
      day text not null, question text not null, person text not null,
      made_at ${instant("made_at")},
      primary key (day, question, person)
    )`,
    `create table missed_keys (
      day text not null primary key,
      secret text not null,
      made_at ${instant("made_at")}
    )`,
  ];
}
