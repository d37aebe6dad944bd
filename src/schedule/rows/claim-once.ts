import { sql } from "kysely";
import type { Database, Tx } from "#store";

/** Claims a key; true the first time only. */
export async function claimOnce(key: string, at: Date, db: Database | Tx): Promise<boolean> {
  const { rows } = await sql`insert into claims (key, claimed_at) values (${key}, ${at})
    on conflict (key) do nothing returning key`.execute(db);
  return rows.length > 0;
}
