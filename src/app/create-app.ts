import { randomUUID } from "node:crypto";
import { formatProblem, isError, type Library, type WatchedLibrary, watchLibrary } from "#briefing";
import type { Bot } from "#chat";
import { commands, commandWords, type Upkeep, unlisted } from "#commands";
import type { Editions } from "#editions";
import type { Schedule } from "#schedule";
import { createBot } from "./bot.ts";
import type { Log } from "./log.ts";
import { notifyProblems } from "./notify-problems.ts";
import { requiredReview, type Settings } from "./settings.ts";
import { openUpkeep } from "./upkeep.ts";

/** The bot and its library: what every program needs. */
export type App = { readonly bot: Bot; readonly library: WatchedLibrary };

/** What of the stored is at hand; nothing where no platform is connected. */
export type Stored = { readonly schedule?: Schedule; readonly editions?: Editions };

/** Opens the library in the content folder, and the bot that answers from it. */
export async function createApp(settings: Settings, log: Log, now: () => number, stored: Stored = {}): Promise<App> {
  const { schedule, editions } = stored;
  const report = reportProblems(log);
  const tell = schedule && notifyProblems(schedule.operator, log);
  const library = await watchLibrary(settings.CONTENT_DIR, {
    now,
    commandWords,
    ...requiredReview(settings),
    onChange(library) {
      report(library);
      tell?.(library.problems);
      editions?.see(library);
    },
    onFailure: (error) => log.error({ err: error }, "could not reload changed content"),
  });
  return {
    library,
    bot: openBot(() => library.current(), settings, log, now, { ...stored, upkeep: openUpkeep(settings, now) }),
  };
}

/** Makes the bot answer from a library. */
export function openBot(
  library: () => Library,
  { PUBLIC_URL, PUBLISHER }: Pick<Settings, "PUBLIC_URL" | "PUBLISHER">,
  log: Log,
  now: () => number,
  { schedule, editions, upkeep }: Stored & { readonly upkeep?: Upkeep } = {},
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
    ...(upkeep && { upkeep }),
    onFailure: ({ reference, ask: { id, command, place }, error }) => {
      log.error(
        { reference, ask: id, command, place, err: error },
        "a command failed; the asker was given the reference",
      );
    },
  });
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
