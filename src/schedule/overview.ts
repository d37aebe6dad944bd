import { sql } from "kysely";
import type { Database, DeliveryRow, DeliveryState, SubscriptionRow } from "#store";

/** What is going on, for pages and for whoever looks after the bot. */
export type Overview = {
  readonly subscriptions: { readonly active: number; readonly paused: number };
  readonly deliveries: Readonly<Partial<Record<DeliveryState, number>>>;
  /** How long what is most overdue has waited. */
  readonly dueLagMs: number;
};

/** Counts of all that is kept. */
export async function overviewOf(db: Database, nowMs: number): Promise<Overview> {
  const { rows } = await sql<{ active: number; paused: number; due: Date | null }>`
    select count(*) filter (where state = 'active') as active, count(*) filter (where state = 'paused') as paused,
      min(next_run_at) filter (where state = 'active') as due from subscriptions`.execute(db);
  const states = await sql<{ state: DeliveryState; count: number }>`
    select state, count(*) as count from deliveries group by state`.execute(db);
  const { active = 0, paused = 0, due } = rows[0] ?? {};
  return {
    subscriptions: { active, paused },
    deliveries: Object.fromEntries(states.rows.map(({ state, count }) => [state, count])),
    dueLagMs: due ? Math.max(0, nowMs - due.getTime()) : 0,
  };
}

/** The latest deliveries, newest first: all, or those in one state. */
export async function latestDeliveries(
  db: Database,
  { most = 100, state }: { most?: number; state?: DeliveryState } = {},
): Promise<readonly DeliveryRow[]> {
  const query = db.selectFrom("deliveries").selectAll().orderBy("changed_at", "desc").limit(most);
  return (state ? query.where("state", "=", state) : query).execute();
}

/** All subscriptions, by place. */
export async function allSubscriptions(db: Database, most = 500): Promise<readonly SubscriptionRow[]> {
  return db
    .selectFrom("subscriptions")
    .selectAll()
    .orderBy("platform")
    .orderBy("tenant")
    .orderBy("place")
    .limit(most)
    .execute();
}
