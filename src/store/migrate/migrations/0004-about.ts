import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** A notice records the place it is about. */
export const about: Migration = {
  async up(db: Kysely<unknown>) {
    await sql.raw("alter table notices add column about jsonb").execute(db);
  },
};
