import type { PGlite, Transaction } from "@electric-sql/pglite";
import type { PGliteDialectConfig } from "kysely";

type Handle = Exclude<PGliteDialectConfig["pglite"], (...given: never[]) => unknown>;

/**
 * The embedded database as Kysely is given it. Its driver waits for ever for a transaction whose beginning fails, and
 * leaves the failure to end the process: here such a one begins, and everything asked in it fails. Who opened the
 * database closes it.
 */
export function handleOf(database: PGlite): Handle {
  return {
    ready: true,
    closed: false,
    waitReady: database.waitReady,
    close: async () => {},
    query: (text, values, options) => database.query(text, values, options),
    async transaction(run) {
      let begun = false;
      try {
        return await database.transaction((tx) => {
          begun = true;
          return run(tx);
        });
      } catch (error) {
        if (!begun) await run(failing(error));
        throw error;
      }
    },
  };
}

function failing(error: unknown): Pick<Transaction, "query" | "rollback"> {
  const fail = () => Promise.reject(error);
  return { query: fail, rollback: fail };
}
