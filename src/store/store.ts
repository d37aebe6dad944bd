import { existsSync } from "node:fs";
import { join } from "node:path";
import { Kysely } from "kysely";
import type { Following } from "#chat";
import type { Connected } from "./connected.ts";
import { openDoor } from "./door.ts";
import { openEmbedded } from "./embedded.ts";
import { StoreError } from "./error.ts";
import { exportTo } from "./export.ts";
import { followLead, type Timing } from "./lead.ts";
import { migrate } from "./migrate.ts";
import { createPatience } from "./patience.ts";
import { openPostgres } from "./postgres.ts";
import type { Database, Tables } from "./tables.ts";

export type StoreOptions = {
  /** Where the embedded database lives, and where copies are put before a migration. */
  readonly folder: string;
  /** A PostgreSQL server to use in its place. */
  readonly url?: string;
  readonly mostConnections?: number;
  readonly onBroken?: (error: Error) => void;
  readonly onSync?: () => void;
  readonly now: () => number;
};

/** Everything stored. It opens when it is first needed, and anew after it failed to, or gave up while it was open. */
export type Store = {
  readonly kind: Connected["kind"];
  /** Whether it was ever opened, so that something may be in it. */
  exists(): boolean;
  /**
   * Another one than before after it gave up: what is done in several steps asks for it at each.
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
  readonly runSql: Connected["runSql"];
};

/** Makes a store that is not open yet. */
export function createStore(options: StoreOptions): Store {
  const { url, folder, onBroken } = options;
  const patience = createPatience();
  let opening: Promise<Opened> | undefined;
  let closed = false;
  const giveUp = (error: Error) => {
    const given = opening;
    opening = undefined;
    patience.gaveUp(error);
    void given?.then(({ close }) => close());
    onBroken?.(error);
  };
  return {
    kind: url === undefined ? "embedded" : "postgres",
    exists: () => url !== undefined || opening !== undefined || existsSync(join(folder, "database")),
    async open() {
      if (closed) throw new StoreError("The store is closed: the bot is stopping.");
      opening ??= patience
        .asked(() => connect(options, giveUp))
        .catch((error) => {
          opening = undefined;
          throw error;
        });
      return (await opening).open;
    },
    lead(name, tell, timing = {}) {
      const { url, onBroken } = options;
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

type Opened = { readonly open: OpenStore; close(): Promise<void> };

async function connect(options: StoreOptions, giveUp: (error: Error) => void): Promise<Opened> {
  const { folder, url, onSync, onBroken, mostConnections, now } = options;
  const connected =
    url === undefined
      ? await openEmbedded({ folder, onGivenUp: giveUp, ...(onSync && { onSync }) })
      : await openPostgres({ url, ...(onBroken && { onBroken }), ...(mostConnections && { mostConnections }) });
  const db = new Kysely<Tables>({ dialect: connected.dialect });
  const embedded = connected.kind === "embedded";
  const exporting = (file: string) => exportTo(file, db, now);
  const door = embedded && openDoor(folder, exporting, (error) => onBroken?.(asError(error)));
  const close = async () => {
    if (door) door.close();
    // Destroying a handle that was never used leaves its database open.
    await db.destroy().catch(() => {});
    await connected.close().catch(() => {});
  };
  try {
    await migrate(db, { folder, now });
  } catch (error) {
    await close();
    throw error;
  }
  return { open: { db, alone: embedded, runSql: connected.runSql }, close };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
