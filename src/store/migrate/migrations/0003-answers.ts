import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** A public post may be an answer too, given where all can read it. */
export const answers: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS = [
  "alter table posts drop constraint posts_kind_check",
  `alter table posts add constraint posts_kind_check
    check (kind in ('scheduled', 'introduction', 'share', 'answer'))`,
];
