import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { StoreError } from "../database/error.ts";
import { handleOn } from "../database/handle.ts";
import type { StoreOptions } from "../database/options.ts";
import { migrate } from "../migrate/migrate.ts";
import { refuseWhileUsed } from "../postgres/in-use.ts";
import { openPostgres } from "../postgres/open.ts";
import { EXPORTED, TABLES } from "../schema/table-facts.ts";
import type { Database, Tables } from "../schema/tables.ts";
import { openSqlite } from "../sqlite/open.ts";
import { type CheckTimes, createRowCheck } from "./check-row.ts";
import { rowsIn } from "./source.ts";

export type ImportOptions = StoreOptions & {
  /** Takes the place of what is stored; otherwise there must be nothing. */
  readonly replace: boolean;
  readonly checkTimes: CheckTimes;
};

/**
 * Reads an export or a backup into a database that no process has open: all of it or nothing. What fell due up to now
 * stands as `skipped: restored`, so that a restored backup posts nothing a second time. Tells how many rows.
 * @throws StoreError when the file is none of ours, cut short, or newer; when a row cannot be stored; when the database
 *   is in use or holds something
 */
export async function importFrom(file: string, options: ImportOptions): Promise<number> {
  try {
    return await importAll(file, options);
  } catch (error) {
    if (error instanceof StoreError) throw new StoreError(`${error.message} Nothing was imported.`, error);
    throw error;
  }
}

async function importAll(file: string, options: ImportOptions): Promise<number> {
  const { folder, url, now, replace, checkTimes } = options;
  // Before anything is opened or made: a database of nothing would be left behind.
  await firstOf(file);
  const opened =
    url === undefined
      ? await openSqlite({ folder, wasThere: false })
      : await openPostgres({ url, what: "import", mostConnections: 1 });
  const { db, close } = handleOn(opened);
  try {
    if (url !== undefined) await refuseWhileUsed(db);
    await migrate(db, { folder, now, migrations: opened.migrations });
    return await db.transaction().execute(async (tx) => {
      if (url !== undefined) await refuseWhileUsed(tx);
      await (replace ? empty(tx) : refuseUnlessEmpty(tx));
      const rows = await load(file, tx, checkTimes);
      await markRestored(tx, new Date(now()));
      return rows;
    });
  } finally {
    await close();
  }
}

async function firstOf(file: string): Promise<void> {
  const rows = rowsIn(file);
  await rows.next();
  await rows.return(undefined);
}

const BATCH = 500;

async function load(file: string, tx: Database, checkTimes: CheckTimes): Promise<number> {
  const check = createRowCheck(checkTimes);
  let rows = 0;
  let batch: { table: keyof Tables; rows: Readonly<Record<string, unknown>>[] } | undefined;
  const flush = async () => {
    if (batch) await tx.insertInto(batch.table).values(batch.rows).execute();
    batch = undefined;
  };
  for await (const { table, row, where } of rowsIn(file)) {
    const checked = check(table, row, where);
    if ("problem" in checked)
      throw new StoreError(`${nameOf(table, row, where)} cannot be stored: ${checked.problem}.`);
    if (batch?.table !== table || batch.rows.length >= BATCH) await flush();
    batch ??= { table, rows: [] };
    batch.rows.push(checked.row);
    rows += 1;
  }
  await flush();
  return rows;
}

function nameOf(table: keyof Tables, row: Readonly<Record<string, unknown>>, where: string): string {
  const key = TABLES[table].key.map((name) => String(row[name]).slice(0, 80)).join(" ");
  return `The row “${key}” of ${table}${where.startsWith("in line") ? `, ${where},` : ""}`;
}

async function empty(tx: Database): Promise<void> {
  for (const table of Object.keys(TABLES) as (keyof Tables)[]) await tx.deleteFrom(table).execute();
}

async function refuseUnlessEmpty(db: Database): Promise<void> {
  for (const table of EXPORTED) {
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(db);
    if (rows.length > 0)
      throw new StoreError(
        "The database already holds something: import into an empty one (another DATA_DIR or DATABASE_URL), or replace what it holds with --replace.",
      );
  }
}

/** Nothing that was due before this moment may be posted: it may have been, after the export was made. */
async function markRestored(tx: Database, now: Date): Promise<void> {
  await tx
    .updateTable("deliveries")
    .set({ state: "skipped", reason: "restored", changed_at: now })
    .where("state", "in", ["planned", "sending"])
    .execute();
  await tx.updateTable("deliveries").set({ claimed_by: null }).where("claimed_by", "is not", null).execute();
  const due = await tx.selectFrom("subscriptions").selectAll().where("next_run_at", "<=", now).execute();
  for (let from = 0; from < due.length; from += BATCH) {
    const skipped = due.slice(from, from + BATCH).flatMap(({ id, platform, tenant, place, next_run_at: slot }) => {
      if (!slot) return [];
      const at = { subscription: id, slot, platform, tenant, place, due_at: slot, made_at: now, changed_at: now };
      return [{ id: randomUUID(), ...at, state: "skipped" as const, reason: "restored", late: false }];
    });
    await tx
      .insertInto("deliveries")
      .values(skipped)
      .onConflict((conflict) => conflict.columns(["subscription", "slot"]).where("displaced", "=", false).doNothing())
      .execute();
  }
  // None: the schedule computes the next run from now.
  await tx.updateTable("subscriptions").set({ next_run_at: null }).where("next_run_at", "<=", now).execute();
  await tx
    .updateTable("notices")
    .set({ state: "at-next-use", claimed_by: null })
    .where("state", "in", ["planned", "telling"])
    .execute();
}
