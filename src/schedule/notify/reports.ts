import { createHash } from "node:crypto";
import { type Asker, type Place, shorten } from "#chat";
import { type Database, differencesOf, type Tx } from "#store";
import { insertNotices, type NewNotice } from "./notices.ts";
import { aboutKey, HEARD, OWNER, personIn } from "./owner-keys.ts";

/** A mistake that somebody found in an answer. */
export type Report = {
  /** The id of the ask that reports it: passed on once, however often it arrives. */
  readonly ask: string;
  readonly by: Asker;
  readonly place: Place;
  /** Which answer, in words for the reader of the report. */
  readonly about: string;
  /** What is wrong, as the person wrote it. */
  readonly words: string;
  /** The story's owner; if absent, the operator's place gets it. */
  readonly owner?: Place;
  /** Whether the person offered their name. */
  readonly tellsName?: boolean;
  /** Whether they want to hear what comes of it. */
  readonly hears?: boolean;
  /** The story and the sentence in it that they chose. */
  readonly topic?: string;
  readonly title?: string;
  readonly statement?: { readonly mark: string; readonly text: string; readonly quote: string };
};

/** What happened to a report; `enough`: too many came within the hour, from the person or altogether. */
export type Reported = "passed-on" | "enough-from-you" | "enough" | "failed";

/** Most reports an hour: more would bury the operator's place, whoever sends them. */
export const MOST_REPORTS = { person: 5, tenant: 20, everyone: 60 } as const;

const HOUR_MS = 3_600_000;
const MOST_WORDS = 1_000;
const MOST_NAME = 80;
const MARK_LENGTH = 16;

/** Plans to pass a report on to the story's owner, or else to the operator's place. */
export async function passOn(report: Report, operator: Place | undefined, now: Date, db: Database): Promise<Reported> {
  const { ask, by, place, owner } = report;
  const to = owner ?? operator;
  if (!to) return "failed";
  const of = { tenant: markOf(place.platform, place.tenant), person: markOf(place.platform, by.id) };
  const kind = owner ? `${OWNER}:report` : "report";
  const about = aboutKey(report.topic, report.statement?.mark);
  const key = `${kind}:${of.tenant}:${of.person}:${about}${ask}`;
  return db.transaction().execute(async (tx) => {
    // One at a time: two that come at once must not both count as the last allowed.
    await differencesOf(tx).oneAtATime("nutgraf reports", tx);
    const since = new Date(now.getTime() - HOUR_MS);
    const rows = await tx
      .selectFrom("notices")
      .select("key")
      .where(({ or, eb }) => or([eb("key", "like", "report:%"), eb("key", "like", `${OWNER}:report:%`)]))
      .where(({ or, eb }) => or([eb("key", "=", key), eb("made_at", ">", since)]))
      .execute();
    if (rows.some((row) => row.key === key)) return "passed-on";
    const count = (part: string) => rows.filter((row) => row.key.split(":").includes(part)).length;
    if (count(of.person) >= MOST_REPORTS.person) return "enough-from-you";
    if (count(of.tenant) >= MOST_REPORTS.tenant || rows.length >= MOST_REPORTS.everyone) return "enough";
    const { platform, tenant } = to;
    const text = textOf(report);
    const person = owner ? personIn(owner) : null;
    // Reports about one sentence within an hour share one message, due when the first of them is.
    const together = report.statement && (await firstDue({ kind, about, platform, tenant, person }, now, tx));
    const dueAt = together ?? (owner || report.statement ? new Date(now.getTime() + HOUR_MS) : undefined);
    const notice = { key, platform, tenant, person, subscription: null, text, about: place, ...(dueAt && { dueAt }) };
    await insertNotices([notice, ...answerTo(report, now)], now, tx);
    return "passed-on";
  });
}

/** When an earlier report about the same sentence is due to the same recipient; undefined if none is waiting. */
async function firstDue(
  of: Pick<NewNotice, "platform" | "tenant" | "person"> & { readonly kind: string; readonly about: string },
  now: Date,
  tx: Tx,
): Promise<Date | undefined> {
  const row = await tx
    .selectFrom("notices")
    .select("due_at")
    .where("key", "like", `${of.kind}:${ANY_MARK}:${ANY_MARK}:${of.about}%`)
    .where("platform", "=", of.platform)
    .where("tenant", "=", of.tenant)
    .where("person", of.person === null ? "is" : "=", of.person)
    .where("state", "=", "planned")
    .where("due_at", ">", now)
    .orderBy("due_at")
    .limit(1)
    .executeTakeFirst();
  return row?.due_at;
}

/** The reporter gets this if nothing comes of the report in `WAITS_MS`; if something does, that replaces it. */
function answerTo({ ask, by, place, hears, topic, title, statement }: Report, now: Date): NewNotice[] {
  if (!hears || topic === undefined || !statement) return [];
  const { platform, tenant } = place;
  const text = `You reported a mistake in “${shorten(title ?? topic, MOST_NAME)}”.${UNCHANGED}`;
  const key = `${HEARD}:${topic}:${statement.mark}:${ask}`;
  return [
    { key, platform, tenant, person: by.id, subscription: null, text, dueAt: new Date(now.getTime() + WAITS_MS) },
  ];
}

const UNCHANGED = " It has not been changed since.";
const WAITS_MS = 30 * 24 * HOUR_MS;

/** What came of a report, in words; undefined while nothing has. */
export type CameOf = (of: {
  readonly topic: string;
  readonly mark: string;
  readonly reportedAt: Date;
  /** What was reported, with the title that the reporter knows. */
  readonly about: string;
}) => string | undefined;

/** Notifies those who reported mistakes as soon as something came of it. */
export async function tellReporters(cameOf: CameOf, now: Date, db: Database): Promise<void> {
  const waiting = await db
    .selectFrom("notices")
    .select(["key", "made_at", "text"])
    .where("key", "like", `${HEARD}:%`)
    .where("state", "=", "planned")
    .where("due_at", ">", now)
    .execute();
  for (const { key, made_at, text: kept } of waiting) {
    const [, topic = "", mark = ""] = key.split(":");
    const about = kept.endsWith(UNCHANGED) ? kept.slice(0, -UNCHANGED.length) : "You reported a mistake in a story.";
    const text = cameOf({ topic, mark, reportedAt: made_at, about });
    if (text === undefined) continue;
    await db
      .updateTable("notices")
      .set({ text: shorten(text, MOST_WORDS), due_at: now })
      .where("key", "=", key)
      .where("state", "=", "planned")
      .execute();
  }
}

/** Removes what a person reported. */
export async function forgetReportsBy({ platform, person }: { platform: string; person: string }, tx: Tx) {
  await removeReports(`report:${ANY_MARK}:${markOf(platform, person)}:%`, tx);
  await removeReports(`${OWNER}:report:${ANY_MARK}:${markOf(platform, person)}:%`, tx);
}

/** Removes what was reported from a workspace or server. */
export async function forgetReportsFrom({ platform, tenant }: { platform: string; tenant: string }, tx: Tx) {
  await removeReports(`report:${markOf(platform, tenant)}:%`, tx);
  await removeReports(`${OWNER}:report:${markOf(platform, tenant)}:%`, tx);
}

/** One line each, with the person's own words last: nothing in them can pass for another line. */
function textOf({ by, about, words, tellsName, statement }: Report): string {
  return [
    // Their name, if known: the place is shown after it.
    `Who: ${tellsName ? shorten(by.name ?? by.id, MOST_NAME) : "somebody who did not give a name"}.`,
    `About: ${shorten(about, MOST_WORDS)}`,
    ...(statement
      ? [
          `It says: ${shorten(statement.text, MOST_WORDS)}`,
          `Its source says: “${shorten(statement.quote, MOST_WORDS)}”`,
        ]
      : []),
    `They wrote: ${shorten(words, MOST_WORDS)}`,
  ].join("\n");
}

/** Report keys hold only hashes of who sent them and from where, so that reports can be counted and forgotten. */
function markOf(platform: string, id: string): string {
  return createHash("sha256")
    .update(JSON.stringify([platform, id]))
    .digest("hex")
    .slice(0, MARK_LENGTH);
}

/** A LIKE pattern for any mark. */
const ANY_MARK = "_".repeat(MARK_LENGTH);

async function removeReports(pattern: string, tx: Tx): Promise<void> {
  await tx.deleteFrom("notices").where("key", "like", pattern).execute();
}
