import { sql } from "kysely";
import { type Database, differencesOf } from "#store";
import { LEFT_OPEN } from "../notify/notices.ts";
import { IS_OPEN } from "../rows/is-open.ts";

/** Records that this process is alive, by the database's clock, which all share. */
export async function sayAlive(db: Database, replica: string): Promise<void> {
  await sql`insert into replicas (id, seen_at) values (${replica}, ${differencesOf(db).now})
    on conflict (id) do update set seen_at = excluded.seen_at`.execute(db);
}

/** Removes this process: what it was still working on is free at once. */
export async function sayGone(db: Database, replica: string): Promise<void> {
  await db.deleteFrom("replicas").where("id", "=", replica).execute();
}

export type TakeUpOptions = {
  readonly replica: string;
  /** No other process can exist: work claimed by any other was left by one that ended. */
  readonly alone: boolean;
  /** A process silent for this long is gone. */
  readonly givenUpMs: number;
  /** Deliveries claimed by this process that it isn't working on. */
  readonly stray: readonly string[];
  readonly now: Date;
};

/** Hands back the work of dead processes, and what this one left. Returns how many deliveries. */
export async function takeUp(db: Database, { replica, alone, givenUpMs, stray, now }: TakeUpOptions): Promise<number> {
  const { ago, skipLocked, instant } = differencesOf(db);
  const dead = alone
    ? sql<boolean>`claimed_by <> ${replica}`
    : sql<boolean>`claimed_by not in (select id from replicas where seen_at > ${ago(givenUpMs)})`;
  const left = stray.length === 0 ? dead : sql<boolean>`(${dead} or id in (${sql.join(stray)}))`;
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql`
      update deliveries set claimed_by = null, due_at = ${instant(now)} where id in (
        select id from deliveries where state in ('planned', 'sending') and claimed_by is not null and ${left}
        order by slot limit 500 ${skipLocked}
      ) returning id`.execute(tx);
    await sql`update notices set state = ${LEFT_OPEN}, claimed_by = null
      where state = 'telling' and ${dead}`.execute(tx);
    return rows.length;
  });
}

/**
 * Finds deliveries that only the store counts as this process's: failed attempts, and claims whose response was lost. Only
 * those found twice in a row are stray: a new claim is in the store a moment before the worker has it.
 */
export function createStrayFinder(
  replica: string,
  inHand: () => ReadonlySet<string>,
): (db: Database) => Promise<string[]> {
  let before: ReadonlySet<string> = new Set();
  return async (db) => {
    const query = db.selectFrom("deliveries").select("id").where("claimed_by", "=", replica);
    const rows = await query.where(IS_OPEN).execute();
    const held = inHand();
    const now = new Set(rows.map(({ id }) => id).filter((id) => !held.has(id)));
    const stray = [...now].filter((id) => before.has(id));
    before = now;
    return stray;
  };
}
