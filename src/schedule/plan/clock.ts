import { sql } from "kysely";
import { type Database, differencesOf, type SubscriptionRow, type Tx } from "#store";
import { planAgain, SET_BACK_MS } from "../rows/early.ts";
import type { Titles } from "../rows/story-name.ts";
import { nextRun } from "../times/runs.ts";
import { pauseUnreadable, readable } from "./unreadable.ts";

/** When the schedule last looked for what is due: a clock that is behind that was set back, perhaps while nobody ran. */
export async function lastLook(db: Database): Promise<number | undefined> {
  const row = await db.selectFrom("moments").select("at").where("name", "=", LAST_LOOK).executeTakeFirst();
  return row?.at.getTime();
}

/** Keeps that moment, whether it is later than the one before or not. */
export async function keepLastLook(db: Database, nowMs: number): Promise<void> {
  await db
    .insertInto("moments")
    .values({ name: LAST_LOOK, at: new Date(nowMs) })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ at: new Date(nowMs) }))
    .execute();
}

const LAST_LOOK = "last look for what is due";

/**
 * Computes the next run of every active subscription that has none, from now. `all`: also of those that have one which is
 * still to come, since it may have been computed by a clock that was wrong.
 */
export async function computeNextRuns(
  db: Database,
  nowMs: number,
  { all, bot }: { readonly all: boolean; readonly bot: Titles | undefined },
): Promise<void> {
  for (let after = ""; ; ) {
    const rows = await db
      .selectFrom("subscriptions")
      .selectAll()
      .where("state", "=", "active")
      .where(({ or, eb }) =>
        or([eb("next_run_at", "is", null), ...(all ? [eb("next_run_at", ">", new Date(nowMs))] : [])]),
      )
      .where("id", ">", after)
      .orderBy("id")
      .limit(PAGE)
      .execute();
    await setNextRuns(rows, nowMs, bot, db);
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last.id;
  }
}

async function setNextRuns(
  rows: readonly SubscriptionRow[],
  nowMs: number,
  bot: Titles | undefined,
  db: Database,
): Promise<void> {
  const { made, unreadable } = readable(rows, ({ cron, zone }) => nextRun(cron, zone, nowMs));
  if (unreadable.length > 0)
    await db.transaction().execute((tx) => pauseUnreadable(unreadable, { now: new Date(nowMs), bot }, tx));
  const { rows: table } = differencesOf(db);
  const runs = made.flatMap(({ row: { id, next_run_at: was }, made: atMs }) =>
    // One that comes too early is due too early, and planned then; one that comes too late would sleep through its runs.
    atMs === undefined || (was !== null && was.getTime() <= atMs)
      ? []
      : [{ subscription: id, run_at: new Date(atMs), was }],
  );
  if (runs.length === 0) return;
  // Whoever changed or planned one meanwhile knows better.
  await sql`update subscriptions as s set next_run_at = r.run_at
    from ${table(runs, { subscription: "text", run_at: "instant", was: "instant" })}
    where s.id = r.subscription and s.state = 'active' and s.next_run_at is not distinct from r.was`.execute(db);
}

/**
 * After the clock was set back: what was done while it ran ahead is put right, by what is known of the true time. Next
 * runs are computed anew, and what waits is not kept waiting for a time that was never near. A slot that was passed over
 * by the wrong clock, or posted before its time by the platform's own, is displaced and planned when its time truly
 * comes; one that was posted at its time is not posted again.
 */
export async function recoverFromSetBack(db: Database, nowMs: number, bot: Titles): Promise<void> {
  const now = new Date(nowMs);
  await db.updateTable("lanes").set({ free_at: now }).where("free_at", ">", now).execute();
  await db.updateTable("said").set({ said_at: now }).where("said_at", ">", now).execute();
  await db.transaction().execute(async (tx) => {
    await wakeWaiting(now, tx);
    const again = await displace(now, tx);
    await planAgain(again, tx);
  });
  await computeNextRuns(db, nowMs, { all: true, bot });
}

/** What nobody has in hand, and would be asleep until the time that the wrong clock showed. */
async function wakeWaiting(now: Date, tx: Tx): Promise<void> {
  await tx
    .updateTable("deliveries")
    .set({ due_at: now })
    .where("state", "in", ["planned", "sending"])
    .where("claimed_by", "is", null)
    .where("due_at", ">", now)
    .execute();
  // How long ago it was first tried is not known any more: too long for the platform to remember.
  await tx.updateTable("deliveries").set({ first_tried_at: null }).where("first_tried_at", ">", now).execute();
}

type Displaced = { readonly subscription: string; readonly slot: Date };

/** Displaces what the wrong clock has used up. Tells the slots that are planned again. */
async function displace(now: Date, tx: Tx): Promise<readonly Displaced[]> {
  const planned = await tx
    .deleteFrom("deliveries")
    .where("slot", ">", now)
    .where("state", "=", "planned")
    .where("claimed_by", "is", null)
    .where("by_hand", "=", false)
    .returning(["subscription", "slot"])
    .execute();
  const made = await tx
    .selectFrom("deliveries")
    .select(["id", "subscription", "slot", "state", "posted_at"])
    // Whenever it was planned: it ended by the wrong clock.
    .where("changed_at", ">", now)
    .where("displaced", "=", false)
    .where("by_hand", "=", false)
    .where("state", "in", ["skipped", "failed", "sent"])
    .execute();
  const untrue = made.filter(
    ({ state, slot, posted_at }) =>
      state !== "sent" || (posted_at !== null && posted_at.getTime() < slot.getTime() - SET_BACK_MS),
  );
  for (let from = 0; from < untrue.length; from += PAGE)
    await tx
      .updateTable("deliveries")
      .set({ displaced: true })
      .where(
        "id",
        "in",
        untrue.slice(from, from + PAGE).map(({ id }) => id),
      )
      .execute();
  await tx
    .updateTable("deliveries")
    .set({ made_at: now, changed_at: now })
    .where(({ or, eb }) => or([eb("made_at", ">", now), eb("changed_at", ">", now)]))
    .execute();
  return [...planned, ...untrue];
}

const PAGE = 500;
