import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Corrections and withdrawals by when they were named: they are looked for each second, among many more updates. */
export const mending: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create index editions_mending on editions (named_at, topic, number) where kind in ('correction', 'withdrawal')`.execute(
      db,
    );
  },
};
