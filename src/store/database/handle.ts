import { type Dialect, Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import type { Database, Tables } from "../schema/tables.ts";

/** Migrations in order, by the name that the database records. */
export type Migrations = Readonly<Record<string, Migration>>;

/** A connected database: SQLite or PostgreSQL, the same to everything that uses it. */
export type Opened = {
  readonly dialect: Dialect;
  readonly migrations: Migrations;
  /** Which file it is, if it is kept in a file. */
  readonly identity?: string | undefined;
  close(): Promise<void>;
};

/** A handle to query a database. After it is closed, queries fail with its connection's error. */
export function handleOn({ dialect, close }: Opened): { readonly db: Database; close(): Promise<void> } {
  return { db: new Kysely<Tables>({ dialect }), close: () => close().catch(() => {}) };
}
