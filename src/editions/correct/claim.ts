import type { Selectable } from "kysely";
import { sql } from "kysely";
import { type Database, type DeliveryState, differencesOf, type Tables } from "#store";

export type Job = Selectable<Tables["amendments"]>;

/** How long a process may work on a job before another takes it up. */
export const LEASE_MS = 90_000;
const AT_ONCE = 20;

/**
 * Claims jobs that are due. A channel is told of a correction once all of its posts are amended, or cannot be: what it is
 * told stands under one of them.
 */
export async function claimJobs(token: string, now: Date, db: Database): Promise<readonly Job[]> {
  const { skipLocked } = differencesOf(db);
  const open = sql`state in ('planned', 'sending')`;
  const due = sql<string>`(select key from amendments where due_at <= ${now} and ${open}
    and (kind = 'amend' or not exists (select 1 from amendments a where a.kind = 'amend'
      and a.platform = amendments.platform and a.tenant = amendments.tenant and a.place = amendments.place
      and a.state in ('planned', 'sending') and a.made_at >= ${new Date(now.getTime() - WAITED_MS)}))
    order by due_at, key limit ${AT_ONCE} ${skipLocked})`;
  return db.transaction().execute((tx) =>
    tx
      .updateTable("amendments")
      .set(({ eb }) => ({
        claimed_by: token,
        due_at: new Date(now.getTime() + LEASE_MS),
        attempts: eb("attempts", "+", 1),
      }))
      .where("key", "in", due)
      .returningAll()
      .execute(),
  );
}

/** A channel waits no longer than this to be told. */
const WAITED_MS = 10 * 60_000;

/** What a process that is gone had claimed is free again, where only one process at a time has the store. */
export async function freeJobs(now: Date, db: Database): Promise<void> {
  await db
    .updateTable("amendments")
    .set({ claimed_by: null, due_at: now })
    .where("claimed_by", "is not", null)
    .where("state", "in", ["planned", "sending"])
    .execute();
}

/** Marks a notice as about to be posted; false if another process has it by now. */
export async function markSending({ key }: Job, token: string, now: Date, db: Database): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("amendments")
    .set(({ fn, val }) => ({
      state: "sending",
      first_tried_at: fn.coalesce("first_tried_at", val(now)),
      changed_at: now,
    }))
    .where("key", "=", key)
    .where("claimed_by", "=", token)
    .where("due_at", ">", now)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** How a job came out; while it is open, after how long it is taken up again. */
export type Ended = {
  readonly state: DeliveryState;
  readonly reason?: string;
  readonly afterMs?: number;
  readonly message?: string;
};

/** Records how a job came out. What must show a newer correction by now is open again. */
export async function finish(job: Job, ended: Ended, token: string, now: Date, db: Database): Promise<void> {
  const { state, reason = null, afterMs = 0, message } = ended;
  await db
    .updateTable("amendments")
    .set({
      state: sql<DeliveryState>`case when topic = ${job.topic} and edition = ${job.edition} then ${state} else 'planned' end`,
      reason: reason?.slice(0, 500) ?? null,
      claimed_by: null,
      due_at: new Date(now.getTime() + afterMs),
      changed_at: now,
      // Certainly not posted: the next try is the first that may be.
      ...(state === "planned" && { first_tried_at: null }),
      ...(message !== undefined && { message }),
    })
    .where("key", "=", job.key)
    .where("claimed_by", "=", token)
    .execute();
}
