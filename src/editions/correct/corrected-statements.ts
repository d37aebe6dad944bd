import type { ChangeKind } from "#briefing";
import type { Database } from "#store";
import { mends } from "../words/change-kind.ts";
import { type KeptCite, readCites } from "../words/stored-statement.ts";

/** A statement that was corrected: posts with any of its old words must be amended. */
export type Mended = {
  readonly topic: string;
  readonly statement: string;
  /** The newest edition that corrected it, what was wrong, and when that was named, in ms since 1970. */
  readonly edition: number;
  readonly kind: ChangeKind & ("correction" | "withdrawal");
  readonly why?: string;
  readonly atMs: number;
  /** Whether the old words must not be repeated. */
  readonly hidesOld: boolean;
  /** The fingerprints of all its earlier words. */
  readonly old: ReadonlySet<string>;
  /** Its corrected words; absent: it is gone. */
  readonly now?: {
    readonly text: string;
    readonly cites: readonly [KeptCite, ...KeptCite[]];
    readonly fingerprint: string;
  };
};

/**
 * What was corrected in some topics, one entry per statement. `asIf`: an edition that counts as a correction, whatever
 * its kind.
 */
export async function mendedIn(
  topics: readonly string[],
  db: Database,
  asIf?: { readonly topic: string; readonly number: number },
): Promise<readonly Mended[]> {
  if (topics.length === 0) return [];
  const all = await db
    .selectFrom("editions")
    .select(["topic", "number", "kind", "why", "hide_old", "named_at"])
    .where("topic", "in", topics)
    .where(({ or, and, eb }) =>
      or([
        eb("kind", "in", ["correction", "withdrawal"]),
        ...(asIf ? [and([eb("topic", "=", asIf.topic), eb("number", "=", asIf.number)])] : []),
      ]),
    )
    .execute();
  const editions = all.map((one) => ({ ...one, kind: mends(one.kind) ? one.kind : ("correction" as const) }));
  if (editions.length === 0) return [];
  const rows = await db
    .selectFrom("edition_statements")
    .select(["topic", "statement", "since", "until", "fingerprint", "text", "cites", "ambiguous", "retracted"])
    .where("topic", "in", topics)
    .orderBy("since")
    .execute();
  const named = new Map(editions.map((edition) => [`${edition.topic} ${edition.number}`, edition]));
  const byStatement = Map.groupBy(rows, ({ topic, statement }) => `${topic} ${statement}`);
  return [...byStatement.values()].flatMap((words): Mended[] => {
    // Words that may have become more than one statement are never amended.
    const last = words.findLast(({ topic, until, ambiguous }) => !ambiguous && named.has(`${topic} ${until}`));
    const edition = last && named.get(`${last.topic} ${last.until}`);
    if (!last || !edition) return [];
    const { number, kind, why, hide_old, named_at, topic } = edition;
    const now = words.find(({ since }) => since === number);
    const cites = now && readCites(now.cites);
    const before = words.filter(({ since }) => since < number);
    return [
      {
        ...{ topic, statement: last.statement, edition: number, kind, atMs: named_at.getTime() },
        ...(why !== null && { why }),
        hidesOld: hide_old || before.some(({ retracted }) => retracted),
        old: new Set(before.map(({ fingerprint }) => fingerprint)),
        ...(now && cites && { now: { text: now.text, cites, fingerprint: now.fingerprint } }),
      },
    ];
  });
}
