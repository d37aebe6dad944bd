import { existsSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { sql } from "kysely";
import { differencesOf } from "../database/differences.ts";
import { StoreError } from "../database/error.ts";
import { refuseForeign } from "../database/version.ts";
import { EXPORTED, TABLES } from "../schema/table-facts.ts";
import type { Database, Tables } from "../schema/tables.ts";
import { openLines } from "./lines.ts";

/** A row in an export. */
export type ExportLine = { readonly table: keyof Tables; readonly row: object };

/**
 * Writes everything stored to a file, as of one moment: whole, or not at all. Returns the number of rows.
 * @throws StoreError if the file can't be written, as on a full disk
 */
export async function exportRows(file: string, db: Database, now: () => number): Promise<number> {
  const version = await refuseForeign(db);
  const unfinished = `${file}.unfinished`;
  const out = await writing(file, async () => {
    await rm(unfinished, { force: true });
    return openLines(unfinished);
  });
  try {
    let rows = 0;
    await writing(file, () => out.write({ nutgraf: "export", version, exportedAt: new Date(now()).toISOString() }));
    await db
      .transaction()
      .setIsolationLevel("repeatable read")
      .setAccessMode("read only")
      .execute(async (tx) => {
        for (const table of EXPORTED) {
          for await (const row of rowsOf(table, tx)) {
            await writing(file, () => out.write({ table, row } satisfies ExportLine));
            rows += 1;
          }
        }
      });
    await writing(file, async () => {
      await out.seal(rows);
      await rename(unfinished, file);
      await syncFolder(dirname(file));
    });
    return rows;
  } catch (error) {
    await out.giveUp();
    await rm(unfinished, { force: true });
    throw error;
  }
}

/**
 * Refuses to overwrite a file unless `force` is set; folders are not created.
 * @throws StoreError
 */
export function refuseExisting(file: string, force: boolean): void {
  if (!existsSync(dirname(file))) throw new StoreError(`There is no folder ${dirname(file)}: create it first.`);
  if (existsSync(file) && !force)
    throw new StoreError(`${file} already exists: name another file, or overwrite it with --force.`);
}

/** Turns errors of the file, but not of the database, into a sentence. */
export async function writing<T>(file: string, what: () => Promise<T>): Promise<T> {
  try {
    return await what();
  } catch (error) {
    if (error instanceof StoreError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new StoreError(
      `${file} cannot be written (${why}): free some space, or name another file. Nothing was left behind.`,
      error,
    );
  }
}

/** Flushes a folder to disk, so that a file's new name is durable. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  await handle.sync().catch(() => {});
  await handle.close();
}

const PAGE = 1_000;

/** Rows page by page, in the order of their keys. */
export async function* rowsOf(table: keyof Tables, db: Database): AsyncGenerator<Readonly<Record<string, unknown>>> {
  const { key, since } = TABLES[table];
  if (since !== undefined && !(await differencesOf(db).hasTable(table, db))) return;
  const names = sql.join(key.map((name) => sql.ref(name)));
  let after: readonly unknown[] | undefined;
  for (;;) {
    const rest = after === undefined ? sql`` : sql`where (${names}) > (${sql.join(after)})`;
    const { rows } = await sql<Record<string, unknown>>`
      select * from ${sql.table(table)} ${rest} order by ${names} limit ${PAGE}`.execute(db);
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = key.map((name) => last[name]);
  }
}
