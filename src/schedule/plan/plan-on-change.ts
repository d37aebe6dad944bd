import { type Database, differencesOf, type Tx } from "#store";
import { dueOnChange, ON_CHANGE, onChangeOf } from "../times/on-change.ts";
import { problemWithZone } from "../times/runs.ts";

/** The most subscriptions per query. */
const PAGE = 500;
/** No local day is longer, and no waiting post is due later. */
const LOOKED_BACK_MS = 48 * 3_600_000;

/**
 * A story has changed: plans posts of the schedules that follow its changes, once more changes have had time to come.
 * Call in the transaction that records the change, so that none is missed.
 */
export async function gatherChange(topic: string, now: Date, tx: Tx): Promise<void> {
  for (let after = ""; ; ) {
    // Locked before checking whether a post is waiting: another process may be planning it right now.
    const rows = await tx
      .selectFrom("subscriptions")
      .select(["id", "topic", "cron", "zone", "next_run_at"])
      .where("state", "=", "active")
      .where(({ or, eb }) => or([eb("topic", "=", "all"), eb("topic", "like", `%${topic}%`)]))
      .where("cron", "like", `${ON_CHANGE}%`)
      .where("id", ">", after)
      .orderBy("id")
      .limit(PAGE)
      .modifyEnd(differencesOf(tx).lockRows)
      .execute();
    const isOf = (named: string) => named === "all" || named.split(",").includes(topic);
    const waiting = rows.filter((row) => row.next_run_at === null && isOf(row.topic));
    const posted = await postedLately(
      waiting.map(({ id }) => id),
      now,
      tx,
    );
    for (const { id, cron, zone } of waiting) {
      const spec = onChangeOf(cron);
      if (!spec || problemWithZone(zone) !== undefined) continue;
      const next_run_at = new Date(dueOnChange(spec, zone, now.getTime(), posted.get(id)));
      await tx.updateTable("subscriptions").set({ next_run_at }).where("id", "=", id).execute();
    }
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last.id;
  }
}

/**
 * When the latest posts of some subscriptions were due, in ms since 1970, including those in progress but not runs by
 * hand.
 */
export async function postedLately(
  ids: readonly string[],
  now: Date,
  tx: Database,
): Promise<ReadonlyMap<string, readonly number[]>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom("deliveries")
    .select(["subscription", "slot"])
    .where("subscription", "in", ids)
    .where("slot", ">", new Date(now.getTime() - LOOKED_BACK_MS))
    .where("state", "in", ["planned", "sending", "sent", "unknown"])
    .where("by_hand", "=", false)
    .execute();
  const bySubscription = Map.groupBy(rows, ({ subscription }) => subscription);
  return new Map([...bySubscription].map(([id, own]) => [id, own.map(({ slot }) => slot.getTime())]));
}
