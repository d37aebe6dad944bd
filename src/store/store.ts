import type { Following } from "#chat";
import { StoreError } from "./database/error.ts";
import { handleOn } from "./database/handle.ts";
import type { StoreOptions } from "./database/options.ts";
import { createPatience } from "./database/retry-timing.ts";
import { migrate } from "./migrate/migrate.ts";
import { followLead, type Timing } from "./postgres/lead.ts";
import { openPostgres } from "./postgres/open.ts";
import type { Database } from "./schema/tables.ts";
import { isStored, openSqlite } from "./sqlite/open.ts";

/** Everything stored. Opens when first needed, and again after opening failed or the connection was lost. */
export type Store = {
  readonly kind: "embedded" | "postgres";
  /** Whether anything may be stored yet. */
  exists(): boolean;
  /**
   * Opens the store, or returns the open one. After a loss it is a new one, so multi-step work must call this at each step.
   * @throws StoreError with a sentence for whoever runs the bot
   */
  open(): Promise<OpenStore>;
  /** Why it can't be used right now, in a sentence; undefined if no trouble is known. */
  trouble(): string | undefined;
  /** Follows which process on this database leads in something; on SQLite this one always does, and nothing opens. */
  lead(name: string, tell: (leads: boolean) => void, timing?: Partial<Timing>): Following;
  close(): Promise<void>;
};

/** An open store. */
export type OpenStore = {
  readonly db: Database;
  /** Only one process at a time has it, so work in progress when it opens belonged to a process that ended. */
  readonly alone: boolean;
};

/**
 * Makes a store that is not open yet: SQLite in `folder`, or PostgreSQL at `url`.
 *
 * @example
 * const store = createStore({ folder: "data", now });
 * const { db } = await store.open();
 * const schedules = await db.selectFrom("subscriptions").selectAll().execute();
 * await store.close();
 */
export function createStore(options: StoreOptions): Store {
  const { url, folder, onBroken } = options;
  const patience = createPatience();
  // A database that existed and is gone is missing: no new one is created in its place.
  let wasThere = isStored(folder);
  let known: string | undefined;
  let opening: Promise<Ready> | undefined;
  let trouble: string | undefined;
  // A store that is closing still holds its folder.
  let leaving: Promise<unknown> = Promise.resolve();
  let closed = false;
  const lose = (error: Error) => {
    const given = opening;
    opening = undefined;
    patience.gaveUp(error);
    trouble = error.message;
    leaving = Promise.allSettled([leaving, given?.then(({ close }) => close())]);
    onBroken?.(error);
  };
  const begin = () => {
    const attempt = leaving.then(() => patience.asked(() => ready(options, { wasThere, known }, lose)));
    // Another attempt may have begun by then: keep that one.
    attempt.catch((error: unknown) => {
      if (opening !== attempt) return;
      opening = undefined;
      trouble = error instanceof Error ? error.message : String(error);
    });
    return attempt;
  };
  return {
    kind: url === undefined ? "embedded" : "postgres",
    exists() {
      wasThere ||= isStored(folder);
      return url !== undefined || wasThere;
    },
    async open() {
      if (closed) throw new StoreError("The store is closed: the bot is stopping.");
      opening ??= begin();
      const { open, identity } = await opening;
      wasThere = true;
      trouble = undefined;
      known = identity;
      return open;
    },
    trouble: () => trouble,
    lead(name, tell, timing = {}) {
      if (url !== undefined) return followLead({ url, name, tell, timing, ...(onBroken && { onBroken }) });
      tell(true);
      return { stop: async () => {} };
    },
    async close() {
      closed = true;
      await (await opening?.catch(() => undefined))?.close();
      await leaving;
    },
  };
}

type Ready = { readonly open: OpenStore; readonly identity: string | undefined; close(): Promise<void> };

/** What was stored in the folder before, and in which file. */
type Before = { readonly wasThere: boolean; readonly known: string | undefined };

async function ready(
  { folder, url, onBroken, onMigrated, mostConnections, now }: StoreOptions,
  { wasThere, known }: Before,
  onLost: (error: Error) => void,
): Promise<Ready> {
  const opened =
    url === undefined
      ? await openSqlite({ folder, wasThere, onLost, ...(known !== undefined && { known }) })
      : await openPostgres({ url, ...(onBroken && { onBroken }), ...(mostConnections && { mostConnections }) });
  const { db, close } = handleOn(opened);
  try {
    const done = await migrate(db, { folder, now, migrations: opened.migrations });
    if (done)
      onMigrated?.(`Updated the database from ${done.from} to ${done.to}. What it held before is in ${done.copy}.`);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    open: { db, alone: url === undefined },
    identity: "identity" in opened ? opened.identity : undefined,
    close,
  };
}
