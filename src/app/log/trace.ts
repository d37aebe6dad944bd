import type { Bot } from "#chat";
import type { Log } from "./log.ts";
import { watchAnswers } from "./watch-answers.ts";

/** The same bot, which logs each ask and its outcome at level `debug`; never the words. */
export function traced(bot: Bot, log: Log, now: () => number): Bot {
  return watchAnswers(bot, now, {
    asked({ id, command, place, options, words }) {
      const given = options === undefined ? { words: words?.length ?? 0 } : { options: Object.keys(options) };
      log.debug?.({ ask: id, command, ...given, platform: place.platform, tenant: place.tenant }, "asked");
    },
    answered({ id, command }, { outcome, answers, edition }, tookMs) {
      const about = { command: answers?.command ?? command, outcome, edition, tookMs: Math.round(tookMs) };
      log.debug?.({ ask: id, ...about }, "answered");
    },
  });
}
