import { sql } from "kysely";
import type { Room } from "./room.ts";
import { nextRun } from "./runs.ts";
import { pauseUnreadable, readable } from "./unreadable.ts";

/** Reckons the next run of every active subscription that has none, from now. */
export async function reckon({ db }: Room, nowMs: number): Promise<void> {
  for (let after = ""; ; ) {
    const rows = await db
      .selectFrom("subscriptions")
      .selectAll()
      .where("state", "=", "active")
      .where("next_run_at", "is", null)
      .where("id", ">", after)
      .orderBy("id")
      .limit(PAGE)
      .execute();
    const { made, unreadable } = readable(rows, ({ cron, zone }) => nextRun(cron, zone, nowMs));
    if (unreadable.length > 0) await db.transaction().execute((tx) => pauseUnreadable(unreadable, new Date(nowMs), tx));
    const runs = made.flatMap(({ row: { id }, made: atMs }) =>
      atMs === undefined ? [] : [{ id, next_run_at: new Date(atMs) }],
    );
    if (runs.length > 0)
      await sql`update subscriptions s set next_run_at = r.next_run_at
        from jsonb_to_recordset(${JSON.stringify(runs)}::jsonb) as r(id text, next_run_at timestamptz)
        where s.id = r.id and s.state = 'active' and s.next_run_at is null`.execute(db);
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last.id;
  }
}

/**
 * After the clock was set back: next runs reckoned by the clock that ran ahead may lie too far off, so all are reckoned
 * anew, and lanes are free again. What was delivered meanwhile keeps its slots, and is not delivered again.
 */
export async function reckonAnew(room: Room, nowMs: number): Promise<void> {
  const at = new Date(nowMs);
  await room.db.updateTable("lanes").set({ free_at: at }).where("free_at", ">", at).execute();
  await room.db.updateTable("subscriptions").set({ next_run_at: null }).where("state", "=", "active").execute();
  await reckon(room, nowMs);
}

const PAGE = 500;
