import type { Following } from "#chat";
import { StoreError } from "./database/error.ts";
import { handleOn } from "./database/handle.ts";
import type { StoreOptions } from "./database/options.ts";
import { createPatience } from "./database/patience.ts";
import { versionOf } from "./database/version.ts";
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
  let opening: Promise<Ready> | undefined;
  let closed = false;
  const lose = (error: Error) => {
    const given = opening;
    opening = undefined;
    patience.gaveUp(error);
    // Where it never opened, whoever asked for it hears of that.
    void given?.then(({ close }) => close()).catch(() => {});
    onBroken?.(error);
  };
  return {
    kind: url === undefined ? "embedded" : "postgres",
    exists() {
      wasThere ||= isStored(folder);
      return url !== undefined || wasThere;
    },
    async open() {
      if (closed) throw new StoreError("The store is closed: the bot is stopping.");
      opening ??= patience
        .asked(() => ready(options, wasThere, lose))
        .catch((error) => {
          opening = undefined;
          throw error;
        });
      const { open } = await opening;
      wasThere = true;
      return open;
    },
    lead(name, tell, timing = {}) {
      if (url !== undefined) return followLead({ url, name, tell, timing, ...(onBroken && { onBroken }) });
      tell(true);
      return { stop: async () => {} };
    },
    async close() {
      closed = true;
      await (await opening?.catch(() => undefined))?.close();
    },
  };
}

type Ready = { readonly open: OpenStore; close(): Promise<void> };

async function ready(
  { folder, url, onBroken, mostConnections, now }: StoreOptions,
  wasThere: boolean,
  onLost: (error: Error) => void,
): Promise<Ready> {
  const opened =
    url === undefined
      ? await openSqlite({ folder, wasThere, onLost })
      : await openPostgres({ url, ...(onBroken && { onBroken }), ...(mostConnections && { mostConnections }) });
  const { db, close } = handleOn(opened);
  try {
    if (url === undefined && (await versionOf(db)) === undefined)
      throw new StoreError(
        `The database in ${folder} is empty or none of Nutgraf's: move it away, and restore a backup with npm run data -- import FILE.`,
      );
    await migrate(db, { folder, now, migrations: opened.migrations });
  } catch (error) {
    await close();
    throw error;
  }
  return { open: { db, alone: url === undefined }, close };
}
