import { pino } from "pino";
import type { Settings } from "../settings/settings.ts";

/** Where the bot logs: JSON lines on standard error, which leaves standard output to answers. */
export type Log = {
  /** The steps of an ask and of a delivery. */
  debug?(details: object, message: string): void;
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
};

/** At most this much unwritten log is kept in memory. */
const MOST_WAITING_BYTES = 1_048_576;

/** Opens the log. Anything that looks like a token is cut out. */
export function openLog(level: Settings["LOG_LEVEL"], fd = 2): Log {
  const destination = pino.destination({ fd, sync: true, maxLength: MOST_WAITING_BYTES });
  // A closed terminal takes no more lines, but the bot must still finish what it is doing.
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

/** A log line without secrets. */
export function withoutTokens(line: string): string {
  return line.replace(TOKENS, "[token]");
}

/**
 * Slack's and Discord's tokens, secret URLs (webhooks, interaction responses, sockets; not our own files in a folder of
 * such a name), the value of `Authorization`, and passwords in URLs.
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
