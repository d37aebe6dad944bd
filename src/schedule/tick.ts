import { sql } from "kysely";
import type { SubscriptionRow, Tx } from "#store";
import type { Paces } from "./pace.ts";
import { placeOf } from "./place.ts";
import type { Room } from "./room.ts";
import { lastRun, nextRun } from "./runs.ts";
import { spread } from "./spread.ts";
import { pauseUnreadable, readable } from "./unreadable.ts";

export type TickOptions = {
  readonly now: () => number;
  readonly newId: () => string;
  readonly paces: Paces;
  /** A slot this long past is not made up for. */
  readonly graceMs: number;
};

/** A transaction takes so many at most, so that nobody waits long for it. */
const CHUNK = 125;
/** A delivery is told to be late when it was not planned within this of its slot. */
const LATE_MS = 5 * 60_000;

/** What becomes of one due subscription. */
type Due = {
  id: string;
  subscription: string;
  slot: Date;
  state: "planned" | "skipped";
  reason: string | null;
  late: boolean;
  job: string | null;
} & Pick<SubscriptionRow, "platform" | "tenant" | "place">;

/** Plans every slot that has fallen due, once each, and moves its subscription on to the next. Tells how many are planned. */
export async function tick(room: Room, options: TickOptions): Promise<{ planned: number }> {
  let planned = 0;
  for (;;) {
    const chunk = await room.db.transaction().execute((tx) => planChunk(room, tx, options));
    planned += chunk.planned;
    if (chunk.taken < CHUNK) return { planned };
    await letOthersIn();
  }
}

async function planChunk({ jobs }: Room, tx: Tx, options: TickOptions) {
  const nowMs = options.now();
  const due = await tx
    .selectFrom("subscriptions")
    .selectAll()
    .where("state", "=", "active")
    .where("next_run_at", "<=", new Date(nowMs))
    .orderBy("next_run_at")
    .limit(CHUNK)
    .forUpdate()
    .skipLocked()
    .execute();
  if (due.length === 0) return { taken: 0, planned: 0 };
  const { made: read, unreadable } = readable(due, (subscription) => slotsOf(subscription, nowMs, options));
  await pauseUnreadable(unreadable, new Date(nowMs), tx);
  const rows = read.flatMap(({ made }) => made);
  await letOthersIn();
  const made = new Set(await insertDeliveries(rows, new Date(nowMs), tx));
  await letOthersIn();
  const planned = rows.filter(({ id, job }) => job !== null && made.has(id));
  const delays = await spread(planned.map(placeOf), options.paces, nowMs, tx);
  await jobs.enqueue(
    planned.map(({ id, job }, index) => ({ id: job as string, delivery: id, afterMs: delays[index] ?? 0 })),
    tx,
  );
  await letOthersIn();
  await moveOn(
    read.map(({ row }) => row),
    nowMs,
    tx,
  );
  return { taken: due.length, planned: planned.length };
}

/** The embedded database answers each question without letting any other event in. */
function letOthersIn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The latest slot up to now, unless it is too long ago; those before it are told in one row. */
function slotsOf(subscription: SubscriptionRow, nowMs: number, { newId, graceMs }: TickOptions): Due[] {
  const { id, cron, zone, platform, tenant, place, next_run_at } = subscription;
  const firstMs = next_run_at?.getTime() ?? nowMs;
  const { atMs, missed } = lastRun(cron, zone, firstMs, nowMs);
  const agoMs = nowMs - atMs;
  const base = { subscription: id, platform, tenant, place };
  const skipped = (slotMs: number, reason: string): Due => {
    return { ...base, id: newId(), slot: new Date(slotMs), state: "skipped", reason, late: false, job: null };
  };
  const before = missed > 0 ? [skipped(firstMs, `missed: ${missed} up to ${new Date(atMs - 1).toISOString()}`)] : [];
  if (agoMs > graceMs) return [...before, skipped(atMs, "missed: too long ago")];
  const late = agoMs > LATE_MS;
  return [
    ...before,
    { ...base, id: newId(), slot: new Date(atMs), state: "planned", reason: null, late, job: newId() },
  ];
}

/** Inserts what is not there yet: a slot that was planned before, as before a clock was set back, stays as it is. */
async function insertDeliveries(rows: readonly Due[], now: Date, tx: Tx): Promise<string[]> {
  const { rows: made } = await sql<{ id: string }>`
    insert into deliveries (id, subscription, slot, platform, tenant, place, state, reason, late, job, made_at, changed_at)
    select id, subscription, slot, platform, tenant, place, state, reason, late, job, ${now}, ${now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as d(id uuid, subscription text, slot timestamptz,
      platform text, tenant text, place text, state text, reason text, late boolean, job uuid)
    on conflict (subscription, slot) do nothing returning id`.execute(tx);
  return made.map(({ id }) => id);
}

async function moveOn(due: readonly SubscriptionRow[], nowMs: number, tx: Tx): Promise<void> {
  const next = due.map(({ id, cron, zone }) => {
    const atMs = nextRun(cron, zone, nowMs);
    return { id, next_run_at: atMs === undefined ? null : new Date(atMs) };
  });
  await sql`update subscriptions s set next_run_at = d.next_run_at
    from jsonb_to_recordset(${JSON.stringify(next)}::jsonb) as d(id text, next_run_at timestamptz)
    where s.id = d.id`.execute(tx);
}
