import { sql } from "kysely";
import { DEFAULT_MIGRATION_TABLE } from "kysely/migration";
import type { Database } from "../schema/tables.ts";
import { differencesOf } from "./differences.ts";
import { StoreError } from "./error.ts";
import type { Migrations } from "./handle.ts";

/** The newest migration that a database has, by name; none where it has no schema. */
export async function versionOf(db: Database): Promise<string | undefined> {
  if (!(await differencesOf(db).hasTable(DEFAULT_MIGRATION_TABLE, db))) return undefined;
  const { rows } = await sql<{ name: string }>`
    select name from ${sql.table(DEFAULT_MIGRATION_TABLE)} order by name desc limit 1`.execute(db);
  return rows[0]?.name;
}

/**
 * What a newer version wrote is not touched by an older one, which does not know what it means.
 * @throws StoreError when a newer version wrote it
 */
export async function refuseNewer(db: Database, migrations: Migrations): Promise<void> {
  const version = await versionOf(db);
  if (version !== undefined && !(version in migrations))
    throw new StoreError(
      `The database was made by a newer version of Nutgraf (${version}): update this one, or use another DATA_DIR or DATABASE_URL.`,
    );
}

/**
 * Tells the version of what is to be read from.
 * @throws StoreError where it has no schema of ours
 */
export async function refuseForeign(db: Database): Promise<string> {
  const version = await versionOf(db);
  if (version === undefined) throw new StoreError("The database holds nothing of Nutgraf.");
  return version;
}
