import { describe, expect, test } from "vitest";
import { nextRuns, problemWith, problemWithZone, readTimes, sayInstant, sayTimes } from "#schedule";

const NOW = Date.parse("2026-11-20T12:00:00Z");

describe("times as people write them", () => {
  test.each([
    ["weekdays 09:00", "0 9 * * 1-5", "at 09:00, Monday through Friday (Europe/London)"],
    ["Daily 8:30", "30 8 * * *", "at 08:30 (Europe/London)"],
    ["mon,thu 16:00", "0 16 * * 1,4", "at 16:00, only on Monday and Thursday (Europe/London)"],
    ["Mondays and Thursdays at 4pm", "0 16 * * 1,4", "at 16:00, only on Monday and Thursday (Europe/London)"],
    ["fri-mon 7.05", "5 7 * * 0,1,5,6", "at 07:05, only on Sunday, Monday, Friday, and Saturday (Europe/London)"],
    ["every day at 12am", "0 0 * * *", "at 00:00 (Europe/London)"],
    ["every tuesday 12 pm", "0 12 * * 2", "at 12:00, only on Tuesday (Europe/London)"],
    ["every weekday 9:00", "0 9 * * 1-5", "at 09:00, Monday through Friday (Europe/London)"],
    ["weekends 10:00", "0 10 * * 0,6", "at 10:00, only on Sunday and Saturday (Europe/London)"],
    ["18:45", "45 18 * * *", "at 18:45 (Europe/London)"],
    ["at 6pm", "0 18 * * *", "at 18:00 (Europe/London)"],
    ["mon-sun 9:00", "0 9 * * *", "at 09:00 (Europe/London)"],
    ["0 9 1 * *", "0 9 1 * *", "at 09:00, on day 1 of the month (Europe/London)"],
    [
      "*/15 9-17 * * mon-fri",
      "*/15 9-17 * * mon-fri",
      "every 15 minutes, between 09:00 and 17:59, Monday through Friday (Europe/London)",
    ],
  ])("%s", (written, cron, said) => {
    const read = readTimes(written);
    expect(read).toEqual({ times: { written: written.toLowerCase(), cron } });
    expect(problemWith(cron, "Europe/London", NOW)).toBeUndefined();
    expect(sayTimes({ cron }, "Europe/London")).toBe(said);
  });

  test.each([
    ["", /Say when to post/],
    ["whenever", /names no time of day/],
    ["weekdays", /names no time of day/],
    ["daily 25:00", /names no time of day/],
    ["daily 9:61", /names no time of day/],
    ["daily 13pm", /names no time of day/],
    ["weekdays 9", /names no time of day/],
    ["moonday 09:00", /“moonday” is no day of the week/],
    ["0 0 9 * * 1", /is not read/],
    ["@daily", /is not read/],
    ["09:00 ".repeat(500), /names no time|is no day|is not read/],
  ])("refuses “%s” with what to write", (written, why) => {
    const read = readTimes(written);
    expect(read).toEqual({ problem: expect.stringMatching(why) });
    expect(read).toEqual({ problem: expect.stringContaining('"weekdays 09:00"') });
  });

  test.each([
    ["* * * * *", /too often/],
    ["*/14 * * * *", /too often/],
    ["0,14 9 * * *", /too often/],
    ["59 9 * * *", undefined],
    ["0,59 * * * *", /too often/],
    ["*/15 * * * *", undefined],
    ["0 9 30 2 *", /never comes/],
    ["0 9 29 2 *", undefined],
    ["0 9 31 11 *", /never comes/],
    ["99 9 * * *", /cannot be read/],
    ["0 9 * * 9", /cannot be read/],
  ])("judges %s", (cron, why) => {
    const problem = problemWith(cron, "Europe/London", NOW);
    if (why) expect(problem).toMatch(why);
    else expect(problem).toBeUndefined();
  });

  test.each(["Europe/Nowhere", "", "+02:00", "GMT+25", "../etc/passwd", "Europe/London; drop table"])(
    "refuses “%s” as a zone",
    (zone) => expect(problemWithZone(zone)).toMatch(/is no time zone. Write it like Europe\/London/),
  );

  test.each(["Europe/London", "UTC", "America/Argentina/Buenos_Aires", "Asia/Kolkata"])("takes %s as a zone", (zone) =>
    expect(problemWithZone(zone)).toBeUndefined(),
  );

  test("says an instant as people of its zone do", () => {
    const [at] = nextRuns("0 9 * * 1-5", "America/New_York", NOW, 1);
    expect(sayInstant(at as number, "America/New_York")).toBe("Fri 20 Nov, 09:00 New York");
  });
});
