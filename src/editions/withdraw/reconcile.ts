import type { Database, Tx } from "#store";
import { insertWithdrawn, readAll, type Withdrawn } from "./rows.ts";

/** A withdrawal that the store does not have yet. `ask`: the id of the ask for it; absent if no longer known. */
export type Unstored = Withdrawn & { readonly ask?: string };

type Row = Awaited<ReturnType<typeof readAll>>[number];

/**
 * What the store has, and which withdrawals it lacks: of those it had before (`had`), and of those still to be stored
 * (`waiting`). Clocks can be set back, so times don't show which is newest: each withdrawal leaves a claim.
 */
export async function compareWithStore(
  db: Database,
  had: Iterable<Withdrawn>,
  waiting: Iterable<Unstored>,
): Promise<{ readonly rows: readonly Row[]; readonly missing: readonly Unstored[] }> {
  const rows = await readAll(db);
  const isRow = ({ topic, atMs }: Withdrawn) => rows.some((row) => row.topic === topic && row.atMs === atMs);
  // A store restored from an older backup has neither a later withdrawal nor a claim. Claims are kept only for days.
  const isLost = ({ topic, atMs }: Withdrawn) => !rows.some((row) => row.topic === topic && row.atMs >= atMs);
  const [lost, unknown] = [[...had].filter(isLost), [...waiting].filter((one) => !isRow(one))];
  if (lost.length + unknown.length === 0) return { rows, missing: [] };
  const isClaimed = await readClaimed([...lost, ...unknown], db);
  // Without any row for its story, the withdrawal that made the claim is not in this store.
  const isMissing = (one: Unstored) =>
    !isClaimed(one) || (one.ask === undefined && !rows.some(({ topic }) => topic === one.topic));
  // Read after the claims, so that the rows include every withdrawal that made one.
  return { rows: await readAll(db), missing: [...lost, ...unknown].filter(isMissing) };
}

/** Stores what could not be stored before; false if it was stored after all, and may be undone since. */
export async function storeLate(one: Unstored, db: Database): Promise<boolean> {
  const { topic, atMs, ask = `${topic} at ${atMs}` } = one;
  return db
    .transaction()
    .execute(async (tx) => (await claimAsk(ask, new Date(atMs), tx)) && (await insertWithdrawn(one, tx)));
}

/** Claims an ask; true the first time only. */
export async function claimAsk(ask: string, at: Date, tx: Tx): Promise<boolean> {
  const row = await tx
    .insertInto("claims")
    .values({ key: `${CLAIM}${ask}`, claimed_at: at })
    .onConflict((conflict) => conflict.column("key").doNothing())
    .returning("key")
    .executeTakeFirst();
  return row !== undefined;
}

const CLAIM = "withdraw:";

/** Whether withdrawals left a claim: by their ask or, if that isn't known, by their time. */
async function readClaimed(all: readonly Unstored[], db: Database): Promise<(one: Unstored) => boolean> {
  const keys = all.flatMap(({ ask }) => (ask === undefined ? [] : `${CLAIM}${ask}`));
  const times = all.flatMap(({ ask, atMs }) => (ask === undefined ? new Date(atMs) : []));
  const claims = await db
    .selectFrom("claims")
    .select(["key", "claimed_at"])
    .where("key", "like", `${CLAIM}%`)
    .where((where) =>
      where.or([
        ...(keys.length > 0 ? [where("key", "in", keys)] : []),
        ...(times.length > 0 ? [where("claimed_at", "in", times)] : []),
      ]),
    )
    .execute();
  const [claimed, at] = [
    new Set(claims.map(({ key }) => key)),
    new Set(claims.map(({ claimed_at }) => claimed_at.getTime())),
  ];
  return ({ ask, atMs }) => (ask === undefined ? at.has(atMs) : claimed.has(`${CLAIM}${ask}`));
}
