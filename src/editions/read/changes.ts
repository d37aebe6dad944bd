import { sql } from "kysely";
import type { Audience, Briefing, Statement } from "#briefing";
import { matchStatements, readSince, sayInstant } from "#schedule";
import type { Database } from "#store";
import { isAudience } from "../words/audience.ts";
import { mends } from "../words/change-kind.ts";
import { comparable, type KeptCite, readCites, type Worded, wordedIn } from "../words/stored-statement.ts";
import { hiddenIn } from "./hidden.ts";

declare const kept: unique symbol;

/** A statement as an edition kept it: its quotes were checked when it was recorded. Only this file reads it back. */
export type KeptStatement = {
  readonly text: string;
  readonly cites: readonly [KeptCite, ...KeptCite[]];
  /** Who could read it at the time. */
  readonly audience: Audience;
  readonly [kept]: true;
};

/** A statement that is gone; without its words if they were taken back or hidden, or are unknown. */
export type Gone = { readonly was?: KeptStatement };

/** What was wrong in an earlier edition. */
export type Why = {
  readonly kind: "correction" | "withdrawal";
  readonly why: string;
  readonly atMs: number;
  /** Who could read the wrong words, and who the correction: only those who could read both may read this. */
  readonly audiences: readonly [Audience, Audience];
};

/** How a topic's current words differ from those at an earlier time. */
export type TopicChanges = {
  /** The start, in ms since 1970: as asked, or when the first known edition was made if that is later. */
  readonly sinceMs: number;
  /** The number of the edition that was current then. */
  readonly base: number;
  readonly corrected: readonly (Gone & { readonly now: Statement })[];
  readonly reworded: readonly (Gone & { readonly now: Statement })[];
  readonly added: readonly Statement[];
  readonly withdrawn: readonly Gone[];
  readonly unchanged: number;
  /** What was wrong, in the words of whoever corrected it, oldest first. */
  readonly whys: readonly Why[];
};

/** What changed in a topic, and since when, in words. */
export type WhatChanged = TopicChanges & { readonly since: string };

const WEEK_MS = 7 * 86_400_000;

/**
 * The start of the changes asked for, in ms since 1970: as typed; if empty, the last post, else a week ago. Undefined
 * if it can't be read.
 */
export function sinceOf(typed: string, nowMs: number, zone: string, postedMs = nowMs - WEEK_MS): number | undefined {
  const since = typed.trim();
  return since === "" ? postedMs : readSince(since, nowMs, zone);
}

/** Changes with their start in words, in a zone; "none" if no edition is known. */
export function sayChanges(changes: TopicChanges | undefined, zone: string): WhatChanged | "none" {
  return changes ? { ...changes, since: sayInstant(changes.sinceMs, zone) } : "none";
}

/**
 * Compares a topic's current words with the edition that was current at an instant. Undefined if no edition is known.
 */
export async function changesSince(
  briefing: Briefing,
  sinceMs: number,
  db: Database,
): Promise<TopicChanges | undefined> {
  const { topic } = briefing;
  const of = () => db.selectFrom("editions").where("topic", "=", topic);
  // By number, since an edition is never older than the one before.
  const then = of().where("made_at", "<=", new Date(sinceMs));
  const from = sql<number>`coalesce(
    ${then.select(({ fn }) => fn.max("number").as("n"))}, ${of().select(({ fn }) => fn.min("number").as("n"))})`;
  const [editions, rows] = await Promise.all([
    of()
      .select(["number", "kind", "why", "audience", "made_at"])
      .where("number", ">=", from)
      .orderBy("number")
      .execute(),
    db
      .selectFrom("edition_statements as s")
      .select(["s.statement", "s.since", "s.until", "s.fingerprint", "s.text", "s.cites", hiddenIn(db).as("hidden")])
      .where("s.topic", "=", topic)
      .where(({ or, eb }) => or([eb("s.until", "is", null), eb("s.until", ">", from)]))
      .execute(),
  ]);
  const [base] = editions;
  if (!base) return undefined;
  const named = new Map(editions.map((edition) => [edition.number, edition]));
  const mending = editions.filter(({ number, kind }) => number > base.number && mends(kind));
  const byNumber = new Set(mending.map(({ number }) => number));
  const before = new Map(rows.filter(({ since }) => since <= base.number).map((row) => [row.statement, row]));
  const goneOf = ({ until, hidden, text, cites: stored }: (typeof rows)[number]): Gone => {
    if (hidden) return {};
    const audience = named.get((until ?? 0) - 1)?.audience;
    const cites = readCites(stored);
    if (!cites || !isAudience(audience)) return {};
    return { was: { text, cites, audience } as KeptStatement };
  };
  const now = identified(
    wordedIn(briefing),
    rows.filter(({ until }) => until === null),
  );
  const made: { corrected: TopicChanges["corrected"][number][]; reworded: TopicChanges["reworded"][number][] } = {
    corrected: [],
    reworded: [],
  };
  const added: Statement[] = [];
  let unchanged = 0;
  const still = new Set<string>();
  for (const { worded, id } of now) {
    const row = id === undefined ? undefined : before.get(id);
    if (!row) {
      added.push(worded.statement);
      continue;
    }
    still.add(row.statement);
    if (row.fingerprint === worded.fingerprint) unchanged += 1;
    else {
      const isCorrected = rows.some(({ statement, until }) => statement === id && byNumber.has(until ?? 0));
      made[isCorrected ? "corrected" : "reworded"].push({ ...goneOf(row), now: worded.statement });
    }
  }
  return {
    // Later than asked only if it is the first edition.
    sinceMs: Math.max(sinceMs, base.made_at.getTime()),
    base: base.number,
    ...made,
    added,
    withdrawn: [...before.values()].filter(({ statement }) => !still.has(statement)).map(goneOf),
    unchanged,
    whys: mending.flatMap(({ number, kind, why, made_at, audience }): Why[] => {
      const before = named.get(number - 1)?.audience;
      if (!mends(kind) || why === null || !isAudience(audience) || !isAudience(before)) return [];
      return [{ kind, why, atMs: made_at.getTime(), audiences: [before, audience] }];
    }),
  };
}

/** Gives a briefing's statements the ids of the newest edition's, since the briefing may not be recorded yet. */
function identified(
  words: readonly Worded[],
  standing: readonly { statement: string; text: string; cites: unknown }[],
): readonly { worded: Worded; id?: string }[] {
  const { pairs } = matchStatements(standing.map(comparable), words);
  const ids = new Map(pairs.map(({ was, now }) => [now, standing[was]?.statement]));
  return words.map((worded, index) => {
    const id = ids.get(index);
    return { worded, ...(id !== undefined && { id }) };
  });
}
