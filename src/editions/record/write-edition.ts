import type { Briefing } from "#briefing";
import { gatherChange, matchStatements } from "#schedule";
import { differencesOf, type Tables, type Tx } from "#store";
import { mends, type Told } from "../words/change-kind.ts";
import { citesOf, comparable, type Worded, wordedIn, wordsVersion } from "../words/stored-statement.ts";
import { undoWithdrawal } from "./undo-withdrawal.ts";

/** The newest edition of a topic. */
export type Latest = { readonly number: number; readonly version: string; readonly kind: Told["kind"] };

export type NewEdition = {
  readonly topic: string;
  /** Absent: it is withdrawn. */
  readonly briefing: Briefing | undefined;
  readonly told: Told;
  /** The number of the edition that it follows; 0: none. */
  readonly after: number;
};

/**
 * Records an edition, with what it changes. Returns the newest edition after that, which is another process's if that
 * was first.
 */
export async function writeEdition(edition: NewEdition, now: Date, tx: Tx): Promise<Latest> {
  const { topic, briefing, told, after } = edition;
  await differencesOf(tx).oneAtATime(`edition:${topic}`, tx);
  const before = await tx
    .selectFrom("editions")
    .select(["number", "version", "kind", "made_at"])
    .where("topic", "=", topic)
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  const version = wordsVersion(briefing);
  if (before && (before.number !== after || before.version === version)) return before;
  const number = (before?.number ?? 0) + 1;
  const latest = { number, version, kind: told.kind };
  if (before && !mends(told.kind)) await undoWithdrawal({ topic, number, version, before }, now, tx);
  // However the clock is set, an edition is not older than the one before.
  const madeAt = before && before.made_at > now ? before.made_at : now;
  await tx
    .insertInto("editions")
    .values({
      ...{ topic, ...latest, predecessor: number - 1, why: told.why ?? null, hide_old: told.hideOld ?? false },
      reviewed_by: briefing?.review && !briefing.review.isChangedSince ? briefing.review.by : null,
      audience: JSON.stringify(briefing?.audience ?? (await audienceBefore(topic, tx))),
      made_at: madeAt,
      named_at: madeAt,
    })
    .execute();
  await writeStatements({ topic, number, told, words: briefing ? wordedIn(briefing) : [] }, madeAt, tx);
  if (briefing) await gatherChange(topic, now, tx);
  return latest;
}

/** Names an edition a correction or a withdrawal, if that was declared after it was recorded. */
export async function nameChange(
  { topic, number, told }: { readonly topic: string; readonly number: number; readonly told: Told },
  now: Date,
  tx: Tx,
): Promise<void> {
  await tx
    .updateTable("editions")
    .set({ kind: told.kind, why: told.why ?? null, hide_old: told.hideOld ?? false, named_at: now })
    .where("topic", "=", topic)
    .where("number", "=", number)
    .execute();
  if (told.kind === "withdrawal")
    await tx
      .updateTable("edition_statements")
      .set({ retracted: true })
      .where("topic", "=", topic)
      .where("until", "=", number)
      .execute();
}

type Words = {
  readonly topic: string;
  readonly number: number;
  readonly told: Told;
  readonly words: readonly Worded[];
};

type Row = Pick<Tables["edition_statements"], "statement" | "since" | "fingerprint" | "text" | "section"> & {
  readonly cites: unknown;
};

async function writeStatements({ topic, number, told, words }: Words, madeAt: Date, tx: Tx): Promise<void> {
  const standing: readonly Row[] = await tx
    .selectFrom("edition_statements")
    .select(["statement", "since", "fingerprint", "text", "section", "cites"])
    .where("topic", "=", topic)
    .where("until", "is", null)
    .execute();
  const { pairs, ambiguous } = matchStatements(standing.map(comparable), words);
  const of = new Map(pairs.map(({ was, now }) => [now, standing[was]]));
  const stays = new Set(pairs.filter(({ same }) => same).map(({ was }) => was));
  const goes = standing.flatMap((row, index) => (stays.has(index) ? [] : [{ row, unclear: ambiguous.has(index) }]));
  for (const { row, unclear } of goes)
    await tx
      .updateTable("edition_statements")
      .set({ until: number, gone_at: madeAt, retracted: told.kind === "withdrawal", ambiguous: unclear })
      .where("topic", "=", topic)
      .where("statement", "=", row.statement)
      .where("since", "=", row.since)
      .execute();
  const same = new Set(pairs.filter((pair) => pair.same).map(({ now }) => now));
  const before = await earlier(topic, words, new Set(standing.map(({ statement }) => statement)), tx);
  const rows = words.flatMap((one, index) => {
    if (same.has(index)) return [];
    const statement = of.get(index)?.statement ?? before(one.fingerprint) ?? `${number}.${index + 1}`;
    const { section, fingerprint, text } = one;
    return [
      { topic, statement, since: number, fingerprint, section, text, cites: JSON.stringify(citesOf(one.statement)) },
    ];
  });
  const PAGE = 200;
  for (let from = 0; from < rows.length; from += PAGE)
    await tx
      .insertInto("edition_statements")
      .values(rows.slice(from, from + PAGE))
      .execute();
}

/** A statement that comes back after it was gone is the same one: finds its id by its words. */
async function earlier(topic: string, words: readonly Worded[], standing: ReadonlySet<string>, tx: Tx) {
  const gone = await tx
    .selectFrom("edition_statements")
    .select(["statement", "fingerprint"])
    .where("topic", "=", topic)
    .where("until", "is not", null)
    .orderBy("since", "desc")
    .execute();
  const wanted = new Set(words.map(({ fingerprint }) => fingerprint));
  const ids = Map.groupBy(
    gone.filter(({ statement, fingerprint }) => wanted.has(fingerprint) && !standing.has(statement)),
    ({ fingerprint }) => fingerprint,
  );
  const given = new Set<string>();
  return (fingerprint: string): string | undefined => {
    const id = ids.get(fingerprint)?.find(({ statement }) => !given.has(statement))?.statement;
    if (id !== undefined) given.add(id);
    return id;
  };
}

/** The last recorded audience of a briefing that is gone. */
async function audienceBefore(topic: string, tx: Tx): Promise<unknown> {
  const row = await tx
    .selectFrom("editions")
    .select("audience")
    .where("topic", "=", topic)
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.audience ?? [];
}

/** Whether an edition's change is declared as more than it was recorded as. */
export function isNamedNow(recorded: Told["kind"], told: Told): boolean {
  return mends(told.kind) && recorded !== told.kind && recorded !== "withdrawal";
}
