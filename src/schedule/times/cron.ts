import { CronPattern } from "croner";
import { LRUCache } from "lru-cache";

/** The parsed five fields of cron: both the runs and the words come from it. */
export type Pattern = {
  /** Minutes since midnight in local time, ascending, at least one. */
  readonly times: readonly number[];
  /** 1 to 12, ascending; undefined: every month. */
  readonly months?: readonly number[] | undefined;
  /** Undefined if the day of the month does not matter. */
  readonly dates?: Dates | undefined;
  /** Undefined if the day of the week does not matter. If both are given, either is enough, as in cron. */
  readonly weekdays?: Weekdays | undefined;
};

export type Dates = { readonly days: readonly number[]; readonly last: boolean };
/** 0 is Sunday. */
export type Weekdays = { readonly every: readonly number[]; readonly nth: readonly Nth[] };
/** The second Tuesday, or the last Friday; few months have a fifth. */
export type Nth = { readonly weekday: number; readonly nth: number | "last" };

/** A calendar day; `month` and `day` count from 1. */
export type Day = { readonly year: number; readonly month: number; readonly day: number };

/** Whether a text is meant as five fields of cron; what they say may still be wrong. */
export function looksLikeCron(text: string): boolean {
  const fields = text.split(" ");
  return (
    fields.length === 5 &&
    /^[\d*?]\S* [\d*?]/.test(text) &&
    fields.every((field) => /^(?:[\d*?,/#l-]|[a-z]{3}l?(?![a-z]))+$/.test(field))
  );
}

/** Reads five fields of cron. @throws the library's error if they are invalid. */
export function readCron(cron: string): Pattern {
  const known = kept.get(cron);
  if (known) return known;
  const { minute, hour, day, month, dayOfWeek, lastDayOfMonth, ...read } = new CronPattern(cron, "UTC", CRON);
  if (read.lastWeekday || read.nearestWeekdays.some(Boolean)) throw new RangeError(`no working days in cron: ${cron}`);
  const minutes = marked(minute);
  const months = marked(month, 1);
  const pattern: Pattern = {
    times: marked(hour).flatMap((hour) => minutes.map((minute) => hour * 60 + minute)),
    ...(months.length < 12 && { months }),
    ...eitherOf(
      read.starDOM ? undefined : { days: marked(day, 1), last: lastDayOfMonth },
      read.starDOW ? undefined : weekdaysOf(dayOfWeek.slice(0, 7)),
    ),
  };
  kept.set(cron, pattern);
  return pattern;
}

/** Whether a pattern has runs on a day. */
export function isDue({ months, dates, weekdays }: Pattern, { year, month, day }: Day): boolean {
  if (months && !months.includes(month)) return false;
  if (!dates && !weekdays) return true;
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (dates && (dates.days.includes(day) || (dates.last && day === length))) return true;
  if (!weekdays) return false;
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  const isIt = (one: Nth) => (one.nth === "last" ? day + 7 > length : Math.ceil(day / 7) === one.nth);
  return weekdays.every.includes(weekday) || weekdays.nth.some((one) => one.weekday === weekday && isIt(one));
}

const CRON = { mode: "5-part" } as const;
/** Parsing an expression is slower than finding its next run, and thousands of subscriptions share a few. */
const MOST_KEPT = 2_000;
const kept = new LRUCache<string, Pattern>({ max: MOST_KEPT });

/** The days of both fields; if either means every day, neither matters. */
function eitherOf(dates: Dates | undefined, weekdays: Weekdays | undefined): Pick<Pattern, "dates" | "weekdays"> {
  const isEvery = dates?.days.length === 31 || weekdays?.every.length === 7;
  return isEvery ? {} : { ...(dates && { dates }), ...(weekdays && { weekdays }) };
}

/** Croner marks a weekday with a bit per week of the month and one for the last; all bits mean every week. */
function weekdaysOf(marks: readonly number[]): Weekdays {
  const every = marks.flatMap((mark, weekday) => (mark === EVERY_WEEK ? [weekday] : []));
  const nth = marks.flatMap((mark, weekday): Nth[] =>
    mark === EVERY_WEEK ? [] : WEEKS.filter((_, bit) => mark & (1 << bit)).map((nth) => ({ weekday, nth })),
  );
  return { every, nth };
}

const WEEKS = [1, 2, 3, 4, 5, "last"] as const;
const EVERY_WEEK = 2 ** WEEKS.length - 1;

function marked(marks: readonly number[], first = 0): number[] {
  return marks.flatMap((mark, index) => (mark ? [index + first] : []));
}
