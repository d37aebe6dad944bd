import type { Dialect } from "kysely";

/** A database that is connected to: embedded or PostgreSQL, alike for all that follows. */
export type Connected = {
  readonly kind: "embedded" | "postgres";
  readonly dialect: Dialect;
  /** Runs SQL outside of any transaction; several statements where there are no values. */
  runSql(text: string, values?: readonly unknown[]): Promise<{ rows: object[] }>;
  close(): Promise<void>;
};
