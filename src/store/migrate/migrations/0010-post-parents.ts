import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** The channel of a thread in which an answer was posted or shared: a correction must know whom it reaches. */
export const postParents: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable("posts").addColumn("parent", "text").execute();
  },
};
