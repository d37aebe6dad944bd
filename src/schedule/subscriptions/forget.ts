import { sql } from "kysely";
import { type Database, TABLES, type Tx, type Within } from "#store";
import { forgetReportsBy } from "../notify/reports.ts";
import { ownedBy } from "../post/frame.ts";
import { type Frame, readFrame } from "../post/wording.ts";

type Who = { readonly platform: string; readonly person: string };

/**
 * Removes what is stored about a person, as the facts of each table say: their name and id on schedules and shared answers,
 * their notices, drafts and reports. Their schedules keep running without an owner until someone takes them over. Returns
 * how many schedules there are.
 */
export async function forgetPerson(who: Who, db: Database): Promise<number> {
  return db.transaction().execute(async (tx) => {
    let schedules = 0;
    for (const [table, { people }] of Object.entries(TABLES))
      for (const one of people)
        if ("within" in one) await FORGET_WITHIN[one.within](who, tx);
        else if ("id" in one) {
          const rows = await forgetRows(table, one, who, tx);
          if (table === "subscriptions") schedules = rows;
        }
    return schedules;
  });
}

/** Where people are named within other text. */
const FORGET_WITHIN: Readonly<Record<Within, (who: Who, tx: Tx) => Promise<void>>> = {
  reports: forgetReportsBy,
  async frames(who, tx) {
    await forgetShares(who, tx);
    await forgetOwners(tx);
  },
};

/** Deletes or changes somebody's rows; returns how many. */
async function forgetRows(
  table: string,
  facts: { readonly id: string; readonly platform: string; readonly forgotten: "row" | object },
  { platform, person }: Who,
  tx: Tx,
): Promise<number> {
  const { forgotten } = facts;
  const theirs = sql`where ${sql.ref(facts.platform)} = ${platform} and ${sql.ref(facts.id)} = ${person}`;
  const what =
    forgotten === "row"
      ? sql`delete from ${sql.table(table)} ${theirs}`
      : sql`update ${sql.table(table)} set ${sql.join(
          Object.entries(forgotten).map(([name, value]) => sql`${sql.ref(name)} = ${value}`),
        )} ${theirs}`;
  const { numAffectedRows } = await what.execute(tx);
  return Number(numAffectedRows);
}

/** Posts that a person shared stay, without their name. */
async function forgetShares({ platform, person }: Who, tx: Tx): Promise<void> {
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
