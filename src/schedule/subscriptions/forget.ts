import { sql } from "kysely";
import { type Database, TABLES, type Tx } from "#store";
import { forgetReportsBy } from "../notify/reports.ts";
import { ownedBy } from "../post/frame.ts";
import { type Frame, readFrame } from "../post/wording.ts";

/**
 * Removes what is stored about a person: their name and id on schedules and shared answers, their notices, drafts and
 * reports. Their schedules keep running without an owner until someone takes them over. Returns how many schedules
 * there are.
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
    await forgetShares({ platform, person }, tx);
    await forgetOwners(tx);
    const result = await tx
      .updateTable("subscriptions")
      .set({ owner: "", owner_name: null })
      .where("platform", "=", platform)
      .where("owner", "=", person)
      .executeTakeFirst();
    return Number(result.numUpdatedRows);
  });
}

/** Posts that a person shared stay, without their name. */
async function forgetShares({ platform, person }: { platform: string; person: string }, tx: Tx): Promise<void> {
  const shared = await tx
    .selectFrom("posts")
    .select(["key", "frame"])
    .where("platform", "=", platform)
    .where("kind", "=", "share")
    .where(
      sql<boolean>`cast(frame as text) like ${`%${JSON.stringify(person).replace(/[\\%_]/g, "\\$&")}%`} escape '\\'`,
    )
    .execute();
  for (const { key, frame } of shared) {
    const { sharedBy, ...rest } = readFrame(frame);
    if (sharedBy?.id === person) await keepFrame(key, rest, tx);
  }
}

/** An earlier version stored posts with their owners' names but not their ids, so all those names are removed. */
export async function forgetOwners(db: Database | Tx): Promise<void> {
  const named = await db
    .selectFrom("posts")
    .select(["key", "frame"])
    .where("kind", "=", "scheduled")
    .where(sql<boolean>`cast(frame as text) like '% set up by %'`)
    .execute();
  for (const { key, frame } of named) await keepFrame(key, ownedBy(null, readFrame(frame)), db);
}

async function keepFrame(key: string, frame: Frame, db: Database | Tx): Promise<void> {
  await db
    .updateTable("posts")
    .set({ frame: JSON.stringify(frame) })
    .where("key", "=", key)
    .execute();
}
