import { sql } from "kysely";
import type { Database } from "#store";
import { LEFT_OPEN } from "./notices.ts";
import type { Room } from "./room.ts";

/** Says that this process is there. The database's clock counts, which all share. */
export async function sayAlive({ db }: Room, replica: string): Promise<void> {
  await sql`insert into replicas (id, seen_at) values (${replica}, clock_timestamp())
    on conflict (id) do update set seen_at = excluded.seen_at`.execute(db);
}

/** Forgets this process: what it still had in hand is free at once. */
export async function sayGone({ db }: Room, replica: string): Promise<void> {
  await sql`delete from replicas where id = ${replica}`.execute(db);
}

export type TakeUpOptions = {
  readonly replica: string;
  readonly newId: () => string;
  /** A process that was not heard of for so long is gone. */
  readonly givenUpMs: number;
  /** Deliveries that are this process's, and that it does not work on. */
  readonly stray: readonly string[];
};

/** Puts back into the queue what processes that are gone had in hand, and what this one `left`. Tells how many. */
export async function takeUp(
  { db, jobs, alone }: Room,
  { replica, newId, givenUpMs, stray }: TakeUpOptions,
): Promise<number> {
  const dead = alone
    ? sql`claimed_by <> ${replica}`
    : sql`claimed_by not in (select id from replicas
        where seen_at > clock_timestamp() - ${givenUpMs} * interval '1 millisecond')`;
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ id: string; job: string | null }>`
      select id, job from deliveries where state in ('planned', 'sending') and claimed_by is not null
        and (${dead} or id = any(${[...stray]}::uuid[]))
      order by slot limit 500 for update skip locked`.execute(tx);
    await sql`update notices set state = ${LEFT_OPEN}, claimed_by = null
      where state = 'telling' and ${dead}`.execute(tx);
    if (rows.length === 0) return 0;
    await jobs.drop(
      rows.flatMap(({ job }) => job ?? []),
      tx,
    );
    const again = rows.map(({ id }) => ({ id: newId(), delivery: id, afterMs: 0 }));
    await jobs.enqueue(again, tx);
    await sql`update deliveries d set claimed_by = null, job = a.id
      from jsonb_to_recordset(${JSON.stringify(again)}::jsonb) as a(id uuid, delivery uuid)
      where d.id = a.delivery`.execute(tx);
    return rows.length;
  });
}

/**
 * Finds deliveries that are this process's by the store alone: what failed on the way, and claims whose answer was lost.
 * Only what is found twice in a row is stray: a claim is in the store a moment before it is in hand.
 */
export function createStrayFinder(
  replica: string,
  inHand: () => ReadonlySet<string>,
): (db: Database) => Promise<string[]> {
  let before: ReadonlySet<string> = new Set();
  return async (db) => {
    const query = db.selectFrom("deliveries").select("id").where("claimed_by", "=", replica);
    const rows = await query.where("state", "in", ["planned", "sending"]).execute();
    const held = inHand();
    const now = new Set(rows.map(({ id }) => id).filter((id) => !held.has(id)));
    const stray = [...now].filter((id) => before.has(id));
    before = now;
    return stray;
  };
}
