import { PostgresDialect } from "kysely";
import { type CustomTypesConfig, Pool, types } from "pg";
import type { Connected } from "./connected.ts";
import { INT8 } from "./embedded.ts";
import { StoreError } from "./error.ts";

export type PostgresOptions = {
  readonly url: string;
  readonly mostConnections?: number;
  /** Hears of connections that break: the pool makes new ones. */
  readonly onBroken?: (error: Error) => void;
};

/**
 * Connects to a PostgreSQL server.
 * @throws StoreError when it is away or refuses
 */
export async function openPostgres({ url, mostConnections = 10, onBroken }: PostgresOptions): Promise<Connected> {
  const pool = new Pool({
    connectionString: url,
    max: mostConnections,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    statement_timeout: 60_000,
    idle_in_transaction_session_timeout: 60_000,
    application_name: "nutgraf",
    types: numbers,
  });
  // A connection may break while it lies idle and while it is used: without a listener either would end the process.
  pool.on("error", (error) => onBroken?.(error));
  pool.on("connect", (client) => client.on("error", (error) => onBroken?.(error)));
  try {
    (await pool.connect()).release();
  } catch (error) {
    await pool.end();
    const why = error instanceof Error ? error.message || error.name : String(error);
    throw new StoreError(
      `The database at ${withoutPassword(url)} cannot be reached (${why}): check DATABASE_URL and that the server runs. Leave DATABASE_URL empty to keep everything in DATA_DIR.`,
      error,
    );
  }
  return {
    kind: "postgres",
    dialect: new PostgresDialect({ pool }),
    async runSql(text, values) {
      const client = await pool.connect();
      try {
        const result = await client.query(text, values ? [...values] : undefined);
        const results: { rows: object[] }[] = Array.isArray(result) ? result : [result];
        return { rows: results.flatMap(({ rows }) => rows) };
      } catch (error) {
        // Several statements may have begun a transaction of their own.
        await client.query("rollback").catch(() => {});
        throw error;
      } finally {
        client.release();
      }
    },
    close: () => pool.end(),
  };
}

/** The server's bigint as a number, as the embedded database gives it: counts and sizes are far below 2⁵³. */
const numbers: CustomTypesConfig = {
  getTypeParser: (id, format) => (id === INT8 ? Number : types.getTypeParser(id, format)),
};

function withoutPassword(url: string): string {
  const parsed = URL.parse(url);
  return parsed ? `${parsed.host}${parsed.pathname}` : "DATABASE_URL";
}
