import type { Selectable } from "kysely";
import type { Audience } from "#briefing";
import type { Database, Tables, Tx } from "#store";
import { isAudience } from "../words/audience.ts";

/** A story that was withdrawn at once, and is withheld while that is in force. */
export type Withdrawn = {
  readonly topic: string;
  readonly title: string;
  /** Who could read it. */
  readonly audience: Audience;
  readonly why: string;
  readonly by: string;
  readonly atMs: number;
};

type Row = Selectable<Tables["withdrawn"]>;

/** What is withdrawn now. */
export async function readInForce(db: Database | Tx): Promise<readonly Withdrawn[]> {
  const rows = await db.selectFrom("withdrawn").selectAll().where("undone_at", "is", null).execute();
  return rows.map(fromRow);
}

/** The last withdrawal of each story, undone or not. */
export async function readAll(db: Database): Promise<readonly (Withdrawn & { readonly isUndone: boolean })[]> {
  const rows = await db.selectFrom("withdrawn").selectAll().execute();
  return rows.map((row) => ({ ...fromRow(row), isUndone: row.undone_at !== null }));
}

/** Withdraws a story; false if it is withdrawn already. */
export async function insertWithdrawn(one: Withdrawn, db: Database | Tx): Promise<boolean> {
  const { topic, title, audience, why, by, atMs } = one;
  const at = new Date(atMs);
  const given = {
    ...{ title, audience: JSON.stringify(audience), why, by_name: by, withdrawn_at: at },
    ...{ undone_at: null, file: "to-write" as const, changed_at: at },
  };
  const row = await db
    .insertInto("withdrawn")
    .values({ topic, ...given })
    .onConflict((conflict) => conflict.column("topic").doUpdateSet(given).where("withdrawn.undone_at", "is not", null))
    .returning("topic")
    .executeTakeFirst();
  return row !== undefined;
}

/** Undoes a withdrawal made at or after `since` (undefined: at any time); false if there is none to undo. */
export async function markUndone(
  topic: string,
  { now, since }: { readonly now: Date; readonly since: Date | undefined },
  db: Database | Tx,
): Promise<boolean> {
  const row = await db
    .updateTable("withdrawn")
    .set({ undone_at: now, file: "to-write", changed_at: now })
    .where("topic", "=", topic)
    .where("undone_at", "is", null)
    .$if(since !== undefined, (query) => query.where("withdrawn_at", ">=", since as Date))
    .returning("topic")
    .executeTakeFirst();
  return row !== undefined;
}

/** Records what became of a story's file, unless it was withdrawn or undone again meanwhile. */
export async function noteFile(
  { topic, isUndone }: { readonly topic: string; readonly isUndone: boolean },
  file: Row["file"],
  now: Date,
  db: Database,
): Promise<void> {
  await db
    .updateTable("withdrawn")
    .set({ file, changed_at: now })
    .where("topic", "=", topic)
    .where("undone_at", isUndone ? "is not" : "is", null)
    .execute();
}

/** Takes over the files that are unwritten since `before`: the process that was to write them has ended. */
export async function takeUnwritten(before: Date, now: Date, db: Database) {
  const rows = await db
    .updateTable("withdrawn")
    .set({ changed_at: now })
    .where("file", "=", "to-write")
    .where("changed_at", "<", before)
    .returningAll()
    .execute();
  return rows.map((row) => ({ ...fromRow(row), isUndone: row.undone_at !== null }));
}

function fromRow({ topic, title, audience, why, by_name, withdrawn_at }: Row): Withdrawn {
  return {
    ...{ topic, title, audience: isAudience(audience) ? audience : [] },
    ...{ why, by: by_name, atMs: withdrawn_at.getTime() },
  };
}
