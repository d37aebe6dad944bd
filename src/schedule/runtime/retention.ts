import { sql } from "kysely";
import { type Database, type DeliveryState, differencesOf, TABLES, type Tables } from "#store";
import { forgetReportsFrom } from "../notify/reports.ts";
import { forgetOwners } from "../subscriptions/forget.ts";

const DAY_MS = 86_400_000;
/** Claims for reported problems are kept longer than others, so that a lasting problem is reported once. */
const PROBLEM = "problems:";
const PROBLEM_DAYS = 90;

/** Tables that people know by another name: they think of workspaces, not rows. */
const NAMES: Readonly<Record<string, string>> = {
  removed_tenants: "tenants",
  edition_statements: "editions",
  missed_questions: "counts",
  missed_people: "askers",
  missed_keys: "secrets",
};

/** How long each kind of data is kept, in days. */
export const KEPT_DAYS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    Object.entries(TABLES).flatMap(([name, { kept }]) => (kept ? [[nameOf(name), kept.days] as const] : [])),
  ),
  problems: PROBLEM_DAYS,
};

/** Listed by name, so that the index on states is used. */
const ENDED: readonly DeliveryState[] = ["sent", "unknown", "failed", "skipped"];

/** Removes data that has been kept long enough. */
export async function retain(db: Database, nowMs: number): Promise<void> {
  const before = (days: number) => new Date(nowMs - days * DAY_MS);
  for (const table of Object.keys(TABLES) as (keyof Tables)[]) {
    const { kept } = TABLES[table];
    if (!kept) continue;
    if (table === "removed_tenants") await removeTenants(db, before(kept.days));
    else
      await sql`delete from ${sql.table(table)}
        where ${sql.ref(kept.since)} < ${before(kept.days)} ${EXCEPT[table] ?? sql``}`.execute(db);
  }
  await db.deleteFrom("claims").where("claimed_at", "<", before(PROBLEM_DAYS)).execute();
  const { ago, tidy } = differencesOf(db);
  await sql`delete from replicas where seen_at < ${ago(DAY_MS)}`.execute(db);
  await forgetOwners(db);
  await tidy(db);
}

/** The rows of a table that stay anyway. */
const EXCEPT: Readonly<Partial<Record<keyof Tables, ReturnType<typeof sql>>>> = {
  deliveries: sql`and state in (${sql.join(ENDED)})`,
  // Of each story the newest stays: it is what the next one is compared with.
  editions: sql`and number < (select max(e.number) from editions e where e.topic = editions.topic)`,
  claims: sql`and key not like ${`${PROBLEM}%`}`,
};

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
      await sql`delete from said where subscription in (select id from subscriptions where ${of})`.execute(tx);
      await forgetReportsFrom({ platform, tenant }, tx);
      for (const [table, { columns }] of Object.entries(TABLES))
        if ("platform" in columns && "tenant" in columns)
          await sql`delete from ${sql.table(table)} where ${of}`.execute(tx);
    });
}

function nameOf(table: string): string {
  return NAMES[table] ?? table;
}
