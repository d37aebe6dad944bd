import { join } from "node:path";
import { sql } from "kysely";
import { DEFAULT_MIGRATION_TABLE, Migrator } from "kysely/migration";
import { StoreError } from "./error.ts";
import { exportTo } from "./export.ts";
import { MIGRATIONS } from "./migrations/index.ts";
import type { Database } from "./tables.ts";

export type MigrateOptions = {
  readonly folder: string;
  readonly now: () => number;
  /** Goes no further than this one. */
  readonly upTo?: string;
  readonly migrations?: typeof MIGRATIONS;
};

/**
 * Brings a database to the newest schema, or to that of `upTo`. One that holds something is exported first.
 * @throws StoreError when a migration fails: nothing of it is kept
 */
export async function migrate(
  db: Database,
  { folder, now, upTo, migrations = MIGRATIONS }: MigrateOptions,
): Promise<void> {
  const migrator = migratorOf(db, migrations);
  await refuseNewer(db, migrations);
  const known = await migrator.getMigrations();
  const done = known.filter(({ executedAt }) => executedAt !== undefined);
  const wanted = upTo === undefined ? known : known.filter(({ name }) => name <= upTo);
  const missing = wanted.filter(({ executedAt }) => executedAt === undefined);
  if (missing.length === 0) return;
  if (done.length > 0) {
    const stamp = new Date(now()).toISOString().replaceAll(":", "-");
    await exportTo(join(folder, `before-${missing[0]?.name}-${stamp}.ndjson`), db, now);
  }
  const { error } = upTo === undefined ? await migrator.migrateToLatest() : await migrator.migrateTo(upTo);
  if (error !== undefined) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StoreError(`The database could not be brought to this version (${why}); it is as it was.`, error);
  }
}

/** The newest migration that a database has, by name. */
export async function versionOf(db: Database): Promise<string> {
  const done = (await migratorOf(db).getMigrations()).filter(({ executedAt }) => executedAt !== undefined);
  return done.at(-1)?.name ?? "";
}

/**
 * What a newer version wrote is not touched by an older one, which does not know what it means.
 * @throws StoreError when a newer version wrote it
 */
export async function refuseNewer(db: Database, migrations: typeof MIGRATIONS): Promise<void> {
  const { rows: found } = await sql`select 1 where to_regclass(${DEFAULT_MIGRATION_TABLE}) is not null`.execute(db);
  if (found.length === 0) return;
  const { rows } = await sql<{ name: string }>`
    select name from ${sql.table(DEFAULT_MIGRATION_TABLE)} order by name desc`.execute(db);
  const newer = rows.find(({ name }) => !(name in migrations));
  if (newer)
    throw new StoreError(
      `The database was made by a newer version of this bot (${newer.name}): update this one, or use another DATA_DIR or DATABASE_URL.`,
    );
}

function migratorOf(db: Database, migrations = MIGRATIONS): Migrator {
  return new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
}
