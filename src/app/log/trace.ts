import type { Bot } from "#chat";
import type { Log } from "./log.ts";

/** The same bot, which logs each ask and its outcome at level `debug`; never the words. */
export function traced(bot: Bot, log: Log, now: () => number): Bot {
  return {
    ...bot,
    async answer(ask, before) {
      const startedAt = now();
      const { id, command, place, options, words } = ask;
      const given = options === undefined ? { words: words?.length ?? 0 } : { options: Object.keys(options) };
      log.debug?.({ ask: id, command, ...given, platform: place.platform, tenant: place.tenant }, "asked");
      const reply = await bot.answer(ask, before);
      const { outcome, answers, edition } = reply;
      const tookMs = Math.round(now() - startedAt);
      log.debug?.({ ask: id, command: answers?.command ?? command, outcome, edition, tookMs }, "answered");
      return reply;
    },
  };
}
