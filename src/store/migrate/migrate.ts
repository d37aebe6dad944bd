import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Migrator } from "kysely/migration";
import { differencesOf } from "../database/differences.ts";
import { StoreError } from "../database/error.ts";
import type { Migrations } from "../database/handle.ts";
import { refuseNewer } from "../database/version.ts";
import { exportRows } from "../export/export.ts";
import type { Database } from "../schema/tables.ts";

export type MigrateOptions = {
  /** Where a copy of the data is put first. */
  readonly folder: string;
  readonly now: () => number;
  readonly migrations: Migrations;
};

/**
 * Migrates a database to the newest schema. One that holds data is exported first.
 * @throws StoreError if a migration fails: nothing is changed
 */
export async function migrate(db: Database, { folder, now, migrations }: MigrateOptions): Promise<void> {
  const done = await refuseNewer(db, migrations);
  const [first] = Object.keys(migrations).filter((name) => !done.includes(name));
  const { seal, unseal } = differencesOf(db);
  if (first === undefined) return seal(db);
  const stamp = new Date(now()).toISOString().replaceAll(":", "-");
  const copy = join(folder, `before-${first}-${stamp}.ndjson`);
  if (done.length > 0) await exportRows(copy, db, now);
  await unseal(db);
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error } = await migrator.migrateToLatest();
  await seal(db);
  if (error !== undefined) {
    // Otherwise each attempt would leave another copy.
    await rm(copy, { force: true });
    const why = error instanceof Error ? error.message : String(error);
    throw new StoreError(`The database could not be migrated to this version (${why}); nothing was changed.`, error);
  }
}
