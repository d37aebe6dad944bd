import { pino } from "pino";
import type { Settings } from "./settings.ts";

/** Where the bot's own events go: JSON lines on standard error, so that standard output stays an answer's. */
export type Log = {
  /** The road of an ask and of a delivery. */
  debug?(details: object, message: string): void;
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
};

/** So much of what could not be written waits for better times. */
const MOST_WAITING_BYTES = 1_048_576;

/** Opens the log. What looks like a token is cut out of whatever is logged. */
export function openLog(level: Settings["LOG_LEVEL"], fd = 2): Log {
  const destination = pino.destination({ fd, sync: true, maxLength: MOST_WAITING_BYTES });
  // A terminal that was closed takes nothing any more, and the bot has yet to finish what it has in hand.
  destination.on("error", () => {});
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      hooks: {
        streamWrite: (line) => withoutTokens(line),
      },
    },
    destination,
  );
}

/** A line of the log without what would let its reader in. */
export function withoutTokens(line: string): string {
  return line.replace(TOKENS, "[token]");
}

/**
 * Slack's and Discord's tokens, the addresses that are secrets themselves (hooks, answers to interactions, the one of a
 * socket; a file of ours in a folder of such a name is none), what stands behind `Authorization`, and passwords in addresses.
 */
const TOKENS = new RegExp(
  [
    "xox[a-z](?:\\.xox[a-z])?-[\\w-]{6,}|xapp-[\\w-]{6,}|xwfp-[\\w-]{6,}",
    "(?<=/(?:services|commands|actions|workflows|triggers|app|link)/)(?![\\w/.@+-]*\\.[cm]?[jt]s:\\d)[\\w/-]{12,}",
    "(?<=/(?:webhooks|interactions)/\\d+/)[\\w.-]{12,}",
    '(?<=[?&](?:ticket|token|app_id)=)[^&\\s"]+',
    "[\\w-]{23,28}\\.[\\w-]{6}\\.[\\w-]{27,}",
    "(?<=\\b(?:Bearer|Bot|Basic) )[\\w.+/=-]{12,}",
    '(?<=://[^\\s:/@]{0,64}:)[^\\s/"]+(?=@)',
  ].join("|"),
  "gi",
);
