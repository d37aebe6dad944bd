import { sql } from "kysely";
import { type Database, differencesOf, type SubscriptionRow, type Tx } from "#store";
import { planAgain, SET_BACK_MS } from "../rows/early-slots.ts";
import type { Titles } from "../rows/story-name.ts";
import { dueOnChange, onChangeOf } from "../times/on-change.ts";
import { nextRun } from "../times/runs.ts";
import { postedLately } from "./plan-on-change.ts";
import { pauseUnreadable, readable } from "./unreadable.ts";

/** When the schedule last looked for due slots: a clock behind that was set back, perhaps while nothing ran. */
export async function lastLook(db: Database): Promise<number | undefined> {
  const row = await db.selectFrom("moments").select("at").where("name", "=", LAST_LOOK).executeTakeFirst();
  return row?.at.getTime();
}

/** Stores that moment, even if it is earlier than the previous one. */
export async function keepLastLook(db: Database, nowMs: number): Promise<void> {
  await db
    .insertInto("moments")
    .values({ name: LAST_LOOK, at: new Date(nowMs) })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ at: new Date(nowMs) }))
    .execute();
}

const LAST_LOOK = "last look for what is due";

/**
 * Computes the next run, from now, of every active subscription that has none. `all`: also of those with a future one,
 * which a wrong clock may have computed.
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
  const following = rows.filter(({ cron }) => onChangeOf(cron)).map(({ id }) => id);
  const posted = await postedLately(following, new Date(nowMs), db);
  const { made, unreadable } = readable(rows, ({ id, cron, zone, next_run_at }) => {
    const onChange = onChangeOf(cron);
    if (!onChange) return nextRun(cron, zone, nowMs);
    return next_run_at === null ? undefined : dueOnChange(onChange, zone, nowMs, posted.get(id));
  });
  if (unreadable.length > 0)
    await db.transaction().execute((tx) => pauseUnreadable(unreadable, { now: new Date(nowMs), bot }, tx));
  const { rows: table } = differencesOf(db);
  const runs = made.flatMap(({ row: { id, next_run_at: was }, made: atMs }) =>
    // A run that is too early is merely planned early; one that is too late would skip runs.
    atMs === undefined || (was !== null && was.getTime() <= atMs)
      ? []
      : [{ subscription: id, run_at: new Date(atMs), was }],
  );
  if (runs.length === 0) return;
  // Leave alone any that was changed or planned meanwhile.
  await sql`update subscriptions as s set next_run_at = r.run_at
    from ${table(runs, { subscription: "text", run_at: "instant", was: "instant" })}
    where s.id = r.subscription and s.state = 'active' and s.next_run_at is not distinct from r.was`.execute(db);
}

/**
 * After the clock was set back: corrects what was done while it was ahead, as far as the true time is known. Computes next
 * runs again, and stops waiting for times that only the wrong clock was near. A slot that the wrong clock passed over, or
 * that was posted early by the platform's clock, is displaced and planned again for its real time; one that was posted on
 * time is not posted again.
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

/** Wakes unclaimed work that would otherwise wait until the time that the wrong clock showed. */
async function wakeWaiting(now: Date, tx: Tx): Promise<void> {
  await tx
    .updateTable("deliveries")
    .set({ due_at: now })
    .where("state", "in", ["planned", "sending"])
    .where("claimed_by", "is", null)
    .where("due_at", ">", now)
    .execute();
  // When it was first tried is no longer known: assume that the platform has forgotten it.
  await tx.updateTable("deliveries").set({ first_tried_at: null }).where("first_tried_at", ">", now).execute();
}

type Displaced = { readonly subscription: string; readonly slot: Date };

/** Displaces the slots that the wrong clock used up. Returns those to plan again. */
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
    // Whenever it was planned, it ended by the wrong clock.
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
