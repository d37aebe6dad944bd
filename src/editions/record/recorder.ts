import { sql } from "kysely";
import type { Library } from "#briefing";
import type { Database, Tx } from "#store";
import { type Told, UPDATE } from "../words/change-kind.ts";
import { WITHDRAWN, wordsVersion } from "../words/stored-statement.ts";
import { isNamedNow, type Latest, nameChange, writeEdition } from "./write-edition.ts";

export type RecorderOptions = {
  readonly db: () => Promise<Database>;
  readonly now: () => number;
  /** Counts milliseconds from any start, and is never set. */
  readonly monotonic: () => number;
};

/** Records editions as a library changes. */
export type Recorder = {
  /** Notes what a library says, whether or not this process records. */
  see(library: Library): void;
  /** Records what changed in the last library seen. Returns the topics with a new edition or a newly named change. */
  record(): Promise<readonly string[]>;
  /** This process leads from now on: it reads the store again, since another process may have recorded. */
  lead(): void;
};

/**
 * How long a leading process must serve an earlier edition's words before they are recorded again, unless it saw the
 * words change back: it may be about to be replaced by a process with newer words.
 */
export const LASTING_MS = 15 * 60_000;

/** Topics per transaction, so that nobody waits long for it. */
const CHUNK = 25;

/** What one process has seen of a topic's words. */
type Seen = { readonly version: string; readonly before: readonly string[]; readonly sinceMs: number };

/** How many versions of each topic are remembered. */
const MOST_SEEN = 10;

type Wanted = { readonly topic: string; readonly version: string; readonly told: Told; readonly latest?: Latest };

/**
 * Makes a recorder. Words that the newest edition does not have are recorded at once, unless an earlier edition had
 * them, or there are none: an older process, which leads for a moment while others are replaced, must not undo an
 * edition.
 */
export function createRecorder({ db, now, monotonic }: RecorderOptions): Recorder {
  let library: Library | undefined;
  const seen = new Map<string, Seen>();
  const audiences = new Map<string, string>();
  let latest: Map<string, Latest> | undefined;
  let leadsSinceMs = monotonic();

  const see = (topic: string, version: string) => {
    const last = seen.get(topic);
    if (last?.version === version) return;
    const before = last ? [...last.before, last.version].slice(-MOST_SEEN) : [];
    seen.set(topic, { version, sinceMs: monotonic(), before });
  };
  const toldOf = (topic: string): Told => {
    const change = library?.briefing(topic)?.change ?? library?.withdrawal(topic);
    // What was declared about an earlier change isn't about this one.
    return change?.isCurrent ? change : UPDATE;
  };
  const wanted = (known: ReadonlyMap<string, Latest>): Wanted[] =>
    [...seen].flatMap(([topic, { version }]): Wanted[] => {
      const newest = known.get(topic);
      const told = toldOf(topic);
      if (newest?.version === version)
        return isNamedNow(newest.kind, told) ? [{ topic, version, told, latest: newest }] : [];
      if (!newest && version === WITHDRAWN) return [];
      return [{ topic, version, told, ...(newest && { latest: newest }) }];
    });
  /** Whether this process certainly has newer words than the newest edition. */
  const isSure = async ({ topic, version, latest: newest }: Wanted, tx: Tx): Promise<boolean> => {
    const own = seen.get(topic);
    if (!newest || own?.before.includes(newest.version)) return true;
    if (version === WITHDRAWN && library?.withdrawal(topic)?.isCertain) return true;
    if (newest.version === WITHDRAWN && (await isUndone(topic, newest.number, tx))) return true;
    if (own && monotonic() - Math.max(own.sinceMs, leadsSinceMs) >= LASTING_MS) return true;
    if (version === WITHDRAWN) return false;
    const query = tx.selectFrom("editions").select("number").where("topic", "=", topic).where("version", "=", version);
    return (await query.executeTakeFirst()) === undefined;
  };
  const write = async (one: Wanted, known: Map<string, Latest>, tx: Tx): Promise<readonly string[]> => {
    const { topic, version, told, latest: newest } = one;
    if (newest?.version === version) {
      await nameChange({ topic, number: newest.number, told }, new Date(now()), tx);
      known.set(topic, { ...newest, kind: told.kind });
      return [topic];
    }
    if (!(await isSure(one, tx))) return [];
    const edition = { topic, briefing: library?.briefing(topic), told, after: newest?.number ?? 0 };
    const written = await writeEdition(edition, new Date(now()), tx);
    known.set(topic, written);
    return written.version === version ? [topic] : [];
  };
  return {
    see(next) {
      library = next;
      for (const briefing of next.briefings) see(briefing.topic, wordsVersion(briefing));
      for (const topic of [...seen.keys(), ...(latest?.keys() ?? [])]) if (!next.briefing(topic)) see(topic, WITHDRAWN);
    },
    async record() {
      if (!library) return [];
      const database = await db();
      latest ??= await readLatest(database);
      for (const topic of latest.keys()) if (!library.briefing(topic)) see(topic, WITHDRAWN);
      await followAudiences(library, database);
      const known = latest;
      const todo = wanted(known);
      const recorded: string[] = [];
      for (let from = 0; from < todo.length; from += CHUNK) {
        const chunk = todo.slice(from, from + CHUNK);
        // Remembered only if the whole transaction succeeds.
        const next = new Map(known);
        const made = await database.transaction().execute(async (tx) => {
          const topics: string[] = [];
          for (const one of chunk) topics.push(...(await write(one, next, tx)));
          return topics;
        });
        for (const [topic, value] of next) known.set(topic, value);
        recorded.push(...made);
      }
      return recorded;
    },
    lead() {
      latest = undefined;
      leadsSinceMs = monotonic();
    },
  };

  /** The audience of the newest edition can change while its words stay the same. */
  async function followAudiences({ briefings }: Library, database: Database): Promise<void> {
    const said = new Map(briefings.map(({ topic, audience }) => [topic, JSON.stringify(audience)]));
    const changed = [...said].filter(([topic, audience]) => audiences.get(topic) !== audience);
    for (const [topic, audience] of changed) {
      const newest = latest?.get(topic);
      // Words that are not recorded yet may be for a different audience.
      if (newest && newest.version === seen.get(topic)?.version)
        await database
          .updateTable("editions")
          .set({ audience })
          .where("topic", "=", topic)
          .where("number", "=", newest.number)
          .execute();
      audiences.set(topic, audience);
    }
  }
}

/** Whether the store, which all processes read, says that a withdrawal was undone. */
async function isUndone(topic: string, number: number, tx: Tx): Promise<boolean> {
  const row = await tx
    .selectFrom("withdrawn as w")
    .innerJoin("editions as e", "e.topic", "w.topic")
    .select("w.topic")
    .where("w.topic", "=", topic)
    .where("e.number", "=", number)
    .whereRef("w.undone_at", ">=", "e.made_at")
    .executeTakeFirst();
  return row !== undefined;
}

async function readLatest(db: Database): Promise<Map<string, Latest>> {
  const newest = sql<number>`(select max(n.number) from editions n where n.topic = editions.topic)`;
  const rows = await db
    .selectFrom("editions")
    .select(["topic", "number", "version", "kind"])
    .where("number", "=", newest)
    .execute();
  return new Map(rows.map(({ topic, ...row }) => [topic, row]));
}
