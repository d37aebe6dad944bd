import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { sql } from "kysely";
import { StoreError } from "./error.ts";
import { versionOf } from "./migrate.ts";
import type { Database, Tables } from "./tables.ts";

/** First line of an export. */
export type ExportHead = { readonly nutgraf: "export"; readonly version: string; readonly exportedAt: string };
/** Every other line but the last, which tells how many there are: a file that was cut short is known by it. */
export type ExportLine = { readonly table: keyof Tables; readonly row: object } | { readonly rows: number };

/**
 * Tables that move with an export. Left behind is what only this moment needs: `drafts`, `lanes`, `replicas`.
 * A row is written as the database itself writes it in JSON, so that every type arrives as it was.
 */
export const MOVED = [
  "subscriptions",
  "deliveries",
  "said",
  "posts",
  "notices",
  "claims",
  "removed_tenants",
] as const satisfies readonly (keyof Tables)[];

/**
 * Writes everything stored to a file, as of one moment: whole, or not at all. Tells how many rows.
 * @throws StoreError when the file cannot be written, as on a full disk
 */
export async function exportTo(file: string, db: Database, now: () => number): Promise<number> {
  const version = await versionOf(db);
  const unfinished = `${file}.unfinished`;
  const out = await writing(file, async () => {
    await mkdir(dirname(file), { recursive: true });
    return openLines(unfinished);
  });
  try {
    let rows = 0;
    await writing(file, () =>
      out.write({ nutgraf: "export", version, exportedAt: new Date(now()).toISOString() } satisfies ExportHead),
    );
    await db
      .transaction()
      .setIsolationLevel("repeatable read")
      .execute(async (tx) => {
        for (const table of MOVED) {
          for await (const row of rowsOf(table, tx)) {
            await writing(file, () => out.write({ table, row } satisfies ExportLine));
            rows += 1;
          }
        }
      });
    await writing(file, async () => {
      await out.write({ rows } satisfies ExportLine);
      await out.finish();
      await rename(unfinished, file);
    });
    await syncFolder(dirname(file));
    return rows;
  } catch (error) {
    await out.giveUp();
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** What goes wrong with the file, rather than with the database, in a sentence. */
async function writing<T>(file: string, what: () => Promise<T>): Promise<T> {
  try {
    return await what();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StoreError(
      `${file} could not be written (${why}): make room, or name another file. Nothing was left there.`,
      error,
    );
  }
}

/** A file of lines of JSON, written in pieces of some size. */
async function openLines(path: string) {
  // Addresses of people stand in it.
  const handle = await open(path, "w", 0o600);
  let waiting = "";
  const flush = async () => {
    await handle.appendFile(waiting);
    waiting = "";
  };
  return {
    async write(line: object): Promise<void> {
      waiting += `${JSON.stringify(line)}\n`;
      if (waiting.length > PIECE) await flush();
    },
    async finish(): Promise<void> {
      await flush();
      await handle.sync();
      await handle.close();
    },
    giveUp: () => handle.close().catch(() => {}),
  };
}

const PIECE = 65_536;
const PAGE = 1_000;

/** Rows page by page, by their place in the table: within one moment's view that is a stable order. */
async function* rowsOf(table: keyof Tables, db: Database): AsyncGenerator<object> {
  let after = "(0,0)";
  for (;;) {
    const { rows } = await sql<{ at: string; row: object }>`
      select t.ctid::text as at, to_jsonb(t) as row from ${sql.table(table)} t
      where t.ctid > ${after}::tid order by t.ctid limit ${PAGE}`.execute(db);
    for (const { row } of rows) yield row;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last.at;
  }
}

/** A file's new name reaches the disk with its folder. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  await handle.sync().catch(() => {});
  await handle.close();
}
