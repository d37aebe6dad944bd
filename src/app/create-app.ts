import { randomUUID } from "node:crypto";
import { type Answers, openAnswers } from "#ask";
import { formatProblem, isError, type Library, type WatchedLibrary, watchLibrary } from "#briefing";
import type { Bot } from "#chat";
import { commands, commandWords, type Tools, type Upkeep, unlisted } from "#commands";
import type { Editions, Withdrawals } from "#editions";
import type { Schedule } from "#schedule";
import { createBot } from "./bot.ts";
import type { Log } from "./log/log.ts";
import { notifyProblems } from "./notify-problems.ts";
import { requiredReview, type Settings } from "./settings/settings.ts";
import { openUpkeep } from "./upkeep/open-upkeep.ts";

/** The bot and its library: what every program needs. */
export type App = { readonly bot: Bot; readonly library: WatchedLibrary; readonly answers: Answers };

/** What is stored; empty if no platform is connected. */
export type Stored = {
  readonly schedule?: Schedule;
  readonly editions?: Editions;
  readonly withdrawals?: Withdrawals;
  /** An index to share with other code. Absent: a new one. */
  readonly answers?: Answers;
};

/** Opens the library in the content folder, and the bot that answers from it. */
export async function createApp(settings: Settings, log: Log, now: () => number, stored: Stored = {}): Promise<App> {
  const { schedule, editions, withdrawals } = stored;
  const report = reportProblems(log);
  const tell = schedule && notifyProblems(schedule.operator, log);
  const answers = openAnswers();
  const notPrepared = (error: unknown) => log.error({ err: error }, "could not prepare for questions");
  const library = await watchLibrary(settings.CONTENT_DIR, {
    now,
    commandWords,
    ...requiredReview(settings),
    ...(withdrawals && { withheld: withdrawals.inForce }),
    onChange(library) {
      report(library);
      tell?.(library.problems);
      // Prepares the index for the next question in the background, so that connecting doesn't wait for it.
      setTimeout(() => void answers.prepare(library).catch(notPrepared), INDEX_AFTER_MS).unref();
      editions?.see(library);
    },
    onFailure: (error) => log.error({ err: error }, "could not reload changed content"),
  });
  withdrawals?.follow(library.withhold);
  const own = { ...stored, answers, upkeep: openUpkeep(settings, now) };
  return { library, answers, bot: openBot(() => library.current(), settings, log, now, own) };
}

const INDEX_AFTER_MS = 2_000;

/** Makes the bot answer from a library. */
export function openBot(
  library: () => Library,
  { PUBLIC_URL, PUBLISHER, REVIEWERS = [] }: Pick<Settings, "PUBLIC_URL" | "PUBLISHER" | "REVIEWERS">,
  log: Log,
  now: () => number,
  { schedule, editions, withdrawals, answers, upkeep }: Stored & { readonly upkeep?: Upkeep } = {},
): Bot {
  return createBot({
    commands,
    unlisted,
    library,
    now,
    ...(PUBLIC_URL !== undefined && { publicUrl: PUBLIC_URL }),
    ...(PUBLISHER !== undefined && { publisher: PUBLISHER }),
    ...(schedule && { schedule }),
    ...(editions && { editions }),
    ...(answers && { answers }),
    ...(upkeep && { upkeep }),
    ...(withdrawals && { withdrawals }),
    mayWithdraw: isAmong(REVIEWERS),
    onFailure: ({ reference, ask: { id, command, place }, error }) => {
      log.error(
        { reference, ask: id, command, place, err: error },
        "a command failed; the asker was given the reference",
      );
    },
  });
}

/** Whether an asker is one of these people. On some platforms a direct message has no tenant. */
export function isAmong(reviewers: NonNullable<Settings["REVIEWERS"]>): NonNullable<Tools["mayWithdraw"]> {
  return ({ by, place }) =>
    reviewers.some(
      ({ platform, tenant, id }) =>
        platform === place.platform && id === by.id && (place.tenant === "" || tenant === place.tenant),
    );
}

export const newId = (): string => randomUUID();

/** Logs each problem once, when it appears. */
function reportProblems(log: Log): (library: Library) => void {
  let known = new Set<string>();
  return ({ briefings, sources, problems }) => {
    for (const one of problems) {
      const problem = formatProblem(one);
      if (known.has(problem)) continue;
      if (isError(one)) log.warn({ problem }, "a content file has a problem");
      else log.info({ problem }, "a content file has a warning");
    }
    known = new Set(problems.map(formatProblem));
    const errors = problems.filter(isError).length;
    const counts = { briefings: briefings.length, sources: sources.length, problems: errors };
    log.info({ ...counts, warnings: problems.length - errors }, "library loaded");
  };
}
