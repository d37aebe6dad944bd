import { Cron } from "croner";

/** Shortest time between two runs of one subscription. */
export const LEAST_GAP_MS = 15 * 60_000;

/**
 * The next runs after an instant, in ms since 1970, earliest first. A local time that does not exist runs at the end of
 * the gap, one that exists twice runs once.
 */
export function nextRuns(cron: string, zone: string, afterMs: number, count: number): number[] {
  return cronOf(cron, zone)
    .nextRuns(count, new Date(afterMs))
    .map((date) => date.getTime());
}

/** The next run after an instant; undefined when it never comes. */
export function nextRun(cron: string, zone: string, afterMs: number): number | undefined {
  return nextRuns(cron, zone, afterMs, 1)[0];
}

/** The last run up to and including an instant, no earlier than `fromMs`, which is one; and how many came before it. */
export function lastRun(cron: string, zone: string, fromMs: number, upToMs: number): { atMs: number; missed: number } {
  const runs = cronOf(cron, zone);
  let atMs = fromMs;
  let missed = 0;
  for (;;) {
    const next = runs.nextRun(new Date(atMs))?.getTime();
    if (next === undefined || next > upToMs) return { atMs, missed };
    atMs = next;
    missed += 1;
  }
}

/** Why these times in this zone cannot be kept, in a sentence; undefined when they can. */
export function problemWith(cron: string, zone: string, nowMs: number): string | undefined {
  const where = problemWithZone(zone);
  if (where !== undefined) return where;
  let runs: number[];
  try {
    runs = nextRuns(cron, zone, nowMs, RUNS_LOOKED_AT);
  } catch {
    return `“${cron}” cannot be read as cron: five fields, for minute, hour, day of the month, month and day of the week.`;
  }
  if (runs.length === 0) return `“${cron}” never comes: there is no such day.`;
  const gaps = runs.slice(1).map((run, index) => run - (runs[index] as number));
  if (gaps.some((gap) => gap < LEAST_GAP_MS)) return "That is too often: at most every 15 minutes.";
  return undefined;
}

/** Why times that were kept before cannot be kept on, to follow what they belong to; undefined when they can. */
export function problemWithTimes(cron: string, zone: string): string | undefined {
  if (problemWithZone(zone) !== undefined) return `its zone is “${zone}”, which is not a time zone here`;
  try {
    nextRuns(cron, zone, 0, 1);
    return undefined;
  } catch {
    return `its times are “${cron}”, which cannot be read`;
  }
}

/** Why a zone is none, in a sentence; undefined when it is one. */
export function problemWithZone(zone: string): string | undefined {
  // An offset is no zone: it would be an hour off for half of the year.
  if (/^[A-Za-z]/.test(zone)) {
    try {
      new Intl.DateTimeFormat("en", { timeZone: zone });
      return undefined;
    } catch {
      // Said below.
    }
  }
  return `“${zone}” is no time zone. Write it like Europe/London, America/New_York or UTC.`;
}

/** Every gap of a day and of a week's ends stands in so many runs at the shortest allowed. */
const RUNS_LOOKED_AT = 200;
/** Reading an expression takes longer than its next run, and thousands of subscriptions share a few. */
const MOST_KEPT = 2_000;
const kept = new Map<string, Cron>();

function cronOf(cron: string, zone: string): Cron {
  const key = `${cron} ${zone}`;
  let made = kept.get(key);
  if (!made) {
    made = new Cron(cron, { timezone: zone, paused: true, mode: "5-part" });
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(key, made);
  }
  return made;
}
