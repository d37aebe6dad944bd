import { sql } from "kysely";
import { StoreError } from "../database/error.ts";
import type { Database } from "../schema/tables.ts";
import { SESSIONS } from "./open.ts";

/** The server lists the sessions of a process that just ended for moments more. */
const LOOKS = 5;
const PAUSE_S = 0.1;

/**
 * Refuses a database in use: running processes would go on posting from the old data.
 * @throws StoreError while another Nutgraf process is connected to the database
 */
export async function refuseWhileUsed(db: Database): Promise<void> {
  for (let look = 1; (await othersOn(db)) > 0; look += 1) {
    if (look === LOOKS)
      throw new StoreError("The database is in use by Nutgraf: stop every process that uses it first.");
    await sql`select pg_sleep(${PAUSE_S}), pg_stat_clear_snapshot()`.execute(db);
  }
}

/** How many sessions of other Nutgraf processes there are. */
async function othersOn(db: Database): Promise<number> {
  const { rows } = await sql<{ sessions: number }>`select count(*) as sessions from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
      and (application_name = ${SESSIONS} or application_name like ${`${SESSIONS} %`})`.execute(db);
  return rows[0]?.sessions ?? 0;
}
