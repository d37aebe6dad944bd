import { sql } from "kysely";
import { type Database, type DeliveryState, differencesOf } from "#store";
import { forgetReportsFrom } from "../notify/reports.ts";

const DAY_MS = 86_400_000;

/** How long each is kept, in days. */
export const KEPT_DAYS = {
  deliveries: 90,
  posts: 90,
  notices: 90,
  claims: 2,
  problems: 90,
  drafts: 1,
  tenants: 30,
} as const;

/** By name, so that the index on states serves. */
const ENDED: readonly DeliveryState[] = ["sent", "unknown", "failed", "skipped"];

/** Removes what has been kept for long enough. */
export async function retain(db: Database, nowMs: number): Promise<void> {
  const before = (days: number) => new Date(nowMs - days * DAY_MS);
  const { ago, tidy } = differencesOf(db);
  await db
    .deleteFrom("deliveries")
    .where("changed_at", "<", before(KEPT_DAYS.deliveries))
    .where("state", "in", ENDED)
    .execute();
  await db.deleteFrom("posts").where("posted_at", "<", before(KEPT_DAYS.posts)).execute();
  await db.deleteFrom("notices").where("made_at", "<", before(KEPT_DAYS.notices)).execute();
  for (const [days, isProblem] of [
    [KEPT_DAYS.problems, true],
    [KEPT_DAYS.claims, false],
  ] as const)
    await db
      .deleteFrom("claims")
      .where("claimed_at", "<", before(days))
      .where("key", isProblem ? "like" : "not like", "problems:%")
      .execute();
  await db.deleteFrom("drafts").where("made_at", "<", before(KEPT_DAYS.drafts)).execute();
  await sql`delete from replicas where seen_at < ${ago(DAY_MS)}`.execute(db);
  await removeTenants(db, before(KEPT_DAYS.tenants));
  await tidy(db);
}

/**
 * Everything of a workspace or server that the bot was removed from a month ago. Not every platform tells of a return:
 * where something was posted since, or a schedule resumed, it is there.
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
      await sql`delete from said where subscription in (select id from subscriptions where ${of})`.execute(tx);
      await forgetReportsFrom({ platform, tenant }, tx);
      for (const table of ["subscriptions", "deliveries", "posts", "notices", "removed_tenants"])
        await sql`delete from ${sql.table(table)} where ${of}`.execute(tx);
    });
}
