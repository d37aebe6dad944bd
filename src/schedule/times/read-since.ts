import { instantOf, wallAt } from "./local-time.ts";

const DAY_MS = 86_400_000;
const UNITS: Readonly<Record<string, number>> = {
  hour: 3_600_000,
  day: DAY_MS,
  week: 7 * DAY_MS,
  fortnight: 14 * DAY_MS,
  month: 30 * DAY_MS,
};
const NUMBERS = ["a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/**
 * Reads a past time as people type it: "yesterday", "7 days", "last week", "Monday", "20 Nov", "2026-11-20". A day
 * begins at midnight in the zone. Returns ms since 1970; undefined for anything else, and for future times.
 */
export function readSince(text: string, nowMs: number, zone: string): number | undefined {
  const said = text
    .toLowerCase()
    .replace(/[.,!?]+/g, " ")
    .replace(/\b(?:since|from|after|in|the|past|last|ago|of|on)\b/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  const today = Math.floor(wallAt(nowMs, zone) / DAY_MS);
  const midnight = (day: number) => instantOf(day * DAY_MS, zone);
  const [, count = "1", unit = ""] = /^(\d{1,4}|[a-z]+)? ?(hour|day|week|fortnight|month)s?$/.exec(said) ?? [];
  const many = /^\d+$/.test(count)
    ? Number(count)
    : Math.max(1, NUMBERS.indexOf(count)) * (NUMBERS.includes(count) ? 1 : 0);
  if (unit !== "" && many > 0) return nowMs - many * (UNITS[unit] ?? 0);
  if (said === "today" || said === "midnight") return midnight(today);
  if (said === "yesterday") return midnight(today - 1);
  const weekday = WEEKDAYS.findIndex((name) => new RegExp(`^${name}[a-z]*$`).test(said));
  if (weekday >= 0) {
    // Day 0 was a Thursday.
    const back = (((today + 4) % 7) - weekday + 7) % 7 || 7;
    return midnight(today - back);
  }
  const day = dayIn(said, today);
  const atMs = day === undefined ? undefined : midnight(day);
  return atMs !== undefined && atMs <= nowMs ? atMs : undefined;
}

/** A date as its number of days since 1970; without a year, the latest that isn't in the future. */
function dayIn(said: string, today: number): number | undefined {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(said);
  if (iso) return dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const [, first = "", second = "", year] =
    /^(\d{1,2}(?:st|nd|rd|th)?|[a-z]+) (\d{1,2}(?:st|nd|rd|th)?|[a-z]+)(?: (\d{4}))?$/.exec(said) ?? [];
  const [word, number] = /^\d/.test(first) ? [second, first] : [first, second];
  const month = MONTHS.findIndex((name) => word.startsWith(name)) + 1;
  if (month === 0 || !/^\d/.test(number)) return undefined;
  const on = (inYear: number) => dayOf(inYear, month, Number.parseInt(number, 10));
  if (year !== undefined) return on(Number(year));
  const thisYear = new Date(today * DAY_MS).getUTCFullYear();
  const day = on(thisYear);
  return day !== undefined && day > today ? on(thisYear - 1) : day;
}

function dayOf(year: number, month: number, day: number): number | undefined {
  const at = new Date(Date.UTC(year, month - 1, day));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? at.getTime() / DAY_MS : undefined;
}
