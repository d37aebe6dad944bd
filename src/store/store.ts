import type { Following } from "#chat";
import { StoreError } from "./database/error.ts";
import { handleOn } from "./database/handle.ts";
import type { StoreOptions } from "./database/options.ts";
import { createPatience } from "./database/patience.ts";
import { migrate } from "./migrate/migrate.ts";
import { followLead, type Timing } from "./postgres/lead.ts";
import { openPostgres } from "./postgres/open.ts";
import type { Database } from "./schema/tables.ts";
import { isStored, openSqlite } from "./sqlite/open.ts";

/** Everything stored. It opens when it is first needed, and anew after it failed to, or was lost while it was open. */
export type Store = {
  readonly kind: "embedded" | "postgres";
  /** Whether anything may be stored yet. */
  exists(): boolean;
  /**
   * Another one than before after it was lost: what is done in several steps asks for it at each.
   * @throws StoreError in a sentence for whoever runs the bot
   */
  open(): Promise<OpenStore>;
  /** Why it cannot be used at this moment, in a sentence; undefined while nothing is known against it. */
  trouble(): string | undefined;
  /** Follows who of all processes on this database leads in something; alone, this one does, and nothing is opened. */
  lead(name: string, tell: (leads: boolean) => void, timing?: Partial<Timing>): Following;
  close(): Promise<void>;
};

export type OpenStore = {
  readonly db: Database;
  /** Only one process at a time has it: whatever was in hand when it opens was in the hands of one that ended. */
  readonly alone: boolean;
};

/** Makes a store that is not open yet. */
export function createStore(options: StoreOptions): Store {
  const { url, folder, onBroken } = options;
  const patience = createPatience();
  // What was there once and is gone is missing: nothing new is made in its place.
  let wasThere = isStored(folder);
  let known: string | undefined;
  let opening: Promise<Ready> | undefined;
  let trouble: string | undefined;
  // What is let go of still holds its folder.
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
    // Another may have begun by then: that one stays.
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
  { folder, url, onBroken, mostConnections, now }: StoreOptions,
  { wasThere, known }: Before,
  onLost: (error: Error) => void,
): Promise<Ready> {
  const opened =
    url === undefined
      ? await openSqlite({ folder, wasThere, onLost, ...(known !== undefined && { known }) })
      : await openPostgres({ url, ...(onBroken && { onBroken }), ...(mostConnections && { mostConnections }) });
  const { db, close } = handleOn(opened);
  try {
    await migrate(db, { folder, now, migrations: opened.migrations });
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
