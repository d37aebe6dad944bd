import { sql } from "kysely";
import type { Database } from "#store";

/** The state of the schedule, for pages and metrics. */
export type Overview = {
  readonly subscriptions: { readonly active: number; readonly paused: number };
  /** Deliveries that may need attention, each counted up to `MOST_COUNTED`. */
  readonly deliveries: Readonly<Record<"planned" | "sending" | "unknown" | "failed", number>>;
  /** How long the most overdue subscription has waited to be planned, in ms. */
  readonly dueLagMs: number;
};

/** Counting months of deliveries would take longer than a page may. */
export const MOST_COUNTED = 10_000;

export const NOTHING: Overview = {
  subscriptions: { active: 0, paused: 0 },
  deliveries: { planned: 0, sending: 0, unknown: 0, failed: 0 },
  dueLagMs: 0,
};

/** Counts what is scheduled and what is open. */
export async function overviewOf(db: Database, nowMs: number): Promise<Overview> {
  const counted = (state: keyof Overview["deliveries"]) =>
    sql<number>`(select count(*) from (select 1 from deliveries where state = ${state} limit ${MOST_COUNTED}) as counted)`;
  const { rows } = await sql<Counts>`
    select ${counted("planned")} as planned, ${counted("sending")} as sending, ${counted("unknown")} as unknown,
      ${counted("failed")} as failed, count(*) filter (where state = 'active') as active,
      count(*) filter (where state = 'paused') as paused, (
        select next_run_at from subscriptions where state = 'active' and next_run_at is not null
        order by next_run_at limit 1
      ) as due
    from subscriptions`.execute(db);
  const { active = 0, paused = 0, due, planned = 0, sending = 0, unknown = 0, failed = 0 } = rows[0] ?? {};
  return {
    subscriptions: { active, paused },
    deliveries: { planned, sending, unknown, failed },
    dueLagMs: due ? Math.max(0, nowMs - due.getTime()) : 0,
  };
}

type Counts = Overview["subscriptions"] & Overview["deliveries"] & { readonly due: Date | null };
