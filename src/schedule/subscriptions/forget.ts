import { sql } from "kysely";
import { type Database, TABLES } from "#store";
import { forgetReportsBy } from "../notify/reports.ts";

/**
 * Removes what is stored about a person: their name and id on schedules, their notices, drafts and reports. Their schedules
 * keep running without an owner until someone takes them over. Returns how many schedules there are.
 */
export async function forgetPerson(
  { platform, person }: { platform: string; person: string },
  db: Database,
): Promise<number> {
  return db.transaction().execute(async (tx) => {
    for (const [table, facts] of Object.entries(TABLES))
      if (facts.person !== undefined && table !== "subscriptions")
        await sql`delete from ${sql.table(table)}
          where platform = ${platform} and ${sql.ref(facts.person)} = ${person}`.execute(tx);
    await forgetReportsBy({ platform, person }, tx);
    const result = await tx
      .updateTable("subscriptions")
      .set({ owner: "", owner_name: null })
      .where("platform", "=", platform)
      .where("owner", "=", person)
      .executeTakeFirst();
    return Number(result.numUpdatedRows);
  });
}
