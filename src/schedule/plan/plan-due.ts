import { sql } from "kysely";
import { type Database, differencesOf, type SubscriptionRow, type Tx } from "#store";
import { insertNotices } from "../notify/notices.ts";
import type { Paces } from "../pace/pacer.ts";
import { spread } from "../pace/rate-lanes.ts";
import { placeOf } from "../rows/place-of-row.ts";
import { briefingOf, type Titles } from "../rows/story-name.ts";
import { onChangeOf } from "../times/on-change.ts";
import { lastRun, nextRun } from "../times/runs.ts";
import { pauseUnreadable, readable } from "./unreadable.ts";

export type TickOptions = {
  readonly now: () => number;
  readonly newId: () => string;
  readonly paces: Paces;
  /** A slot overdue by more than this is skipped. */
  readonly graceMs: number;
  /** The titles of stories. */
  readonly bot?: Titles;
};

/** The most subscriptions per transaction, so that nobody waits long for it. */
const CHUNK = 250;
/** A delivery counts as late if it was planned this long after its slot. */
const LATE_MS = 5 * 60_000;

/** What happens to one due subscription. */
type Due = {
  readonly id: string;
  readonly subscription: string;
  readonly slot: Date;
  readonly state: "planned" | "skipped";
  readonly reason: string | null;
  readonly late: boolean;
} & Pick<SubscriptionRow, "platform" | "tenant" | "place">;

/** Plans every due slot once, and moves its subscription on to the next. Returns how many were planned. */
export async function tick(db: Database, options: TickOptions): Promise<{ planned: number }> {
  let planned = 0;
  for (;;) {
    const chunk = await db.transaction().execute((tx) => planChunk(tx, options));
    planned += chunk.planned;
    if (chunk.taken < CHUNK) return { planned };
  }
}

async function planChunk(tx: Tx, options: TickOptions) {
  const nowMs = options.now();
  const due = await tx
    .selectFrom("subscriptions")
    .selectAll()
    .where("state", "=", "active")
    .where("next_run_at", "<=", new Date(nowMs))
    .orderBy("next_run_at")
    .limit(CHUNK)
    .modifyEnd(differencesOf(tx).skipLocked)
    .execute();
  if (due.length === 0) return { taken: 0, planned: 0 };
  const { made: read, unreadable } = readable(due, (subscription) => slotsOf(subscription, nowMs, options));
  await pauseUnreadable(unreadable, { now: new Date(nowMs), bot: options.bot }, tx);
  const rows = read.flatMap(({ made }) => made);
  const planned = rows.filter(({ state }) => state === "planned");
  const delays = await spread(planned.map(placeOf), { paces: options.paces, prefix: "plan", nowMs }, tx);
  const dueAt = new Map(planned.map(({ id }, index) => [id, new Date(nowMs + (delays[index] ?? 0))]));
  await insertDeliveries(rows, dueAt, new Date(nowMs), tx);
  const subscriptions = read.map(({ row }) => row);
  await tellMissed(
    read.filter(({ made }) => made.every(({ state }) => state === "skipped")).map(({ row }) => row),
    new Date(nowMs),
    options.bot,
    tx,
  );
  await moveOn(subscriptions, nowMs, tx);
  return { taken: due.length, planned: planned.length };
}

/** The latest slot up to now, unless it is too old; earlier ones are recorded in one row. */
function slotsOf(subscription: SubscriptionRow, nowMs: number, { newId, graceMs }: TickOptions): Due[] {
  const { id, cron, zone, platform, tenant, place, next_run_at } = subscription;
  const firstMs = next_run_at?.getTime() ?? nowMs;
  const { atMs, missed } = lastRun(cron, zone, firstMs, nowMs);
  const agoMs = nowMs - atMs;
  const base = { subscription: id, platform, tenant, place };
  const skipped = (slotMs: number, reason: string): Due => {
    return { ...base, id: newId(), slot: new Date(slotMs), state: "skipped", reason, late: false };
  };
  const before = missed > 0 ? [skipped(firstMs, `missed: ${missed} up to ${new Date(atMs - 1).toISOString()}`)] : [];
  // No later run would make up for it: post changes late rather than never.
  if (agoMs > graceMs && onChangeOf(cron))
    return [{ ...base, id: newId(), slot: new Date(nowMs), state: "planned", reason: null, late: true }];
  if (agoMs > graceMs) return [...before, skipped(atMs, "missed: too long ago")];
  const late = agoMs > LATE_MS;
  return [...before, { ...base, id: newId(), slot: new Date(atMs), state: "planned", reason: null, late }];
}

/** Notifies owners of slots that came due while nothing ran and are now too late to post. */
async function tellMissed(rows: readonly SubscriptionRow[], now: Date, bot: Titles | undefined, tx: Tx): Promise<void> {
  const notices = rows
    .filter(({ owner }) => owner !== "")
    .map((row) => {
      const slot = row.next_run_at ?? now;
      return {
        ...{ key: `missed:${row.id}:${slot.toISOString()}:owner`, platform: row.platform, tenant: row.tenant },
        ...{ person: row.owner, subscription: null, about: placeOf(row) },
        text: `The ${briefingOf(row, slot.getTime(), bot)} was not posted: the bot was not running at the time, and now it is too late. The schedule goes on.`,
      };
    });
  await insertNotices(notices, now, tx);
}

/** Inserts new deliveries; a slot that is already planned, e.g. before a clock was set back, stays as it is. */
async function insertDeliveries(
  rows: readonly Due[],
  dueAt: ReadonlyMap<string, Date>,
  now: Date,
  tx: Tx,
): Promise<void> {
  const { rows: table, instant } = differencesOf(tx);
  const given = table(
    rows.map((row) => ({ ...row, due_at: dueAt.get(row.id) ?? row.slot })),
    {
      ...{ id: "uuid", subscription: "text", slot: "instant", platform: "text", tenant: "text", place: "text" },
      ...{ state: "text", reason: "text", late: "boolean", due_at: "instant" },
    },
  );
  await sql`
    insert into deliveries
      (id, subscription, slot, platform, tenant, place, state, reason, late, due_at, repeat, made_at, changed_at)
    select r.id, r.subscription, r.slot, r.platform, r.tenant, r.place, r.state, r.reason, r.late, r.due_at,
      (select count(*) from deliveries x where x.subscription = r.subscription and x.slot = r.slot and x.displaced),
      ${instant(now)}, ${instant(now)}
    from ${given} where true
    on conflict (subscription, slot, repeat) do nothing`.execute(tx);
}

async function moveOn(due: readonly SubscriptionRow[], nowMs: number, tx: Tx): Promise<void> {
  if (due.length === 0) return;
  const { rows: table } = differencesOf(tx);
  const next = due.map(({ id, cron, zone }) => {
    const atMs = nextRun(cron, zone, nowMs);
    return { subscription: id, run_at: atMs === undefined ? null : new Date(atMs) };
  });
  await sql`update subscriptions set next_run_at = r.run_at
    from ${table(next, { subscription: "text", run_at: "instant" })} where id = r.subscription`.execute(tx);
}
