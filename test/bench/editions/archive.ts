import { sql } from "kysely";
import type { Library } from "#briefing";
import { fingerprintOf } from "#schedule";
import { type Database, differencesOf } from "#store";
import { briefingFile, libraryOf, sourceFile } from "../../fixtures/content/library.ts";

export const STORIES = 1_000;
const EDITIONS = 100;
const STATEMENTS = 5;
const DAY_MS = 86_400_000;
const QUOTE = "the union will stop work at noon";
/** Stories in one statement, so that it stays within the limits of both databases. */
const AT_ONCE = 50;

/** What a story says of a matter from one edition on. */
const wordsOf = (story: number, matter: number, edition: number) =>
  `Story ${story} says of matter ${matter} what was known of it on day ${edition} and not before.`;

/** The edition that last reworded a matter by the time of another one: each edition rewords one of them. */
function sinceOf(matter: number, edition: number): number {
  for (let number = edition; number > 1; number -= 1) if (number % STATEMENTS === matter % STATEMENTS) return number;
  return 1;
}

const MATTERS = Array.from({ length: STATEMENTS }, (_, index) => index + 1);

/** The stories as they are after their last edition. */
export function archiveLibrary(): Library {
  const files = Array.from({ length: STORIES }, (_, story) => {
    const items = MATTERS.map((matter) => `- ${wordsOf(story, matter, sinceOf(matter, EDITIONS))} [^1]`).join("\n");
    const text = briefingFile({
      header: `title: Story ${story}`,
      happening: items,
      footnotes: `[^1]: wire "${QUOTE}"`,
    });
    return [`briefings/story-${story}.md`, text] as const;
  });
  const source = sourceFile(`We were told that ${QUOTE}.`, "title: Wire");
  return libraryOf({ "sources/wire.md": source, ...Object.fromEntries(files) });
}

/** Stores all editions of all stories: one a day, each tenth a correction, and some words of each taken back or hidden. */
export async function storeArchive(db: Database, nowMs: number): Promise<void> {
  const { rows } = differencesOf(db);
  for (let from = 0; from < STORIES; from += AT_ONCE) {
    const stories = Array.from({ length: AT_ONCE }, (_, index) => from + index);
    const editions = rows(
      stories.flatMap((story) => editionsOf(story, nowMs)),
      EDITION,
    );
    await sql`insert into editions
      (topic, number, predecessor, version, kind, why, hide_old, reviewed_by, audience, made_at, named_at)
      select topic, number, predecessor, version, kind, why, hide_old, reviewed_by, audience, made_at, made_at
      from ${editions}`.execute(db);
    const statements = rows(
      stories.flatMap((story) => statementsOf(story, nowMs)),
      STATEMENT,
    );
    await sql`insert into edition_statements
      (topic, statement, since, until, fingerprint, section, text, cites, retracted, ambiguous, gone_at)
      select topic, statement, since, until, fingerprint, section, text, cites, retracted, ambiguous, gone_at
      from ${statements}`.execute(db);
  }
}

const EDITION: Shape = {
  ...{ topic: "text", number: "integer", predecessor: "integer", version: "text", kind: "text", why: "text" },
  ...{ hide_old: "boolean", reviewed_by: "text", audience: "json", made_at: "instant" },
};
const STATEMENT: Shape = {
  ...{ topic: "text", statement: "text", since: "integer", until: "integer", fingerprint: "text", section: "text" },
  ...{ text: "text", cites: "json", retracted: "boolean", ambiguous: "boolean", gone_at: "instant" },
};

type Shape = Parameters<ReturnType<typeof differencesOf>["rows"]>[1];

const isWithdrawal = (edition: number) => edition % 50 === 26;
const hidesOld = (edition: number) => edition % 40 === 22;

/** Words that were taken back or hidden, in what is shown of a story. */
export function takenBackIn(shown: string): readonly string[] {
  return [...shown.matchAll(/of matter (\d) what was known of it on day (\d+) /g)].flatMap(([words, matter, day]) => {
    const last = Number(matter) === 1 ? 76 : Number(matter) === 2 ? 62 : 0;
    return Number(day) < last ? [words] : [];
  });
}
const madeAt = (story: number, edition: number, nowMs: number) =>
  new Date(nowMs - (EDITIONS - edition + 0.5) * DAY_MS - story * 1_000);

function editionsOf(story: number, nowMs: number) {
  return Array.from({ length: EDITIONS }, (_, index) => {
    const number = index + 1;
    const kind = isWithdrawal(number) ? "withdrawal" : number % 10 === 0 || hidesOld(number) ? "correction" : "update";
    const why = kind === "update" ? null : `Day ${number} was wrong.`;
    return {
      ...{ topic: `story-${story}`, number, predecessor: index, version: `v${number}`, kind, why },
      ...{
        hide_old: hidesOld(number),
        reviewed_by: "Ada",
        audience: "everyone",
        made_at: madeAt(story, number, nowMs),
      },
    };
  });
}

function statementsOf(story: number, nowMs: number) {
  return MATTERS.flatMap((matter) => {
    const sinces = Array.from({ length: EDITIONS }, (_, index) => index + 1).filter(
      (number) => sinceOf(matter, number) === number,
    );
    return sinces.map((since, index) => {
      const text = wordsOf(story, matter, since);
      const until = sinces[index + 1] ?? null;
      const quotes = [JSON.stringify(["wire", QUOTE])];
      return {
        ...{ topic: `story-${story}`, statement: `1.${matter}`, since, until, section: "happening", text },
        ...{ fingerprint: fingerprintOf({ text, quotes }), cites: [["wire", "18-50", QUOTE]], ambiguous: false },
        retracted: until !== null && isWithdrawal(until),
        gone_at: until === null ? null : madeAt(story, until, nowMs),
      };
    });
  });
}
