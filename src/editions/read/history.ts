import type { ChangeKind } from "#briefing";
import type { Database } from "#store";
import { isAudience } from "../words/audience.ts";
import { mends } from "../words/told.ts";
import { type KeptCite, readCites } from "../words/worded.ts";

/** A statement as an edition said it. */
export type Said = { readonly text: string; readonly cites: readonly [KeptCite, ...KeptCite[]] };

/** What an edition changed. Words are missing where they were taken back, hidden, or not for everyone while they stood. */
export type EditionChanges = {
  readonly topic: string;
  readonly number: number;
  readonly kind: ChangeKind;
  /** What was wrong, or is new, in the words of whoever changed it. */
  readonly why?: string;
  readonly reviewedBy?: string;
  /** Nothing is known of what it said before. */
  readonly isFirst: boolean;
  /** The story was taken out whole. */
  readonly isGone: boolean;
  readonly madeAtMs: number;
  /** When it was last said what kind of change it was. */
  readonly namedAtMs: number;
  /** Statements whose words it replaced. */
  readonly replaced: readonly { readonly was?: Said; readonly now?: Said }[];
  readonly added: readonly { readonly now?: Said }[];
  readonly removed: readonly { readonly was?: Said }[];
};

const MOST_EDITIONS = 100;

/** What each edition of a story changed, the newest first; only those that were for everyone. */
export async function historyOf(topic: string, db: Database): Promise<readonly EditionChanges[]> {
  const editions = await db
    .selectFrom("editions")
    .selectAll()
    .where("topic", "=", topic)
    .orderBy("number", "desc")
    .limit(MOST_EDITIONS + 1)
    .execute();
  return (await changesOf(editions, db)).slice(0, MOST_EDITIONS);
}

/**
 * The newest corrections and withdrawals of all stories, the one named last first; only those that were for everyone,
 * of stories that still are, or were when they were taken out.
 */
export async function correctionsIn(db: Database): Promise<readonly EditionChanges[]> {
  const mending = await db
    .selectFrom("editions")
    .select("topic")
    .where("kind", "in", ["correction", "withdrawal"])
    .orderBy("named_at", "desc")
    .limit(MOST_EDITIONS)
    .execute();
  if (mending.length === 0) return [];
  const topics = [...new Set(mending.map(({ topic }) => topic))];
  const editions = await db.selectFrom("editions").selectAll().where("topic", "in", topics).execute();
  const newest = new Map(
    editions.toSorted((a, b) => a.number - b.number).map(({ topic, audience }) => [topic, audience]),
  );
  const changes = await changesOf(editions, db);
  return changes
    .filter(({ kind, topic }) => mends(kind) && audienceIsEveryone(newest.get(topic)))
    .sort((a, b) => b.namedAtMs - a.namedAtMs || a.topic.localeCompare(b.topic) || b.number - a.number)
    .slice(0, MOST_EDITIONS);
}

type Row = {
  readonly statement: string;
  readonly since: number;
  readonly until: number | null;
  readonly fingerprint: string;
  readonly text: string;
  readonly cites: unknown;
  readonly retracted: boolean;
};

type Edition = {
  readonly topic: string;
  readonly number: number;
  readonly version: string;
  readonly kind: ChangeKind;
  readonly why: string | null;
  readonly hide_old: boolean;
  readonly reviewed_by: string | null;
  readonly audience: unknown;
  readonly made_at: Date;
  readonly named_at: Date;
};

async function changesOf(editions: readonly Edition[], db: Database): Promise<readonly EditionChanges[]> {
  if (editions.length === 0) return [];
  const rows = await db
    .selectFrom("edition_statements")
    .select(["topic", "statement", "since", "until", "fingerprint", "text", "cites", "retracted"])
    .where("topic", "in", [...new Set(editions.map(({ topic }) => topic))])
    .orderBy("since")
    .orderBy("statement")
    .execute();
  const byTopic = Map.groupBy(rows, ({ topic }) => topic);
  return [...Map.groupBy(editions, ({ topic }) => topic)].flatMap(([topic, own]) =>
    changesOfStory(own, byTopic.get(topic) ?? []),
  );
}

function changesOfStory(editions: readonly Edition[], rows: readonly Row[]): readonly EditionChanges[] {
  const ordered = editions.toSorted((a, b) => a.number - b.number);
  const isOpen = new Map(ordered.map(({ number, audience }) => [number, audienceIsEveryone(audience)]));
  const sayable = sayableIn(rows, new Set(ordered.flatMap(({ hide_old, number }) => (hide_old ? [number] : []))));
  // What was said before is only shown if everyone could read it then.
  const said = (row: Row | undefined, in_: number): Said | undefined => {
    const cites = row && isOpen.get(in_) && sayable(row) ? readCites(row.cites) : undefined;
    return row && cites && { text: row.text, cites };
  };
  const was = (row: Row | undefined, before: number) => {
    const found = said(row, before);
    return found && { was: found };
  };
  const now = (row: Row | undefined, at: number) => {
    const found = said(row, at);
    return found && { now: found };
  };
  const changes = ordered.map((edition, index): EditionChanges => {
    const { topic, number, kind, why, reviewed_by, version, made_at, named_at } = edition;
    const before = ordered[index - 1]?.number ?? 0;
    const came = rows.filter(({ since }) => since === number);
    const went = rows.filter(({ until }) => until === number);
    const pairOf = (row: Row) => went.find(({ statement }) => statement === row.statement);
    const isFirst = before === 0;
    return {
      ...{ topic, number, kind, isFirst, isGone: version === "", madeAtMs: made_at.getTime() },
      namedAtMs: Math.max(named_at.getTime(), made_at.getTime()),
      // It may repeat what it mends; an edition's audience can widen later, while its words stand.
      ...(why !== null && (isFirst || isOpen.get(before)) && { why }),
      ...(reviewed_by !== null && { reviewedBy: reviewed_by }),
      replaced: came.flatMap((row) => {
        const old = pairOf(row);
        return old ? [{ ...was(old, before), ...now(row, number) }] : [];
      }),
      added: isFirst ? [] : came.filter((row) => !pairOf(row)).map((row) => ({ ...now(row, number) })),
      removed: went
        .filter(({ statement }) => !came.some((row) => row.statement === statement))
        .map((row) => ({ ...was(row, before) })),
    };
  });
  return changes.filter(({ number }) => isOpen.get(number)).reverse();
}

/** Whether a statement's words may be repeated: not if they were taken back or hidden later, however they are said. */
function sayableIn(rows: readonly Row[], hiding: ReadonlySet<number>): (row: Row) => boolean {
  const taken = new Map<string, number>();
  const words = new Set<string>();
  for (const { statement, until, retracted, fingerprint } of rows) {
    if (until === null || !(retracted || hiding.has(until))) continue;
    taken.set(statement, Math.max(taken.get(statement) ?? 0, until));
    words.add(fingerprint);
  }
  return ({ statement, until, fingerprint }) =>
    until === null || (until > (taken.get(statement) ?? 0) && !words.has(fingerprint));
}

function audienceIsEveryone(stored: unknown): boolean {
  return isAudience(stored) && stored === "everyone";
}
