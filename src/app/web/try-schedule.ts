import type { Library } from "#briefing";
import type { Bot } from "#chat";
import { commands, trySchedule } from "#commands";
import type { TrySchedule } from "#console";

/** Lets people try schedules where nothing is connected. The code that computes them is loaded on first use. */
export function openTrial(bot: Bot, library: () => Library, now: () => number, newId: () => string): TrySchedule {
  return async (options, place) => {
    const { readRequest, rehearse } = await import("#schedule");
    const ask = { id: newId(), command: "briefing-schedule", place, by: { id: "playground" }, options };
    const nowMs = now();
    const { reply, rehearsal } = await trySchedule(ask, {
      library: library(),
      specs: commands,
      read: (request) => readRequest(request, nowMs),
      rehearse: (read, title) => rehearse(read, { bot, place, title, nowMs }),
    });
    return { reply, ...(rehearsal && { channel: rehearsal }) };
  };
}
