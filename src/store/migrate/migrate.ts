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
  /** Where a copy of what is stored is put first. */
  readonly folder: string;
  readonly now: () => number;
  readonly migrations: Migrations;
};

/**
 * Brings a database to the newest schema. One that holds something is exported first.
 * @throws StoreError when a migration fails: nothing of it is kept
 */
export async function migrate(db: Database, { folder, now, migrations }: MigrateOptions): Promise<void> {
  await refuseNewer(db, migrations);
  const migrator = migratorOf(db, migrations);
  const known = await migrator.getMigrations();
  const missing = known.filter(({ executedAt }) => executedAt === undefined);
  const { seal, unseal } = differencesOf(db);
  if (missing.length === 0) return seal(db);
  const stamp = new Date(now()).toISOString().replaceAll(":", "-");
  const copy = join(folder, `before-${missing[0]?.name}-${stamp}.ndjson`);
  if (missing.length < known.length) await exportRows(copy, db, now);
  await unseal(db);
  const { error } = await migrator.migrateToLatest();
  await seal(db);
  if (error !== undefined) {
    // It would be made again at each attempt.
    await rm(copy, { force: true });
    const why = error instanceof Error ? error.message : String(error);
    throw new StoreError(`The database could not be brought to this version (${why}); it is as it was.`, error);
  }
}

function migratorOf(db: Database, migrations: Migrations): Migrator {
  return new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
}
