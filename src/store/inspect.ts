import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Kysely } from "kysely";
import { openEmbedded } from "./embedded.ts";
import { StoreError } from "./error.ts";
import { isHeld } from "./folder-lock.ts";
import { freeMb, LEAST_FREE_MB } from "./free-space.ts";
import { refuseNewer } from "./migrate.ts";
import { MIGRATIONS } from "./migrations/index.ts";
import { openPostgres } from "./postgres.ts";
import type { StoreOptions } from "./store.ts";
import type { Tables } from "./tables.ts";

/** How a store is found, in a sentence: well, or what to do. It is looked at as it is; nothing is made or changed. */
export async function inspectStore({
  folder,
  url,
}: Pick<StoreOptions, "folder" | "url">): Promise<{ readonly ok: boolean; readonly what: string }> {
  try {
    if (url !== undefined) {
      await lookInto(await openPostgres({ url }));
      return { ok: true, what: "the database at DATABASE_URL can be reached" };
    }
    const there = nearest(resolve(folder));
    const problem = whyNotIn(there);
    if (problem !== undefined)
      return {
        ok: false,
        what: `${folder} cannot be written (${there} ${problem}): make it writable for this user, or set DATA_DIR to another folder`,
      };
    const free = freeMb(there);
    if (free !== undefined && free < LEAST_FREE_MB)
      return { ok: false, what: `only ${free} MB are free on the disk of ${folder}: schedules cannot be kept there` };
    if (!existsSync(join(folder, "database")))
      return { ok: true, what: `${folder} holds no schedules yet: its database is made when the first is set up` };
    if (isHeld(folder)) return { ok: true, what: `the database in ${folder} is in use: by Nutgraf, if it is running` };
    await lookInto(await openEmbedded({ folder }));
    return { ok: true, what: `the database in ${folder} can be opened` };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return { ok: false, what: error.message };
  }
}

/** What there is of a path: itself, or what it would be made in. */
function nearest(path: string): string {
  return existsSync(path) ? path : nearest(dirname(path));
}

/** Why nothing can be made in it; undefined where it can. */
function whyNotIn(path: string): string | undefined {
  try {
    if (!statSync(path).isDirectory()) return "is no folder";
    accessSync(path, constants.W_OK | constants.X_OK);
    return undefined;
  } catch {
    return "may not be written";
  }
}

async function lookInto(connected: Awaited<ReturnType<typeof openPostgres>>): Promise<void> {
  try {
    await refuseNewer(new Kysely<Tables>({ dialect: connected.dialect }), MIGRATIONS);
  } finally {
    await connected.close();
  }
}
