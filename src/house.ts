import { randomUUID } from "node:crypto";
import { formatProblem, type Library, type LiveLibrary, openLibrary } from "#briefing";
import type { Bot } from "#chat";
import { commands } from "#commands";
import { createBot } from "./bot.ts";
import type { Log } from "./log.ts";
import type { Settings } from "./settings.ts";

/** The bot over a library: what every way of running it needs. */
export type House = { readonly bot: Bot; readonly library: LiveLibrary };

/** Opens the library of the content folder and the bot over it. */
export async function openHouse(settings: Settings, log: Log): Promise<House> {
  const library = await openLibrary(settings.CONTENT_DIR, {
    onChange: reportProblems(log),
    onFailure: (error) => log.error({ err: error }, "a change of the content could not be followed"),
  });
  return { library, bot: openBot(() => library.current(), settings, log) };
}

/** Makes the bot answer from a library. */
export function openBot(library: () => Library, { PUBLIC_URL }: Pick<Settings, "PUBLIC_URL">, log: Log): Bot {
  return createBot({
    commands,
    library,
    ...(PUBLIC_URL !== undefined && { publicUrl: PUBLIC_URL }),
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
    const now = new Set(problems.map(formatProblem));
    for (const problem of now.difference(known)) log.warn({ problem }, "a content file has a problem");
    known = now;
    log.info({ briefings: briefings.length, sources: sources.length, problems: problems.length }, "library loaded");
  };
}
