import type { Ask, Bot, Reply } from "#chat";

/** What to do when the bot is asked, and when it has answered. */
export type Watcher = {
  readonly asked?: (ask: Ask) => void;
  /** `tookMs`: how long the answer took. */
  readonly answered: (ask: Ask, reply: Reply, tookMs: number) => void;
};

/** The same bot, watched. `now`: milliseconds that never run backwards. */
export function watchAnswers(bot: Bot, now: () => number, { asked, answered }: Watcher): Bot {
  return {
    ...bot,
    async answer(ask, before) {
      const startedAt = now();
      asked?.(ask);
      const reply = await bot.answer(ask, before);
      answered(ask, reply, now() - startedAt);
      return reply;
    },
  };
}
