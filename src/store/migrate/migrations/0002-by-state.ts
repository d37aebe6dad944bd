import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Indexes for what pages list and count: deliveries by state, latest first; subscriptions by place, and paused ones. */
export const byState: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

/** The new indexes replace others, so that frequent writes are no slower. */
const STATEMENTS = [
  "create index deliveries_state on deliveries (state, changed_at, id)",
  "drop index deliveries_changed",
  "drop index subscriptions_place",
  "create index subscriptions_place on subscriptions (platform, tenant, place, id)",
  "create index subscriptions_paused on subscriptions (changed_at, id) where state = 'paused'",
];
