import { pino } from "pino";
import type { Settings } from "./settings.ts";

/** Where the bot's own events go: JSON lines on standard error, so that standard output stays an answer's. */
export type Log = {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
};

/** Opens the log. What looks like a token is cut out of whatever is logged. */
export function openLog(level: Settings["LOG_LEVEL"]): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      hooks: {
        streamWrite: (line) => line.replace(TOKENS, "[token]"),
      },
    },
    pino.destination({ fd: 2, sync: true }),
  );
}

/** Slack's tokens and hooks, Discord's bot tokens, and what stands behind `Authorization`. */
const TOKENS =
  /xox[a-z]-[\w-]{6,}|xapp-[\w-]{6,}|(?<=\/services\/|\/commands\/|\/actions\/)[\w/]{12,}|[\w-]{23,28}\.[\w-]{6}\.[\w-]{27,}|(?<=(?:Bearer|Bot) )[\w.-]{12,}/g;
