import { sql } from "kysely";
import { type Database, differencesOf, TABLES } from "#store";
import { forgetReportsFrom } from "../notify/reports.ts";
import { forgetOwners } from "../subscriptions/forget.ts";

const DAY_MS = 86_400_000;

/** Removes data that has been kept long enough. */
export async function retain(db: Database, nowMs: number): Promise<void> {
  const { ago, tidy } = differencesOf(db);
  for (const [table, facts] of Object.entries(TABLES))
    for (const kept of facts.kept) {
      if (kept.days === undefined) continue;
      const { since, only = sql`true`, byItsClock, withItsTenant } = kept;
      const before = new Date(nowMs - kept.days * DAY_MS);
      if (withItsTenant) await removeTenants(db, before);
      else
        await sql`delete from ${sql.table(table)}
          where ${sql.ref(since)} < ${byItsClock ? ago(kept.days * DAY_MS) : before} and ${only}`.execute(db);
    }
  await forgetOwners(db);
  await tidy(db);
}

/**
 * Removes everything of a workspace or server that the bot was removed from a month ago. Not every platform reports a
 * return: if something was posted since, or a schedule resumed, the bot is back.
 */
async function removeTenants(db: Database, before: Date): Promise<void> {
  await sql`delete from removed_tenants as r where r.removed_at < ${before} and (
    exists (select 1 from subscriptions s where s.platform = r.platform and s.tenant = r.tenant and s.state = 'active')
    or exists (select 1 from posts p where p.platform = r.platform and p.tenant = r.tenant and p.posted_at > r.removed_at)
  )`.execute(db);
  const gone = await db.selectFrom("removed_tenants").selectAll().where("removed_at", "<", before).execute();
  for (const { platform, tenant } of gone)
    await db.transaction().execute(async (tx) => {
      const of = sql`platform = ${platform} and tenant = ${tenant}`;
      // What is a part of another row first: that row tells whose it is.
      for (const [table, { tenant: whose }] of Object.entries(TABLES))
        if (typeof whose === "object")
          await sql`delete from ${sql.table(table)} where ${sql.ref(whose.by)} in
            (select ${sql.ref(TABLES[whose.partOf].key[0])} from ${sql.table(whose.partOf)} where ${of})`.execute(tx);
      await forgetReportsFrom({ platform, tenant }, tx);
      for (const [table, { tenant: whose }] of Object.entries(TABLES))
        if (whose === "own") await sql`delete from ${sql.table(table)} where ${of}`.execute(tx);
    });
}
