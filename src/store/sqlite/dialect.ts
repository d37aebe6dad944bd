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

/** Another connection that writes is waited for so long, without holding up anything else. */
const MOST_BUSY_MS = 5_000;
const BUSY_PAUSE_MS = 20;

/**
 * SQLite for Kysely, over one connection: whoever asks while a transaction is open waits until it ends. Transactions
 * begin immediate, since one that becomes a write later fails at once where another has written meanwhile.
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
        throw new Error("A query on the outer handle within a transaction would wait for itself: use the transaction.");
      const before = free;
      const held = Promise.withResolvers<void>();
      free = held.promise;
      await before;
      const handle: DatabaseConnection = {
        executeQuery: (query) => execute(query, connection),
        // biome-ignore lint/correctness/useYield: there is nothing to stream from.
        async *streamQuery() {
          throw new Error("SQLite streams no rows here: read them page by page.");
        },
      };
      releases.set(handle, held.resolve);
      return handle;
    },
    // Not an async function: what runs after it must run inside of what is entered here.
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
      // After some errors SQLite has rolled back by itself, and a connection that is lost keeps nothing.
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

/** Waits for another connection that writes; within a transaction of ours there is none. */
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
