import { sql } from "kysely";
import { DEFAULT_MIGRATION_TABLE } from "kysely/migration";
import type { Database } from "../schema/tables.ts";
import { differencesOf } from "./differences.ts";
import { StoreError } from "./error.ts";
import type { Migrations } from "./handle.ts";

/** The migrations applied to a database, by name and in order; none if it has no schema. */
export async function migrationsIn(db: Database): Promise<readonly string[]> {
  if (!(await differencesOf(db).hasTable(DEFAULT_MIGRATION_TABLE, db))) return [];
  const { rows } = await sql<{ name: string }>`
    select name from ${sql.table(DEFAULT_MIGRATION_TABLE)} order by name`.execute(db);
  return rows.map(({ name }) => name);
}

/** The newest of them: the version of its schema. */
export async function versionOf(db: Database): Promise<string | undefined> {
  return (await migrationsIn(db)).at(-1);
}

/**
 * Refuses a database that a newer version wrote, since this one can't know what it means. Returns the migrations applied
 * to it.
 * @throws StoreError if a newer version wrote it
 */
export async function refuseNewer(db: Database, migrations: Migrations): Promise<readonly string[]> {
  const done = await migrationsIn(db);
  const version = done.at(-1);
  if (version !== undefined && !(version in migrations))
    throw new StoreError(
      `The database was created by a newer version of Nutgraf (${version}): update this one, or use another DATA_DIR or DATABASE_URL.`,
    );
  return done;
}

/**
 * Returns the version of a database to read from.
 * @throws StoreError if its schema is not ours
 */
export async function refuseForeign(db: Database): Promise<string> {
  const version = await versionOf(db);
  if (version === undefined) throw new StoreError("The database is not one of Nutgraf's.");
  return version;
}
