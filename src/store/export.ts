import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { sql } from "kysely";
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

/** Writes everything stored to a file, as of one moment: whole, or not at all. Tells how many rows. */
export async function exportTo(file: string, db: Database, now: () => number): Promise<number> {
  const version = await versionOf(db);
  await mkdir(dirname(file), { recursive: true });
  const unfinished = `${file}.unfinished`;
  // Addresses of people stand in it.
  const out = createWriteStream(unfinished, { mode: 0o600, flush: true });
  const write = async (line: object) => {
    if (!out.write(`${JSON.stringify(line)}\n`)) await once(out, "drain");
  };
  try {
    let rows = 0;
    await once(out, "open");
    await write({ nutgraf: "export", version, exportedAt: new Date(now()).toISOString() } satisfies ExportHead);
    await db
      .transaction()
      .setIsolationLevel("repeatable read")
      .execute(async (tx) => {
        for (const table of MOVED) {
          for await (const row of rowsOf(table, tx)) {
            await write({ table, row } satisfies ExportLine);
            rows += 1;
          }
        }
      });
    await write({ rows } satisfies ExportLine);
    out.end();
    await once(out, "close");
    await rename(unfinished, file);
    await syncFolder(dirname(file));
    return rows;
  } catch (error) {
    out.destroy();
    await rm(unfinished, { force: true });
    throw error;
  }
}

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
