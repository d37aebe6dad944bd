import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** A public post may also be an answer given in public. */
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
