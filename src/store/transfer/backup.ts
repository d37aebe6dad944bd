import { chmod, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { sql } from "kysely";
import { StoreError } from "../database/error.ts";
import type { StoreOptions } from "../database/options.ts";
import { refuseForeign } from "../database/version.ts";
import { exportRows, syncFolder, writing } from "../export/export.ts";
import type { Database } from "../schema/tables.ts";
import { markBackup } from "../sqlite/open.ts";
import { readFrom } from "./save.ts";

/**
 * Makes a backup in a folder, even while the bot runs, and removes all but the newest few. For SQLite it is a database
 * file, for PostgreSQL an export; either can be imported. Returns the file's path.
 *
 * @throws {StoreError} if it can't be made: then nothing is removed
 * @example
 * const file = await backUp("backups", { folder: "data", keep: 7, now });
 */
export async function backUp(
  folder: string,
  { keep, now, ...stored }: StoreOptions & { readonly keep: number },
): Promise<string> {
  const path = resolve(folder);
  const stamp = new Date(now()).toISOString().replaceAll(":", "-");
  const { db, close } = await readFrom(stored);
  try {
    // Before creating a folder for it.
    await refuseForeign(db);
    // It holds people's names.
    await writing(path, async () => {
      await mkdir(path).then(() => chmod(path, 0o700), ignoreExisting);
      await removeUnfinished(path, now());
    });
    const file = join(path, `${PREFIX}${stamp}.${stored.url === undefined ? "db" : "ndjson"}`);
    if (stored.url === undefined) await copyInto(file, db);
    else await exportRows(file, db, now);
    await removeOlder(path, keep);
    return file;
  } finally {
    await close();
  }
}

const PREFIX = "nutgraf-";
const UNFINISHED = ".unfinished";
/** The names of our backups: nothing else is removed. */
const NAME = /^nutgraf-(\d{4}-\d{2}-\d{2}T\d{2})-(\d{2})-(\d{2}\.\d{3}Z)\.(?:db|ndjson)(\.unfinished)?$/;
/** A backup unfinished by then was interrupted. */
const LONGEST_MS = 86_400_000;

/** Copies the database as of one moment. The copy gets its name once it is all on disk. */
async function copyInto(file: string, db: Database): Promise<void> {
  const unfinished = `${file}${UNFINISHED}`;
  try {
    await rm(unfinished, { force: true });
    await writing(file, () => vacuum(unfinished, db));
    await markBackup(unfinished);
    await writing(file, () => keepFile(unfinished, file));
    await syncFolder(dirname(file));
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** The full disk is the copy's, not the database's as the error says: the database is only read. */
async function vacuum(file: string, db: Database): Promise<void> {
  try {
    await sql`vacuum into ${file}`.execute(db);
  } catch (error) {
    throw error instanceof StoreError && "full" in error && error.full === true ? error.cause : error;
  }
}

async function keepFile(unfinished: string, file: string): Promise<void> {
  await chmod(unfinished, 0o600);
  const handle = await open(unfinished, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(unfinished, file);
}

async function removeOlder(folder: string, keep: number): Promise<void> {
  const names = (await readdir(folder)).filter((name) => NAME.test(name) && !name.endsWith(UNFINISHED)).sort();
  for (const name of names.slice(0, Math.max(0, names.length - keep))) await rm(join(folder, name), { force: true });
}

/** Removes what interrupted backups left; one in progress stays. */
async function removeUnfinished(folder: string, nowMs: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, day, minutes, seconds, isUnfinished] = NAME.exec(name) ?? [];
    if (isUnfinished && nowMs - Date.parse(`${day}:${minutes}:${seconds}`) > LONGEST_MS)
      await rm(join(folder, name), { force: true });
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}
