import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextRuns, problemWith, problemWithTimes, readRequest, sayTimes } from "#schedule";
import { wallAt } from "../../../src/schedule/times/local-time.ts";
import { dueOnChange, onChangeOf } from "../../../src/schedule/times/on-change.ts";

const NOW = Date.parse("2026-11-26T12:00:00Z");
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const read = (times: string, zone = "Europe/London") =>
  readRequest({ topic: "irs", sections: "", times, zone, onlyIfChanged: false }, NOW);

describe("times that follow changes", () => {
  test.each([
    ["on change", "when it changes, at most 3 times a day"],
    ["On changes", "when it changes, at most 3 times a day"],
    ["on every change", "when it changes, at most 3 times a day"],
    ["when it changes", "when it changes, at most 3 times a day"],
    ["whenever something changes", "when it changes, at most 3 times a day"],
    ["on change, at most 5 a day", "when it changes, at most 5 times a day"],
    ["on change at most once a day", "when it changes, at most once a day"],
    ["on change max 2 per day", "when it changes, at most 2 times a day"],
    ["on change, quiet 22:00-07:00", "when it changes, at most 3 times a day, not between 22:00 and 07:00"],
    ["on change quiet hours 22 to 7", "when it changes, at most 3 times a day, not between 22:00 and 07:00"],
    [
      "on change, not between 12:30 and 13:30, at most 5 times a day",
      "when it changes, at most 5 times a day, not between 12:30 and 13:30",
    ],
  ])("%j: %s", (times, said) => {
    const found = read(times);
    if ("problem" in found) throw new Error(found.problem);
    expect(found.said.times).toBe(`${said} (Europe/London, UTC+0 now)`);
    expect(found.runs).toEqual([]);
    // Nothing is said while nothing changes, whatever else was asked for.
    expect(found.request.onlyIfChanged).toBe(true);
    const { cron } = found.times;
    expect(problemWith(cron, NOW)).toBeUndefined();
    expect(problemWithTimes(cron, "Europe/London")).toBeUndefined();
    expect(nextRuns(cron, "Europe/London", NOW, 3)).toEqual([]);
    expect(sayTimes({ cron }, "UTC", NOW)).toBe(`${said} (UTC)`);
  });

  test.each([
    ["on change, at most 0 a day", "Choose 1 to 24 posts a day."],
    ["on change, at most 100 a day", "Choose 1 to 24 posts a day."],
    ["on change, quiet 22:00-22:00", "Quiet hours must start and end at different times."],
    ["on change, quiet 25:00-07:00", "needs a start and an end, like quiet 22:00-07:00."],
    ["on change at 9:00", "“at 9:00” isn't understood here."],
    ["on changeover", ""],
    ["change", ""],
  ])("%j is refused: %s", (times, why) => {
    const found = read(times);
    expect("problem" in found && found.problem).toContain(why);
  });

  test.each(["@change 0x3", "@change", "@change 3 24:00-07:00", "@change 3 22:00"])("%j is not read back", (cron) => {
    expect(onChangeOf(cron)).toBeUndefined();
    expect(problemWithTimes(cron, "UTC")).toContain("can't be read");
  });
});

const at = (iso: string) => Date.parse(iso);

describe("what changes", () => {
  test.each([
    // [stored, zone, when it changes, posts before, when it is due]
    ["@change 3", "Europe/London", "2026-11-26T12:00:00Z", [], "2026-11-26T12:10:00Z"],
    ["@change 3 22:00-07:00", "Europe/London", "2026-11-26T21:49:59Z", [], "2026-11-26T21:59:59Z"],
    ["@change 3 22:00-07:00", "Europe/London", "2026-11-26T21:50:00Z", [], "2026-11-27T07:00:00Z"],
    ["@change 3 22:00-07:00", "Europe/London", "2026-11-27T05:00:00Z", [], "2026-11-27T07:00:00Z"],
    ["@change 3 12:00-13:00", "Asia/Tokyo", "2026-11-26T03:20:00Z", [], "2026-11-26T04:00:00Z"],
    ["@change 1", "Europe/London", "2026-11-26T12:00:00Z", ["2026-11-26T08:00:00Z"], "2026-11-27T00:00:00Z"],
    [
      "@change 1 22:00-07:00",
      "Europe/London",
      "2026-11-26T12:00:00Z",
      ["2026-11-26T08:00:00Z"],
      "2026-11-27T07:00:00Z",
    ],
    ["@change 2", "Europe/London", "2026-11-26T12:00:00Z", ["2026-11-26T08:00:00Z"], "2026-11-26T12:10:00Z"],
    // It is the next day in Tokyo already.
    ["@change 1", "Asia/Tokyo", "2026-11-26T15:00:00Z", ["2026-11-26T14:59:00Z"], "2026-11-26T15:10:00Z"],
    // The quiet hours end in a gap: 02:30 does not exist that night.
    ["@change 3 22:00-02:30", "Europe/Berlin", "2026-03-28T23:00:00Z", [], "2026-03-29T01:00:00Z"],
  ])("is due (%s, %s, %s)", (cron, zone, now, posted, due) => {
    const spec = onChangeOf(cron);
    if (!spec) throw new Error(cron);
    expect(new Date(dueOnChange(spec, zone, at(now), posted.map(at))).toISOString()).toBe(
      new Date(at(due)).toISOString(),
    );
  });

  test("is never due before ten minutes, in quiet hours, or once too often in a day", () => {
    const zones = fc.constantFrom("UTC", "Europe/London", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe");
    const minutes = fc.integer({ min: 0, max: 1_439 });
    fc.assert(
      fc.property(
        zones,
        fc.integer({ min: NOW - 400 * DAY, max: NOW + 400 * DAY }),
        fc.integer({ min: 1, max: 4 }),
        fc.option(fc.tuple(minutes, minutes), { nil: undefined }),
        fc.array(fc.integer({ min: -DAY, max: DAY }), { maxLength: 6 }),
        (zone, now, mostADay, hours, before) => {
          if (hours && hours[0] === hours[1]) return;
          const quiet = hours && { from: hours[0], to: hours[1] };
          const posted = before.map((ms) => now + ms);
          const due = dueOnChange({ mostADay, ...(quiet && { quiet }) }, zone, now, posted);
          expect(due).toBeGreaterThanOrEqual(now + 10 * MINUTE);
          const day = (ms: number) => Math.floor(wallAt(ms, zone) / DAY);
          expect(posted.filter((ms) => day(ms) === day(due)).length).toBeLessThan(mostADay);
          expect(due - now).toBeLessThan(5 * DAY);
          const minute = (wallAt(due, zone) % DAY) / MINUTE;
          // A clock that is set forward or back may end quiet hours a little earlier or later.
          if (quiet && !isNearChange(due, zone)) {
            const { from, to } = quiet;
            expect(from < to ? minute >= from && minute < to : minute >= from || minute < to).toBe(false);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

function isNearChange(atMs: number, zone: string): boolean {
  const offset = (ms: number) => wallAt(ms, zone) - ms;
  return offset(atMs - DAY) !== offset(atMs + DAY);
}
