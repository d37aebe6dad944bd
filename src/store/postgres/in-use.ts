import { sql } from "kysely";
import { StoreError } from "../database/error.ts";
import type { Database } from "../schema/tables.ts";
import { SESSIONS } from "./open.ts";

/**
 * Refuses a database in use: running processes would go on posting from the old data.
 * @throws StoreError while another Nutgraf process is connected to the database
 */
export async function refuseWhileUsed(db: Database): Promise<void> {
  const { rows } = await sql<{ sessions: number }>`select count(*) as sessions from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
      and (application_name = ${SESSIONS} or application_name like ${`${SESSIONS} %`})`.execute(db);
  const { sessions = 0 } = rows[0] ?? {};
  if (sessions > 0) throw new StoreError("The database is in use by Nutgraf: stop every process that uses it first.");
}
