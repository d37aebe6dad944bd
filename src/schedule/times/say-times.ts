import { type Dates, type Nth, type Pattern, readCron, type Weekdays } from "./cron.ts";
import { offsetAt } from "./local-time.ts";
import { onChangeOf, sayOnChange } from "./on-change.ts";
import type { Times } from "./read-times.ts";
import { listed, sayDayTimes } from "./say-clocks.ts";
import { cityOf } from "./zones.ts";

/**
 * Times in words, from the same parsed cron as the runs: `weekdays at 09:00 (Europe/London, UTC+0 now)`. The offset is
 * the one at `atMs`; without `atMs` it is left out.
 */
export function sayTimes({ cron }: Pick<Times, "cron">, zone: string, atMs?: number): string {
  return `${sayCron(cron)} (${atMs === undefined ? zone : withOffset(zone, atMs)})`;
}

/** The same without the zone. */
export function sayCron(cron: string): string {
  const onChange = onChangeOf(cron);
  if (onChange) return sayOnChange(onChange);
  let pattern: Pattern;
  try {
    pattern = readCron(cron);
  } catch {
    return cron;
  }
  const { months } = pattern;
  const days = sayDays(pattern);
  const times = sayDayTimes(pattern.times);
  const when = `${days}${days.includes(", and also ") || times.startsWith("every") ? "," : ""} ${times}`;
  return `${when}${months ? `, in ${listed(months.map((month) => MONTHS[month - 1] ?? ""))} only` : ""}`;
}

/** An instant in a zone's local form: `Mon 23 Nov, 09:00 London`. */
export function sayInstant(atMs: number, zone: string): string {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, value]),
  );
  const day = `${parts.get("weekday")} ${parts.get("day")} ${parts.get("month")}`;
  return `${day}, ${parts.get("hour")}:${parts.get("minute")} ${cityOf(zone)}`;
}

/** A zone with its UTC offset: `Asia/Kolkata, UTC+5:30`; with `now` if that changes within the year. */
function withOffset(zone: string, atMs: number): string {
  if (zone === "UTC") return zone;
  try {
    const offset = offsetAt(atMs, zone);
    const changes = MONTHS.some((_, months) => offsetAt(atMs + months * MONTH_MS, zone) !== offset);
    return `${zone}, ${sayOffset(offset)}${changes ? " now" : ""}`;
  } catch {
    return zone;
  }
}

function sayOffset(offsetMs: number): string {
  const minutes = Math.abs(Math.round(offsetMs / 60_000));
  const rest = minutes % 60 === 0 ? "" : `:${String(minutes % 60).padStart(2, "0")}`;
  return `UTC${offsetMs < 0 ? "-" : "+"}${Math.floor(minutes / 60)}${rest}`;
}

/** "Mondays and Fridays", "on the 1st of the month"; if either is enough, both are named. */
function sayDays({ dates, weekdays }: Pattern): string {
  if (dates && weekdays) return `${sayDates(dates)}, and also ${sayWeekdays(weekdays)}`;
  if (dates) return sayDates(dates);
  return weekdays ? sayWeekdays(weekdays) : "every day";
}

function sayDates({ days, last }: Dates): string {
  const named = listed([...days.map(ordinal), ...(last ? ["last day"] : [])]);
  return `on the ${named} of the month`;
}

function sayWeekdays({ every, nth }: Weekdays): string {
  const key = every.join("");
  const plain = key === "12345" ? "weekdays" : key === "06" ? "weekends" : listed(startMonday(every).map(plural));
  const counted = nth.map(({ weekday, nth }: Nth) => `${nth === "last" ? "last" : ordinal(nth)} ${WEEKDAYS[weekday]}`);
  const others = counted.length > 0 ? `on the ${listed(counted)} of the month` : "";
  return every.length > 0 && others !== "" ? `${plain}, and also ${others}` : `${every.length > 0 ? plain : others}`;
}

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = "January February March April May June July August September October November December".split(" ");
const MONTH_MS = 30 * 24 * 3_600_000;

function plural(weekday: number): string {
  return `${WEEKDAYS[weekday]}s`;
}

/** Weekdays in the order people say them, Sunday last. */
function startMonday(weekdays: readonly number[]): number[] {
  return [...weekdays].sort((a, b) => ((a + 6) % 7) - ((b + 6) % 7));
}

function ordinal(number: number): string {
  const isTeen = number > 10 && number < 14;
  const ending = isTeen ? "th" : (["th", "st", "nd", "rd"][number % 10] ?? "th");
  return `${number}${ending}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      weekday: "short",
      day: "numeric",
      month: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    formats.set(zone, format);
  }
  return format;
}
