import { sql } from "kysely";
import { type Database, differencesOf } from "#store";
import { LEFT_OPEN } from "../notify/notices.ts";
import { IS_OPEN } from "../rows/is-open.ts";

/** Says that this process is there. The database's clock counts, which all share. */
export async function sayAlive(db: Database, replica: string): Promise<void> {
  await sql`insert into replicas (id, seen_at) values (${replica}, ${differencesOf(db).now})
    on conflict (id) do update set seen_at = excluded.seen_at`.execute(db);
}

/** Forgets this process: what it still had in hand is free at once. */
export async function sayGone(db: Database, replica: string): Promise<void> {
  await db.deleteFrom("replicas").where("id", "=", replica).execute();
}

export type TakeUpOptions = {
  readonly replica: string;
  /** No other process can be there: whatever another had in hand was one's that ended. */
  readonly alone: boolean;
  /** A process that was not heard of for so long is gone. */
  readonly givenUpMs: number;
  /** Deliveries that are this process's, and that it does not work on. */
  readonly stray: readonly string[];
  readonly now: Date;
};

/** Hands back what processes that are gone had in hand, and what this one left. Tells how many. */
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
    const rows = await query.where(IS_OPEN).execute();
    const held = inHand();
    const now = new Set(rows.map(({ id }) => id).filter((id) => !held.has(id)));
    const stray = [...now].filter((id) => before.has(id));
    before = now;
    return stray;
  };
}
