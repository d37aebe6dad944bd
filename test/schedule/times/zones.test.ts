import { test as property } from "@fast-check/vitest";
import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { lastRun, nextRun, nextRuns, readRequest, zonesLike } from "#schedule";
import { changesOf, DAY_MS, type Meant, readSnapshot, reckonRuns } from "../../fixtures/reckoning.ts";

/** Zones with every kind of change: by an hour, by half of one, at midnight, backward in winter, none at all. */
const ZONES = [
  "Europe/London",
  "Europe/Dublin",
  "America/New_York",
  "America/St_Johns",
  "America/Santiago",
  "America/Havana",
  "America/Asuncion",
  "Africa/Cairo",
  "Africa/Casablanca",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Asia/Beirut",
  "Asia/Jerusalem",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "Pacific/Kiritimati",
  "Antarctica/Troll",
];
const ALL_ZONES = zonesLike("").map(({ zone }) => zone);
const FROM = Date.UTC(2026, 0, 1) / DAY_MS;
const DAYS = 730;
const DAILY: Meant = { minutes: [0], hours: [0], months: [], dates: [], weekdays: [], nth: [] };

describe("a daily schedule over two years", () => {
  test.each(ZONES)("has each local day of %s exactly once, at its time", (zone) => {
    for (const [hour, minute] of [
      [0, 0],
      [1, 45],
      [2, 30],
      [23, 45],
    ] as const)
      expectRuns(`${minute} ${hour} * * *`, { ...DAILY, hours: [hour], minutes: [minute] }, zone);
  });

  test("and one of every half hour, has each in every zone there is", () => {
    const meant = { ...DAILY, minutes: [0, 30], hours: Array.from({ length: 24 }, (_, hour) => hour) };
    for (const zone of ALL_ZONES) {
      // Days around each change, where it may go wrong.
      for (const change of changesOf(zone, FROM * DAY_MS, (FROM + DAYS) * DAY_MS)) {
        const reckoned = reckonRuns(meant, zone, Math.floor(change / DAY_MS) - 3, 7).slice(0, 300);
        const runs = nextRuns("*/30 * * * *", zone, (reckoned[0] ?? 0) - 1, reckoned.length);
        expect([zone, runs]).toEqual([zone, reckoned]);
      }
    }
  });
});

describe("a list on the days when the clock changes", () => {
  test.each([
    ["0 1,2 * * *", "Europe/London", "2026-10-25", ["00:00", "02:00"]],
    ["30 0,1,2 * * *", "Europe/London", "2026-10-25", ["23:30", "00:30", "02:30"]],
    ["*/30 1 * * *", "Europe/London", "2026-10-25", ["00:00", "00:30"]],
    ["0 1,3 * * *", "Europe/London", "2026-03-29", ["01:00", "02:00"]],
    ["0,30 1 * * *", "Europe/London", "2026-03-29", ["01:00"]],
    ["15,45 0-3 * * *", "Europe/London", "2026-03-29", ["00:15", "00:45", "01:00", "01:15", "01:45", "02:15", "02:45"]],
    ["0 2,3 * * *", "America/New_York", "2026-03-08", ["07:00"]],
    ["0 1,2 * * *", "America/New_York", "2026-11-01", ["05:00", "07:00"]],
    ["0 0,1 * * *", "America/Havana", "2026-03-08", ["05:00"]],
    ["15,45 1,2 * * *", "Australia/Lord_Howe", "2026-10-04", ["14:45", "15:15", "15:30", "15:45"]],
  ])("“%s” in %s on %s", (cron, zone, date, times) => {
    const day = Temporal.PlainDate.from(date);
    const fromMs = day.toZonedDateTime(zone).epochMilliseconds - 1;
    const toMs = day.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
    const runs = nextRuns(cron, zone, fromMs, 12).filter((run) => run < toMs);
    expect(runs.map((run) => new Date(run).toISOString().slice(11, 16))).toEqual(times);
  });
});

const some = (from: number, to: number, most: number) =>
  fc.uniqueArray(fc.integer({ min: from, max: to }), { maxLength: most }).map(sorted);
/** Sets as cron writes them shortest: lists, ranges and steps. */
const evenly = (from: number, to: number) =>
  fc
    .tuple(fc.integer({ min: from, max: to }), fc.integer({ min: from, max: to }), fc.integer({ min: 1, max: 12 }))
    .map(([a, b, step]) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      return Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, index) => low + index * step);
    });
const field = (from: number, to: number, most: number) =>
  fc.oneof(
    some(from, to, most).filter((numbers) => numbers.length > 0),
    evenly(from, to),
  );

const meant: fc.Arbitrary<Meant> = fc.record({
  minutes: fc.oneof(fc.constantFrom([0], [30], [0, 30], [0, 15, 30, 45]), field(0, 59, 3)),
  hours: field(0, 23, 5),
  months: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: field(1, 12, 3) }),
  dates: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: field(1, 32, 4) }),
  weekdays: fc.oneof(fc.constant([]), field(0, 6, 4)),
  nth: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.uniqueArray(
        fc.record({ weekday: fc.integer({ min: 0, max: 6 }), nth: fc.integer({ min: 1, max: 6 }) }),
        {
          maxLength: 2,
          selector: ({ weekday, nth }) => weekday * 10 + nth,
        },
      ),
    },
  ),
});
const zone = fc.oneof(fc.constantFrom(...ZONES), fc.constantFrom(...ALL_ZONES));
const nowMs = fc.integer({ min: FROM * DAY_MS, max: (FROM + DAYS) * DAY_MS - 1 });

describe("whatever is wished", () => {
  property.prop([meant, zone, nowMs, fc.infiniteStream(fc.boolean())], { numRuns: 60 })(
    "runs as it is reckoned, and says what it runs",
    (meant, zone, nowMs, coin) => {
      const toss = () => coin.next().value === true;
      const times = meant.months.length === 0 && toss() ? wordsOf(meant, toss) : cronOf(meant, toss);
      const read = readRequest({ topic: "t", sections: "", times, zone, onlyIfChanged: true }, nowMs);
      if ("problem" in read) {
        const clocks = meant.hours.flatMap((hour) => meant.minutes.map((minute) => hour * 60 + minute));
        const isOften = [...clocks, (clocks[0] ?? 0) + 1440].some((time, at, all) => time - (all[at - 1] ?? -99) < 15);
        const why = isOften ? /too often|longer than 100/ : /never comes|longer than 100/;
        expect([times, read.problem]).toEqual([times, expect.stringMatching(why)]);
        return;
      }
      const { cron } = read.times;
      const plainly = reckonRuns(meant, "UTC", FROM, DAYS);
      expect(plainly.some((run, at) => run - (plainly[at - 1] ?? 0) < 15 * 60_000)).toBe(false);
      const reckoned = expectRuns(cron, meant, zone);
      const today = Math.floor(nowMs / DAY_MS);
      const coming = reckonRuns(meant, zone, today - 2, 9 * 366).filter((run) => run > nowMs);
      expect(read.runs).toEqual(coming.slice(0, 3));
      expect(nextRun(cron, zone, nowMs)).toBe(coming[0]);
      const [, said = "", where] = /^(.+) \(([^)]+)\)$/.exec(read.said.times) ?? [];
      expect(where).toMatch(zone === "UTC" ? /^UTC$/ : new RegExp(`^${zone}, UTC[+-]\\d{1,2}(?::\\d\\d)?(?: now)?$`));
      expect([said, reckonRuns(readSnapshot(said), zone, FROM - 1, DAYS + 2)]).toEqual([
        said,
        reckonRuns(meant, zone, FROM - 1, DAYS + 2),
      ]);
      const before = reckoned.filter((run) => run <= nowMs);
      const [first] = before;
      if (first !== undefined)
        expect(lastRun(cron, zone, first, nowMs)).toEqual({
          atMs: before.at(-1),
          missed: before.length - 1,
        });
    },
  );
});

/** All runs of the two years are those that are reckoned; tells them. */
function expectRuns(cron: string, meant: Meant, zone: string): number[] {
  const [fromMs, toMs] = [FROM * DAY_MS, (FROM + DAYS) * DAY_MS];
  const reckoned = reckonRuns(meant, zone, FROM - 1, DAYS + 2).filter((run) => run >= fromMs && run < toMs);
  const runs = nextRuns(cron, zone, fromMs - 1, reckoned.length + 1).filter((run) => run < toMs);
  expect([cron, zone, runs]).toEqual([cron, zone, reckoned]);
  return reckoned;
}

/** Five fields that mean this, in one of the ways in which each may be written. */
function cronOf({ minutes, hours, months, dates, weekdays, nth }: Meant, coin: () => boolean): string {
  const days = dates.filter((date) => date < 32).map(String);
  const counted = nth.map(
    ({ weekday, nth }) => `${coin() ? DAY_NAMES[weekday] : weekday}${nth === 6 ? "l" : `#${nth}`}`,
  );
  const week = weekdays.length === 0 ? [] : [fieldOf(weekdays, 6, coin, DAY_NAMES)];
  const month = days.length === 0 ? [] : [fieldOf(days.map(Number), 31, coin)];
  return [
    fieldOf(minutes, 59, coin),
    fieldOf(hours, 23, coin),
    [...month, ...(dates.includes(32) ? ["l"] : [])].join(",") || "*",
    months.length === 0 ? "*" : fieldOf(months, 12, coin, ["", ...MONTH_NAMES]),
    [...week, ...counted].join(",") || "*",
  ].join(" ");
}

/** The same as people put it. */
function wordsOf({ minutes, hours, dates, weekdays, nth }: Meant, coin: () => boolean): string {
  const clocks = hours.flatMap((hour) => minutes.map((minute) => clockOf(hour, minute, coin())));
  const long = coin();
  const day = (weekday: number) => (long ? `${DAY_NAMES_LONG[weekday]}s` : (DAY_NAMES[weekday] ?? ""));
  const ordinal = (number: number) =>
    `${number}${number > 10 && number < 14 ? "th" : (["th", "st", "nd", "rd"][number % 10] ?? "th")}`;
  const days = [
    ...weekdays.map(day),
    ...dates.map((date) => (date === 32 ? "last day" : ordinal(date))),
    ...nth.map(({ weekday, nth }) => `${nth === 6 ? "last" : ordinal(nth)} ${DAY_NAMES_LONG[weekday]}`),
  ];
  const when = days.join(coin() ? ", " : " and ") || (coin() ? "daily" : "every day");
  const at = clocks.join(coin() ? ", " : " & ");
  return coin() ? `${when} ${coin() ? "at " : ""}${at}` : `${at} ${coin() ? "on " : ""}${when}`;
}

function clockOf(hour: number, minute: number, half: boolean): string {
  const two = String(minute).padStart(2, "0");
  return half ? `${hour % 12 || 12}:${two} ${hour < 12 ? "a.m." : "pm"}` : `${hour}:${two}`;
}

const DAY_NAMES_LONG = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

function fieldOf(numbers: readonly number[], most: number, coin: () => boolean, names?: readonly string[]): string {
  const name = (number: number) => (names && coin() ? names[number] : String(number));
  const [first = 0, second = first] = numbers;
  const step = second - first;
  const last = numbers.at(-1) ?? first;
  const isEven = numbers.length > 1 && numbers.every((number, index) => number === first + index * step);
  if (!isEven || coin()) return numbers.map(name).join(",");
  if (step === 1) return `${name(first)}-${name(last)}`;
  return first === 0 && last + step > most && coin() ? `*/${step}` : `${first}-${last}/${step}`;
}

const DAY_NAMES = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const MONTH_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

function sorted(numbers: readonly number[]): number[] {
  return [...numbers].sort((a, b) => a - b);
}
