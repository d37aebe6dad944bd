import { sql } from "kysely";
import type { Tx } from "#store";
import { WITHDRAWN } from "../words/stored-statement.ts";

/** If the same words come back within this time after a withdrawal, they undo it. */
const UNDONE_WITHIN_MS = 24 * 3_600_000;

/** An edition that may undo the one before it. */
export type Returning = {
  readonly topic: string;
  readonly number: number;
  readonly version: string;
  readonly before: {
    readonly number: number;
    readonly version: string;
    readonly kind: string;
    readonly made_at: Date;
  };
};

/**
 * A story that comes back word for word soon after it was withdrawn whole was withdrawn by mistake: it no longer counts
 * as withdrawn, and posts that were amended for the withdrawal are restored.
 */
export async function undoWithdrawal(
  { topic, number, version, before }: Returning,
  now: Date,
  tx: Tx,
): Promise<boolean> {
  const isWithdrawal = before.version === WITHDRAWN && before.kind === "withdrawal";
  if (!isWithdrawal || now.getTime() - before.made_at.getTime() > UNDONE_WITHIN_MS) return false;
  const of = tx.selectFrom("editions").select("version").where("topic", "=", topic);
  const last = await of.where("number", "=", before.number - 1).executeTakeFirst();
  if (last?.version !== version) return false;
  await tx
    .updateTable("editions")
    .set({ kind: "update", why: null, hide_old: false })
    .where("topic", "=", topic)
    .where("number", "=", before.number)
    .execute();
  await tx
    .updateTable("edition_statements")
    .set({ retracted: false })
    .where("topic", "=", topic)
    .where("until", "=", before.number)
    .execute();
  const jobs = () => tx.updateTable("amendments").where("topic", "=", topic).where("edition", "=", before.number);
  await jobs()
    .set({ edition: number, state: "planned", reason: null, attempts: 0, made_at: now, changed_at: now })
    // The process working on a claimed amendment does it again when done.
    .set({ due_at: sql<Date>`case when claimed_by is null then ${now} else due_at end` })
    .where("kind", "=", "amend")
    .execute();
  await jobs()
    .set({ state: "skipped", reason: "the withdrawal was undone", changed_at: now })
    .where("kind", "=", "notice")
    .where("state", "=", "planned")
    .execute();
  return true;
}
