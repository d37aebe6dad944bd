import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Migrator } from "kysely/migration";
import { differencesOf } from "../database/differences.ts";
import { StoreError } from "../database/error.ts";
import type { Migrations } from "../database/handle.ts";
import { refuseNewer } from "../database/version.ts";
import { exportRows, writing } from "../export/export.ts";
import type { Database } from "../schema/tables.ts";

export type MigrateOptions = {
  /** Where a copy of the data is put first. */
  readonly folder: string;
  readonly now: () => number;
  readonly migrations: Migrations;
};

/** A database that an older version left, as it was brought up to date; the copy is an export of it. */
export type Migrated = { readonly from: string; readonly to: string; readonly copy: string };

/**
 * Migrates a database to the newest schema. One that holds data is exported first. Returns undefined if it is new, or up
 * to date.
 * @throws StoreError if a migration fails: nothing is changed
 */
export async function migrate(
  db: Database,
  { folder, now, migrations }: MigrateOptions,
): Promise<Migrated | undefined> {
  const done = await refuseNewer(db, migrations);
  const lacking = Object.keys(migrations).filter((name) => !done.includes(name));
  const [first] = lacking;
  const { seal, unseal } = differencesOf(db);
  if (first === undefined) return void (await seal(db));
  const stamp = new Date(now()).toISOString().replaceAll(":", "-");
  const copy = join(folder, `before-${first}-${stamp}.ndjson`);
  if (done.length > 0) {
    // Beside a database on a server there may be no data folder yet.
    await writing(copy, () => mkdir(folder, { recursive: true, mode: 0o700 }));
    await exportRows(copy, db, now);
  }
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
  const [from, to] = [done.at(-1), lacking.at(-1)];
  if (from === undefined || to === undefined) return undefined;
  await removeOlderThan(copy, folder);
  return { from, to, copy };
}

/** How many copies stay: each is as large as what is stored. */
const MOST_COPIES = 5;
const COPY = /^before-\d{4}-[a-z0-9-]+?-(\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}\.\d{3}Z)\.ndjson$/;

/** Removes all but the newest copies; the one just made stays, whatever the clock says. */
async function removeOlderThan(copy: string, folder: string): Promise<void> {
  const madeAt = (name: string) => COPY.exec(name)?.[1] ?? "";
  const older = (await readdir(folder))
    .filter((name) => COPY.test(name) && join(folder, name) !== copy)
    .sort((a, b) => madeAt(b).localeCompare(madeAt(a)));
  for (const name of older.slice(MOST_COPIES - 1)) await rm(join(folder, name), { force: true });
}
