import { type Day, isDue, type Pattern, readCron } from "./cron.ts";
import { instantOf, wallAt } from "./local-time.ts";
import { onChangeOf } from "./on-change.ts";

/** The shortest time between two runs of one subscription. */
const LEAST_GAP_MS = 15 * 60_000;

/**
 * The next runs after an instant, in ms since 1970, earliest first. A local time that doesn't exist runs at the end of
 * its gap; one that exists twice runs once. This also holds for lists, ranges and steps.
 *
 * @throws {TypeError | RangeError} when `cron` is invalid, or this machine doesn't know `zone`
 * @example
 * nextRuns("0 9 * * 1-5", "Europe/London", 0, 2); // [28800000, 115200000], Thursday and Friday in January 1970
 */
export function nextRuns(cron: string, zone: string, afterMs: number, count: number): number[] {
  return [...runsOf(cron, zone, afterMs).take(count)];
}

/** The next run after an instant, both in ms since 1970; undefined if there is none. */
export function nextRun(cron: string, zone: string, afterMs: number): number | undefined {
  return nextRuns(cron, zone, afterMs, 1)[0];
}

/**
 * The last run up to and including an instant, counting from the run at `fromMs`, and how many came before it. Instants
 * are in ms since 1970.
 */
export function lastRun(cron: string, zone: string, fromMs: number, upToMs: number): { atMs: number; missed: number } {
  let atMs = fromMs;
  let missed = 0;
  for (const next of runsOf(cron, zone, fromMs)) {
    if (next > upToMs) break;
    atMs = next;
    missed += 1;
  }
  return { atMs, missed };
}

/** Why these times are not possible in any zone, in a sentence; undefined if they are. */
export function problemWith(cron: string, nowMs: number): string | undefined {
  if (onChangeOf(cron)) return undefined;
  let pattern: Pattern;
  try {
    pattern = readCron(cron);
  } catch {
    return `“${cron}” isn't valid cron: use five fields, for minute, hour, day of the month, month and day of the week.`;
  }
  const { times } = pattern;
  const days = daysFrom(pattern, Math.floor(nowMs / DAY_MS))
    .take(DAYS_LOOKED_AT)
    .toArray();
  if (days.length === 0) return `“${cron}” never occurs: there is no such day.`;
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
  const isDayAfterDay = days.some((day, index) => days[index - 1] === day - 1);
  if (isDayAfterDay) gaps.push(24 * 60 + (times[0] ?? 0) - (times.at(-1) ?? 0));
  return gaps.some((gap) => gap < LEAST_GAP_MS / MINUTE_MS)
    ? "That is too often: the limit is every 15 minutes."
    : undefined;
}

/** Why stored times no longer work, as a clause after their schedule's name; undefined if they do. */
export function problemWithTimes(cron: string, zone: string): string | undefined {
  if (problemWithZone(zone) !== undefined) return `its time zone “${zone}” is unknown here`;
  try {
    nextRuns(cron, zone, 0, 1);
    return undefined;
  } catch {
    return `its times “${cron}” can't be read`;
  }
}

/** Why this machine can't use a zone, in a sentence; undefined if it can. */
export function problemWithZone(zone: string): string | undefined {
  // An offset is not a zone: it would be an hour off for half of the year.
  if (/^[A-Za-z]/.test(zone)) {
    try {
      new Intl.DateTimeFormat("en", { timeZone: zone });
      return undefined;
    } catch {
      // Reported below.
    }
  }
  return `Unknown time zone “${zone}”.`;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Leap days can be eight years apart, around the turn of a century. */
const MOST_DAYS = 8 * 366 + 31;
/** Consecutive due days occur within this many days, if at all. */
const DAYS_LOOKED_AT = 800;

/** Runs in order; none for schedules that follow changes, which have no fixed times. */
function runsOf(cron: string, zone: string, afterMs: number) {
  return onChangeOf(cron) ? [].values() : runsAfter(readCron(cron), zone, afterMs);
}

/** Runs in order, each once: each local time of each due day. */
function* runsAfter(pattern: Pattern, zone: string, afterMs: number): Generator<number, undefined> {
  let lastMs = afterMs;
  // Starts a day early: a time in a gap may have moved past midnight.
  const today = Math.floor(wallAt(afterMs, zone) / DAY_MS);
  for (const day of daysFrom(pattern, today - 1)) {
    for (const time of pattern.times) {
      const atMs = instantOf(day * DAY_MS + time * MINUTE_MS, zone);
      if (atMs <= lastMs) continue;
      lastMs = atMs;
      yield atMs;
    }
  }
}

/** The due days, counted from 1970, from `first` on; ends if none comes for years. */
function* daysFrom(pattern: Pattern, first: number): Generator<number, undefined> {
  let left = MOST_DAYS;
  for (let number = first; left > 0; number += 1) {
    left -= 1;
    if (!isDue(pattern, dayOf(number))) continue;
    yield number;
    left = MOST_DAYS;
  }
}

function dayOf(number: number): Day {
  const date = new Date(number * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}
