import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type DialectAdapter,
  type Driver,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import type { Connection } from "./connection.ts";

/** How long to wait for another connection's write, without blocking anything else. */
const MOST_BUSY_MS = 5_000;
const BUSY_PAUSE_MS = 20;

/**
 * SQLite for Kysely, over one connection: queries outside an open transaction wait until it ends. Transactions begin
 * immediate, since upgrading to a write later fails at once if another has written meanwhile.
 */
export function sqliteDialect(connection: Connection): Dialect {
  return {
    createAdapter: () => ADAPTER,
    createDriver: () => driverOver(connection),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

const ADAPTER: DialectAdapter = {
  supportsCreateIfNotExists: true,
  supportsTransactionalDdl: true,
  supportsReturning: true,
  supportsOutput: false,
  // The driver's own queue keeps them apart.
  supportsMultipleConnections: true,
  acquireMigrationLock: async () => {},
  releaseMigrationLock: async () => {},
};

function driverOver(connection: Connection): Driver {
  let free: Promise<void> = Promise.resolve();
  const releases = new WeakMap<DatabaseConnection, () => void>();
  const inside = new AsyncLocalStorage<{ open: boolean }>();
  const transactions = new WeakMap<DatabaseConnection, { open: boolean }>();
  const end = async (handle: DatabaseConnection, sql: string) => {
    const transaction = transactions.get(handle);
    if (transaction) transaction.open = false;
    await connection.run(sql);
  };
  return {
    init: async () => {},
    async acquireConnection() {
      if (inside.getStore()?.open)
        throw new Error("A query on the outer handle within a transaction would deadlock: use the transaction.");
      const before = free;
      const held = Promise.withResolvers<void>();
      free = held.promise;
      await before;
      const handle: DatabaseConnection = {
        executeQuery: (query) => execute(query, connection),
        // biome-ignore lint/correctness/useYield: there is nothing to stream.
        async *streamQuery() {
          throw new Error("Streaming is not supported on SQLite: read rows page by page.");
        },
      };
      releases.set(handle, held.resolve);
      return handle;
    },
    // Not async: what runs next must be inside the context entered here.
    beginTransaction(handle, { accessMode }) {
      const transaction = { open: true };
      transactions.set(handle, transaction);
      inside.enterWith(transaction);
      const sql = accessMode === "read only" ? "begin" : "begin immediate";
      return patiently(() => connection.run(sql))
        .then(() => {})
        .catch((error) => {
          transaction.open = false;
          throw error;
        });
    },
    commitTransaction: (handle) => end(handle, "commit"),
    async rollbackTransaction(handle) {
      // After some errors SQLite has already rolled back, and a lost connection keeps nothing.
      await end(handle, "rollback").catch(() => {});
    },
    async releaseConnection(handle) {
      releases.get(handle)?.();
    },
    destroy: async () => {},
  };
}

async function execute<R>({ sql, parameters }: CompiledQuery, connection: Connection) {
  const { rows, changes } = await patiently(() => connection.run(sql, parameters));
  return { rows: rows as R[], numAffectedRows: changes };
}

/**
 * Waits for another connection's write; inside our own transaction there is none. A loop of its own: every query passes
 * through it, and it counts the time that passes, not the attempts.
 */
async function patiently<T>(what: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  for (;;) {
    try {
      return await what();
    } catch (error) {
      const isBusy = error instanceof Error && "busy" in error && error.busy === true;
      if (!isBusy || performance.now() - startedAt > MOST_BUSY_MS) throw error;
      await sleep(BUSY_PAUSE_MS);
    }
  }
}
