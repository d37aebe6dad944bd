import { resolve } from "node:path";
import { StoreError } from "../database/error.ts";
import { handleOn } from "../database/handle.ts";
import type { StoreOptions } from "../database/options.ts";
import { exportRows, refuseExisting } from "../export/export.ts";
import { openPostgres } from "../postgres/open.ts";
import { identityOf } from "../sqlite/identity.ts";
import { openToRead, ownFilesIn } from "../sqlite/open.ts";

/**
 * Exports everything stored to a file, even while the bot runs. Returns the number of rows.
 * @throws StoreError if there is nothing, or the file exists and `force` is not set
 */
export async function saveTo(
  file: string,
  { folder, url, now, force }: StoreOptions & { force: boolean },
): Promise<number> {
  const path = resolve(file);
  refuseExisting(path, force);
  if (url === undefined && isOwnFile(path, folder))
    throw new StoreError(`${file} belongs to the database: name another file.`);
  const { db, close } = await readFrom({ folder, ...(url !== undefined && { url }) });
  try {
    return await exportRows(path, db, now);
  } finally {
    await close();
  }
}

/** The database's own files are never overwritten, not even with `force`: that would lose everything. */
function isOwnFile(path: string, folder: string): boolean {
  const own = ownFilesIn(folder).map((name) => identityOf(name) ?? resolve(name));
  return own.includes(identityOf(path) ?? path);
}

/**
 * Opens the database for reading, alongside the process that has it.
 * @throws {StoreError} if there is nothing, or it can't be read
 */
export async function readFrom({ folder, url }: Pick<StoreOptions, "folder" | "url">) {
  return handleOn(
    url === undefined ? await openToRead(folder) : await openPostgres({ url, what: "export", mostConnections: 1 }),
  );
}
