import type { SubscriptionRow, Tx } from "#store";
import { insertNotices } from "../notify/notices.ts";
import { placeOf } from "../rows/place-of-row.ts";
import { scheduleOf, type Titles } from "../rows/story-name.ts";

/**
 * Pauses schedules whose next run can't be calculated, e.g. in a zone that this version of Node doesn't know, and
 * notifies their owners: one of them must not block the others.
 */
export async function pauseUnreadable(
  rows: readonly Pick<SubscriptionRow, "id">[],
  { now, bot }: { readonly now: Date; readonly bot: Titles | undefined },
  tx: Tx,
): Promise<void> {
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id);
  // One that is no longer active was paused, and its owner notified, by a simultaneous check.
  const paused = await tx
    .updateTable("subscriptions")
    .set({ state: "paused", paused_reason: "times", next_run_at: null, changed_at: now })
    .where("id", "in", ids)
    .where("state", "=", "active")
    .returningAll()
    .execute();
  const notices = paused
    .filter(({ owner }) => owner !== "")
    .map((row) => ({
      about: placeOf(row),
      ...{ key: `paused:${row.id}:${now.toISOString()}:owner`, platform: row.platform, tenant: row.tenant },
      ...{ person: row.owner, subscription: row.id },
      text: `The ${scheduleOf(row, bot)} is paused: its next run can't be calculated in the time zone “${row.zone}”. Change its times or its time zone, then resume it.`,
    }));
  await insertNotices(notices, now, tx);
}

/** Converts rows, separating those that can't be converted. */
export function readable<Row, Made>(rows: readonly Row[], make: (row: Row) => Made) {
  const made: { row: Row; made: Made }[] = [];
  const unreadable: Row[] = [];
  for (const row of rows) {
    try {
      made.push({ row, made: make(row) });
    } catch {
      unreadable.push(row);
    }
  }
  return { made, unreadable };
}
