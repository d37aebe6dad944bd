import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What pages list and count: deliveries by state, the latest first, and what is paused. */
export const byState: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

/** The first index takes the place of the one on `changed_at`: a delivery is no slower to write for it. */
const STATEMENTS = [
  "create index deliveries_state on deliveries (state, changed_at, id)",
  "drop index deliveries_changed",
  "create index subscriptions_paused on subscriptions (changed_at, id) where state = 'paused'",
];
