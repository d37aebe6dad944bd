import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { StoreError } from "../database/error.ts";
import { handleOn } from "../database/handle.ts";
import type { StoreOptions } from "../database/options.ts";
import { isStoreTrouble } from "../database/trouble.ts";
import { migrate } from "../migrate/migrate.ts";
import { refuseWhileUsed } from "../postgres/in-use.ts";
import { openPostgres } from "../postgres/open.ts";
import { EXPORTED, TABLES } from "../schema/table-facts.ts";
import type { Database, Tables } from "../schema/tables.ts";
import { openSqlite } from "../sqlite/open.ts";
import { type CheckTimes, createRowCheck } from "./check-row.ts";
import { rowsIn, type SourceRow } from "./source.ts";

export type ImportOptions = StoreOptions & {
  /** Whether to replace existing data; otherwise the database must be empty. */
  readonly replace: boolean;
  readonly checkTimes: CheckTimes;
};

/**
 * Imports an export or a backup into a database that no process has open: all or nothing. What fell due up to now
 * becomes `skipped: restored`, so that a restored backup posts nothing twice. Returns the number of rows.
 *
 * @throws {StoreError} if the file is not ours, cut short, or newer; if a row can't be stored; if the database is in
 *   use or not empty
 * @example
 * const checkTimes = () => undefined;
 * const rows = await importFrom("nutgraf.ndjson", { folder: "data", replace: false, checkTimes, now });
 */
export async function importFrom(file: string, options: ImportOptions): Promise<number> {
  const { folder, url, now, replace, checkTimes } = options;
  try {
    // Before anything is opened or created, so that a refused file leaves nothing behind.
    for await (const _ of checkedRows(file, checkTimes));
    const opened =
      url === undefined
        ? await openSqlite({ folder, wasThere: false })
        : await openPostgres({ url, what: "import", mostConnections: 1 });
    const { db, close } = handleOn(opened);
    try {
      if (url !== undefined) await refuseWhileUsed(db);
      await migrate(db, { folder, now, migrations: opened.migrations });
      return await db.transaction().execute(async (tx) => {
        await (replace ? empty(tx) : refuseUnlessEmpty(tx));
        const rows = await load(checkedRows(file, checkTimes), tx);
        await markRestored(tx, new Date(now()));
        // A process that connected meanwhile has read the old data.
        if (url !== undefined) await refuseWhileUsed(tx);
        return rows;
      });
    } finally {
      await close();
    }
  } catch (error) {
    if (error instanceof StoreError) throw new StoreError(`${error.message} Nothing was imported.`, error);
    throw error;
  }
}

/** @throws StoreError if the file is not ours, or a row can't be stored */
async function* checkedRows(file: string, checkTimes: CheckTimes): AsyncGenerator<SourceRow> {
  const check = createRowCheck(checkTimes);
  for await (const { table, row, where } of rowsIn(file)) {
    const checked = check(table, row, where);
    if ("problem" in checked)
      throw new StoreError(`${nameOf({ table, row, where })} cannot be stored: ${checked.problem}.`);
    yield { table, row: checked.row, where };
  }
}

const BATCH = 500;

async function load(source: AsyncIterable<SourceRow>, tx: Database): Promise<number> {
  let rows = 0;
  let batch: SourceRow[] = [];
  const flush = async () => {
    await insert(batch, tx);
    batch = [];
  };
  for await (const given of source) {
    if (batch.length >= BATCH || (batch[0] && batch[0].table !== given.table)) await flush();
    batch.push(given);
    rows += 1;
  }
  await flush();
  return rows;
}

async function insert(batch: readonly SourceRow[], tx: Database): Promise<void> {
  const [first] = batch;
  const last = batch.at(-1);
  if (!first || !last) return;
  try {
    const rows = batch.map(({ row }) => row);
    await tx.insertInto(first.table).values(rows).execute();
  } catch (error) {
    // Refused by the database despite the checks, like a name too long for an index.
    if (error instanceof StoreError || isStoreTrouble(error) || !(error instanceof Error)) throw error;
    const which =
      first === last ? nameOf(first) : `A row of ${first.table}, from “${keyOf(first)}” to “${keyOf(last)}”,`;
    throw new StoreError(`${which} cannot be stored (${error.message}).`, error);
  }
}

/** A row's name in messages. */
function nameOf(given: SourceRow): string {
  const { table, where } = given;
  return `The row “${keyOf(given)}” of ${table}${where.startsWith("in line") ? `, ${where},` : ""}`;
}

function keyOf({ table, row }: SourceRow): string {
  return TABLES[table].key.map((name) => String(row[name]).slice(0, 80)).join(" ");
}

async function empty(tx: Database): Promise<void> {
  for (const table of Object.keys(TABLES) as (keyof Tables)[]) await tx.deleteFrom(table).execute();
}

async function refuseUnlessEmpty(db: Database): Promise<void> {
  for (const table of EXPORTED) {
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(db);
    if (rows.length > 0)
      throw new StoreError(
        "The database is not empty: import into an empty one (another DATA_DIR or DATABASE_URL), or replace what it holds with --replace.",
      );
  }
}

/** Nothing due before now may be posted: it may have been, after the export was made. */
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
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  // None: the schedule computes the next run from now.
  await tx.updateTable("subscriptions").set({ next_run_at: null }).where("next_run_at", "<=", now).execute();
  // Amending a post again changes nothing; a notice may have been posted since.
  await tx.updateTable("amendments").set({ claimed_by: null }).execute();
  await tx
    .updateTable("amendments")
    .set({ state: "skipped", reason: "restored", changed_at: now })
    .where("kind", "=", "notice")
    .where("state", "in", ["planned", "sending"])
    .execute();
  await tx
    .updateTable("notices")
    .set({ state: "at-next-use", claimed_by: null })
    .where("state", "in", ["planned", "telling"])
    .execute();
}
