import { sql } from "kysely";
import type { Place } from "#chat";
import type { Database } from "#store";
import { insertNotices } from "./notices.ts";
import { HEARD, OWNER, WEEKLY } from "./owner-keys.ts";

/** Counts for a week: what ran, by its outcome, and what waits for somebody. */
export type Week = {
  readonly posted: number;
  /** Ran, and had nothing new to post. */
  readonly unchanged: number;
  /** Ran, and was not posted for another reason. */
  readonly skipped: number;
  readonly failed: number;
  readonly unconfirmed: number;
  readonly active: number;
  readonly paused: number;
  readonly reports: number;
  /** Reporters who still wait to hear what comes of their reports. */
  readonly waiting: number;
};

const DAY_MS = 86_400_000;
/**
 * Monday at eight UTC: working hours in Europe and Africa, and not the middle of the night before a working day
 * elsewhere.
 */
const HOUR = 8;

/**
 * Plans the operator's summary of the week up to last Monday, once for all processes. Skips weeks before anything was
 * scheduled.
 */
export async function tellWeek(overdue: number, operator: Place, now: Date, db: Database): Promise<void> {
  const until = lastTurn(now);
  const since = new Date(until.getTime() - 7 * DAY_MS);
  const key = `${WEEKLY}:${until.toISOString().slice(0, 10)}:operator`;
  const told = await db.selectFrom("notices").select("key").where("key", "=", key).executeTakeFirst();
  if (told || !(await wasScheduled(until, db))) return;
  const text = sayWeek(await weekOf(since, until, db), overdue, since);
  const { platform, tenant } = operator;
  const notice = { key, platform, tenant, person: null, subscription: null, text };
  await db.transaction().execute((tx) => insertNotices([notice], now, tx));
}

/** The latest Monday at `HOUR`. */
function lastTurn(now: Date): Date {
  const sinceMonday = (now.getUTCDay() + 6) % 7;
  const turn = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() - sinceMonday, HOUR);
  return new Date(turn > now.getTime() ? turn - 7 * DAY_MS : turn);
}

async function wasScheduled(before: Date, db: Database): Promise<boolean> {
  const { rows } = await sql`select 1 from subscriptions where made_at < ${before} limit 1`.execute(db);
  return rows.length > 0;
}

async function weekOf(since: Date, until: Date, db: Database): Promise<Week> {
  const within = (column: string) => sql`${sql.ref(column)} >= ${since} and ${sql.ref(column)} < ${until}`;
  const { rows } = await sql<Week>`
    select count(*) filter (where state = 'sent') as posted,
      count(*) filter (where state = 'skipped' and reason = 'unchanged') as unchanged,
      count(*) filter (where state = 'skipped' and reason is distinct from 'unchanged') as skipped,
      count(*) filter (where state = 'failed') as failed,
      count(*) filter (where state = 'unknown') as unconfirmed,
      (select count(*) from subscriptions where state = 'active') as active,
      (select count(*) from subscriptions where state = 'paused') as paused,
      (select count(*) from notices where (key like 'report:%' or key like ${`${OWNER}:report:%`})
        and ${within("made_at")}) as reports,
      (select count(*) from notices where key like ${`${HEARD}:%`} and state = 'planned' and due_at > ${until}) as waiting
    from deliveries where state in ('sent', 'skipped', 'failed', 'unknown') and ${within("changed_at")}`.execute(db);
  const [week] = rows;
  if (!week) throw new Error("a count without a row");
  return week;
}

/** One line each: what ran apart from what was posted. */
function sayWeek(week: Week, overdue: number, since: Date): string {
  const { posted, unchanged, skipped, failed, unconfirmed, active, paused, reports, waiting } = week;
  const ran = posted + unchanged + skipped + failed + unconfirmed;
  const parts = [
    `${posted} posted`,
    `${unchanged} had nothing new`,
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(unconfirmed > 0 ? [`${unconfirmed} unconfirmed`] : []),
  ];
  return [
    `Scheduled briefings in the seven days from ${since.toISOString().slice(0, 10)}: ${ran} ran${ran === 0 ? "" : `, ${parts.join(", ")}`}.`,
    `Schedules: ${active} active, ${paused} paused.`,
    `Stories overdue for a check: ${overdue}.`,
    `Reported mistakes: ${reports} in these days, ${waiting} still open.`,
    "WEEKLY=no turns this message off.",
  ].join("\n");
}
