import { PostgresDialect } from "kysely";
import type { CustomTypesConfig } from "pg";
import { StoreError } from "../database/error.ts";
import type { Opened } from "../database/handle.ts";
import { POSTGRES_MIGRATIONS } from "../migrate/migrations/index.ts";

export type PostgresOptions = {
  readonly url: string;
  readonly mostConnections?: number;
  /** What follows `nutgraf` in the application name that the server lists. */
  readonly what?: string;
  /** Called when a connection breaks; the pool makes new ones. */
  readonly onBroken?: (error: Error) => void;
};

/**
 * Connects to a PostgreSQL server.
 * @throws StoreError if it is unreachable or refuses
 */
export async function openPostgres({ url, mostConnections = 10, what, onBroken }: PostgresOptions): Promise<Opened> {
  // Loaded by those only who have such a server.
  const { Pool, types } = await import("pg");
  /** The server's bigint as a number, as SQLite gives it: counts and sizes are far below 2⁵³. */
  const numbers: CustomTypesConfig = {
    getTypeParser: (id, format) => (id === INT8 ? Number : types.getTypeParser(id, format)),
  };
  const pool = new Pool({
    connectionString: url,
    max: mostConnections,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    statement_timeout: 60_000,
    idle_in_transaction_session_timeout: 60_000,
    application_name: what === undefined ? SESSIONS : `${SESSIONS} ${what}`,
    types: numbers,
  });
  // A connection may break while idle or in use: without a listener either would crash the process.
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
  return { dialect: new PostgresDialect({ pool }), migrations: POSTGRES_MIGRATIONS, close: () => pool.end() };
}

/** The application name of our sessions. */
export const SESSIONS = "nutgraf";

/** Type id of bigint, which `count(*)` is. */
const INT8 = 20;

function withoutPassword(url: string): string {
  const parsed = URL.parse(url);
  return parsed ? `${parsed.host}${parsed.pathname}` : "DATABASE_URL";
}
