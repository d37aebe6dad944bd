import type { Selectable } from "kysely";
import { sql } from "kysely";
import { type Database, type DeliveryState, differencesOf, type Tables } from "#store";

export type Job = Selectable<Tables["amendments"]>;

/** How long, in ms, a process may work on a job before another takes it over. */
export const LEASE_MS = 90_000;
const AT_ONCE = 20;

/**
 * Claims jobs that are due. A channel is notified of a correction once all of its posts there are amended or can't be:
 * the notice is a reply under one of them.
 */
export async function claimJobs(
  token: string,
  { now, leaseMs }: { readonly now: Date; readonly leaseMs: number },
  db: Database,
): Promise<readonly Job[]> {
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
        due_at: new Date(now.getTime() + leaseMs),
        attempts: eb("attempts", "+", 1),
      }))
      .where("key", "in", due)
      .returningAll()
      .execute(),
  );
}

/** The longest that a channel's notice waits for its posts. */
const WAITED_MS = 10 * 60_000;

/** Frees the jobs that a dead process had claimed. Only for a store that one process at a time can use. */
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

/** The outcome of a job; if it stays open, `afterMs` is the time until the next try. */
export type Ended = {
  readonly state: DeliveryState;
  readonly reason?: string;
  readonly afterMs?: number;
  readonly message?: string;
};

/** Records the outcome of a job. A post that must show a newer correction by now is planned again. */
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
