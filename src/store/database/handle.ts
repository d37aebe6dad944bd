import { type Dialect, Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import type { Database, Tables } from "../schema/tables.ts";

/** Migrations in order, by the name that databases remember them by. */
export type Migrations = Readonly<Record<string, Migration>>;

/** A database that is connected to: SQLite or PostgreSQL, alike for all that follows. */
export type Opened = {
  readonly dialect: Dialect;
  readonly migrations: Migrations;
  /** Which file it is, of one that is kept in a file. */
  readonly identity?: string | undefined;
  close(): Promise<void>;
};

/** A database as it is asked. Whoever still asks once it is closed is told so by what it was connected with. */
export function handleOn({ dialect, close }: Opened): { readonly db: Database; close(): Promise<void> } {
  return { db: new Kysely<Tables>({ dialect }), close: () => close().catch(() => {}) };
}
