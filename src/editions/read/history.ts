import { type Selectable, type SelectQueryBuilder, sql } from "kysely";
import type { ChangeKind } from "#briefing";
import type { Database, Tables } from "#store";
import { ROW_MENDS } from "../words/change-kind.ts";
import { type KeptCite, readCites } from "../words/stored-statement.ts";
import { hiddenIn } from "./hidden.ts";

/** A statement as an edition said it. */
export type Said = { readonly text: string; readonly cites: readonly [KeptCite, ...KeptCite[]] };

/** What an edition changed. Words are missing if they were taken back, hidden, or not for everyone at the time. */
export type EditionChanges = {
  readonly topic: string;
  readonly number: number;
  readonly kind: ChangeKind;
  /** What was wrong, or is new, in the words of whoever changed it. */
  readonly why?: string;
  readonly reviewedBy?: string;
  /** Whether nothing is known of what the story said before. */
  readonly isFirst: boolean;
  /** Whether the whole story was taken out. */
  readonly isGone: boolean;
  readonly madeAtMs: number;
  /** When the kind of change was last named, in ms since 1970. */
  readonly namedAtMs: number;
  /** Statements whose words it replaced. */
  readonly replaced: readonly { readonly was?: Said; readonly now?: Said }[];
  readonly added: readonly { readonly now?: Said }[];
  readonly removed: readonly { readonly was?: Said }[];
};

const MOST_EDITIONS = 100;

/** What each edition of a story changed, the newest first; only those that were for everyone. */
export async function historyOf(topic: string, db: Database): Promise<readonly EditionChanges[]> {
  const newest = db
    .selectFrom("editions")
    .selectAll()
    .where("topic", "=", topic)
    .where(sql<boolean>`audience = ${sql.lit('"everyone"')}`)
    .orderBy("number", "desc")
    .limit(MOST_EDITIONS);
  return changesOf(await withBefore(newest, db).orderBy("e.number", "desc").execute(), db);
}

/**
 * The newest corrections and withdrawals of all stories, the last named first; only those that were for everyone, of
 * stories that still are, or were when they were taken out.
 */
export async function correctionsIn(db: Database): Promise<readonly EditionChanges[]> {
  const shown: Edition[] = [];
  let last: Edition | undefined;
  // Skips those for a smaller audience, in ever larger steps in case there are many.
  for (let step = MOST_EDITIONS; shown.length < MOST_EDITIONS; step *= 4) {
    const some = await mendingBefore(last, step, db);
    shown.push(...some.filter((one) => one.audience === "everyone" && one.newest === "everyone"));
    last = some.at(-1);
    if (some.length < step) break;
  }
  const changes = await changesOf(shown.slice(0, MOST_EDITIONS), db);
  return changes.toSorted((a, b) => b.namedAtMs - a.namedAtMs || a.topic.localeCompare(b.topic) || b.number - a.number);
}

/** Corrections and withdrawals named before `one`, the newest first, with who may read their stories now. */
function mendingBefore(one: Edition | undefined, limit: number, db: Database) {
  const mending = db
    .selectFrom("editions")
    .selectAll()
    .where(ROW_MENDS)
    .$if(one !== undefined, (query) =>
      query.where(sql<boolean>`(named_at, topic, number) < (${one?.named_at}, ${one?.topic}, ${one?.number})`),
    )
    .orderBy("named_at", "desc")
    .orderBy("topic", "desc")
    .orderBy("number", "desc")
    .limit(limit);
  return withBefore(mending, db)
    .leftJoin("editions as n", (join) =>
      join
        .onRef("n.topic", "=", "e.topic")
        .on("n.number", "=", sql<number>`(select max(m.number) from editions m where m.topic = e.topic)`),
    )
    .select("n.audience as newest")
    .orderBy("e.named_at", "desc")
    .orderBy("e.topic", "desc")
    .orderBy("e.number", "desc")
    .execute();
}

/** Editions with who could read the ones before them, if known. */
function withBefore(editions: SelectQueryBuilder<Tables, "editions", Selectable<Tables["editions"]>>, db: Database) {
  return db
    .selectFrom(editions.as("e"))
    .leftJoin("editions as b", (join) => join.onRef("b.topic", "=", "e.topic").onRef("b.number", "=", "e.predecessor"))
    .select(["e.topic", "e.number", "e.predecessor", "e.version", "e.kind", "e.why", "e.reviewed_by"])
    .select(["e.audience", "e.made_at", "e.named_at", "b.audience as before"]);
}

type Edition = Awaited<ReturnType<ReturnType<typeof withBefore>["execute"]>>[number];
type Row = Awaited<ReturnType<typeof wordsOf>>[number];

async function changesOf(editions: readonly Edition[], db: Database): Promise<readonly EditionChanges[]> {
  if (editions.length === 0) return [];
  const rows = (await wordsOf(editions, db)).toSorted(
    (a, b) => a.since - b.since || (a.statement < b.statement ? -1 : 1),
  );
  const came = Map.groupBy(rows, ({ topic, since }) => `${topic} ${since}`);
  const went = Map.groupBy(rows, ({ topic, until }) => `${topic} ${until}`);
  return editions.map((edition) => {
    const name = `${edition.topic} ${edition.number}`;
    return changesIn(edition, came.get(name) ?? [], went.get(name) ?? []);
  });
}

function changesIn(edition: Edition, came: readonly Row[], went: readonly Row[]): EditionChanges {
  const { topic, number, predecessor, kind, why, reviewed_by, version, made_at, named_at, before } = edition;
  const now = (row: Row) => {
    const found = saidIn(row);
    return found && { now: found };
  };
  // What was said before is only shown if everyone could read it then.
  const was = (row: Row) => {
    const found = before === "everyone" ? saidIn(row) : undefined;
    return found && { was: found };
  };
  const olds = new Map(went.map((row) => [row.statement, row]));
  const stays = new Set(came.map(({ statement }) => statement));
  const isFirst = before === null;
  return {
    ...{ topic, number, kind, isFirst, isGone: version === "", madeAtMs: made_at.getTime() },
    namedAtMs: Math.max(named_at.getTime(), made_at.getTime()),
    // It may repeat the wrong words, and an edition's audience can widen while its words stay the same.
    ...(why !== null && (predecessor === 0 || before === "everyone") && { why }),
    ...(reviewed_by !== null && { reviewedBy: reviewed_by }),
    replaced: came.flatMap((row) => {
      const old = olds.get(row.statement);
      return old ? [{ ...was(old), ...now(row) }] : [];
    }),
    added: isFirst ? [] : came.filter(({ statement }) => !olds.has(statement)).map((row) => ({ ...now(row) })),
    removed: went.filter(({ statement }) => !stays.has(statement)).map((row) => ({ ...was(row) })),
  };
}

function saidIn({ text, cites: kept, hidden }: Row): Said | undefined {
  const cites = hidden ? undefined : readCites(kept);
  return cites && { text, cites };
}

/** The words that came and went with some editions, and which of them may not be repeated. */
function wordsOf(editions: readonly Edition[], db: Database) {
  const stories = [...Map.groupBy(editions, ({ topic }) => topic)];
  return db
    .selectFrom("edition_statements as s")
    .select(["s.topic", "s.statement", "s.since", "s.until", "s.text", "s.cites", hiddenIn(db).as("hidden")])
    .where(({ and, or, eb }) =>
      or(
        stories.map(([topic, own]) => {
          const numbers = own.map(({ number }) => number);
          return and([eb("s.topic", "=", topic), or([eb("s.since", "in", numbers), eb("s.until", "in", numbers)])]);
        }),
      ),
    )
    .execute();
}
