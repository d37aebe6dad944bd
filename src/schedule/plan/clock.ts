import { sql } from "kysely";
import { type Database, differencesOf, type SubscriptionRow, type Tx } from "#store";
import { nextRun } from "../times/runs.ts";
import { pauseUnreadable, readable } from "./unreadable.ts";

/** A clock that goes back by less is being corrected, not set. */
export const SET_BACK_MS = 60_000;

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
export async function computeNextRuns(db: Database, nowMs: number, { all }: { readonly all: boolean }): Promise<void> {
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
    await setNextRuns(rows, nowMs, db);
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last.id;
  }
}

async function setNextRuns(rows: readonly SubscriptionRow[], nowMs: number, db: Database): Promise<void> {
  const { made, unreadable } = readable(rows, ({ cron, zone }) => nextRun(cron, zone, nowMs));
  if (unreadable.length > 0) await db.transaction().execute((tx) => pauseUnreadable(unreadable, new Date(nowMs), tx));
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
 * After the clock was set back: what it did while it ran ahead is put right. Next runs are computed anew and lanes are
 * free. A slot that is still to come and was skipped, or was posted before its time by the platform's own clock, is
 * displaced, so that it is planned when its time truly comes. One that was posted at its time is not posted again.
 */
export async function recoverFromSetBack(db: Database, nowMs: number): Promise<void> {
  const now = new Date(nowMs);
  await db.updateTable("lanes").set({ free_at: now }).where("free_at", ">", now).execute();
  await db.transaction().execute((tx) => displaceFuture(now, tx));
  await computeNextRuns(db, nowMs, { all: true });
}

async function displaceFuture(now: Date, tx: Tx): Promise<void> {
  await tx
    .deleteFrom("deliveries")
    .where("slot", ">", now)
    .where("state", "=", "planned")
    .where("claimed_by", "is", null)
    .where("by_hand", "=", false)
    .execute();
  const future = await tx
    .selectFrom("deliveries")
    .select(["id", "slot", "state", "posted_at"])
    .where("slot", ">", now)
    .where("displaced", "=", false)
    .where("by_hand", "=", false)
    .where("state", "in", ["skipped", "failed", "sent"])
    .execute();
  const untrue = future.filter(
    ({ state, slot, posted_at }) =>
      state !== "sent" || (posted_at !== null && posted_at.getTime() < slot.getTime() - SET_BACK_MS),
  );
  for (let from = 0; from < untrue.length; from += PAGE)
    await tx
      .updateTable("deliveries")
      .set({ displaced: true, changed_at: now })
      .where(
        "id",
        "in",
        untrue.slice(from, from + PAGE).map(({ id }) => id),
      )
      .execute();
  await tx.updateTable("deliveries").set({ changed_at: now }).where("changed_at", ">", now).execute();
}

const PAGE = 500;
