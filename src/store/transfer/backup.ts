import { chmod, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { sql } from "kysely";
import { StoreError } from "../database/error.ts";
import type { StoreOptions } from "../database/options.ts";
import { exportRows, syncFolder, writing } from "../export/export.ts";
import { readFrom } from "./save.ts";

/**
 * Makes a backup in a folder, beside a running bot too, and removes all but the newest few. Of SQLite it is a database
 * file, of PostgreSQL an export; either can be imported. Tells the file.
 * @throws StoreError when it cannot be made: then nothing is removed
 */
export async function backUp(
  folder: string,
  { keep, now, ...stored }: StoreOptions & { readonly keep: number },
): Promise<string> {
  const path = resolve(folder);
  const stamp = new Date(now()).toISOString().replaceAll(":", "-");
  const { db, close } = await readFrom(stored);
  try {
    // Names of people stand in it.
    await writing(path, () => mkdir(path, { mode: 0o700 }).catch(ignoreExisting));
    const file = join(path, `${PREFIX}${stamp}.${stored.url === undefined ? "db" : "ndjson"}`);
    if (stored.url !== undefined) await exportRows(file, db, now);
    else {
      const unfinished = `${file}.unfinished`;
      try {
        await rm(unfinished, { force: true });
        await sql`vacuum into ${unfinished}`.execute(db);
        await writing(file, () => keepFile(unfinished, file));
      } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
      }
    }
    await syncFolder(path);
    await removeOlder(path, keep);
    return file;
  } finally {
    await close();
  }
}

const PREFIX = "nutgraf-";
/** What a backup of ours is called: nothing else is removed. */
const NAME = /^nutgraf-\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}\.\d{3}Z\.(?:db|ndjson)$/;

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
  const names = (await readdir(folder)).filter((name) => NAME.test(name)).sort();
  for (const name of names.slice(0, Math.max(0, names.length - keep))) await rm(join(folder, name), { force: true });
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw new StoreError(error.message, error);
}
