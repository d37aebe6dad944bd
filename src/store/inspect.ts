import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { StoreError } from "./database/error.ts";
import { handleOn, type Opened } from "./database/handle.ts";
import type { StoreOptions } from "./database/options.ts";
import { refuseNewer } from "./database/version.ts";
import { openPostgres } from "./postgres/open.ts";
import { isHeld } from "./sqlite/folder-lock.ts";
import { isStored, openToRead, refuseUnusable } from "./sqlite/open.ts";

/** Inspects a store without changing it; returns a sentence: it is fine, or what to do. */
export async function inspectStore({
  folder,
  url,
}: Pick<StoreOptions, "folder" | "url">): Promise<{ readonly ok: boolean; readonly what: string }> {
  try {
    if (url !== undefined) {
      await lookInto(await openPostgres({ url, what: "doctor", mostConnections: 1 }));
      return { ok: true, what: "the database at DATABASE_URL can be reached" };
    }
    refuseUnusable(folder);
    const there = nearest(resolve(folder));
    const problem = whyNotIn(there);
    if (problem !== undefined)
      return {
        ok: false,
        what: `${folder} cannot be written (${there} ${problem}): make it writable for this user, or set DATA_DIR to another folder`,
      };
    if (!isStored(folder))
      return { ok: true, what: `${folder} holds no schedules yet: its database is created with the first one` };
    await lookInto(await openToRead(folder));
    const inUse = isHeld(folder) ? " and is in use: by Nutgraf, if it is running" : "";
    return { ok: true, what: `the database in ${folder} is sound${inUse}` };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return { ok: false, what: error.message };
  }
}

/** The nearest existing part of a path: itself, or the folder it would be created in. */
function nearest(path: string): string {
  return existsSync(path) ? path : nearest(dirname(path));
}

/** Why nothing can be created in it; undefined if it can. */
function whyNotIn(path: string): string | undefined {
  try {
    if (!statSync(path).isDirectory()) return "is not a folder";
    accessSync(path, constants.W_OK | constants.X_OK);
    return undefined;
  } catch {
    return "is not writable";
  }
}

async function lookInto(opened: Opened): Promise<void> {
  const { db, close } = handleOn(opened);
  try {
    await refuseNewer(db, opened.migrations);
  } finally {
    await close();
  }
}
