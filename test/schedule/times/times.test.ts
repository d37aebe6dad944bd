import { describe, expect, test } from "vitest";
import { nextRuns, problemWith, readTimes, sayInstant, sayTimes } from "#schedule";

const NOW = Date.parse("2026-11-20T12:00:00Z");

describe("times as people write them", () => {
  test.each([
    ["weekdays 09:00", "0 9 * * 1-5", "weekdays at 09:00"],
    ["weekdays 9 a.m.", "0 9 * * 1-5", "weekdays at 09:00"],
    ["9:00 daily", "0 9 * * *", "every day at 09:00"],
    ["monday to friday 9:00", "0 9 * * 1-5", "weekdays at 09:00"],
    ["Monday through Friday, 9 AM", "0 9 * * 1-5", "weekdays at 09:00"],
    ["Mon–Fri 9.00", "0 9 * * 1-5", "weekdays at 09:00"],
    ["working days at 9:15 am", "15 9 * * 1-5", "weekdays at 09:15"],
    ["Daily 8:30", "30 8 * * *", "every day at 08:30"],
    ["0830 daily", "30 8 * * *", "every day at 08:30"],
    ["daily 8h30", "30 8 * * *", "every day at 08:30"],
    ["mon,thu 16:00", "0 16 * * 1,4", "Mondays and Thursdays at 16:00"],
    ["Mondays and Thursdays at 4pm", "0 16 * * 1,4", "Mondays and Thursdays at 16:00"],
    ["4 p.m. on tues. & thurs.", "0 16 * * 2,4", "Tuesdays and Thursdays at 16:00"],
    ["mon/wed/fri 8:30", "30 8 * * 1,3,5", "Mondays, Wednesdays and Fridays at 08:30"],
    ["fri-mon 7.05", "5 7 * * 0,1,5,6", "Mondays, Fridays, Saturdays and Sundays at 07:05"],
    ["every day at 12am", "0 0 * * *", "every day at 00:00"],
    ["every tuesday 12 pm", "0 12 * * 2", "Tuesdays at 12:00"],
    ["noon on weekends", "0 12 * * 0,6", "weekends at 12:00"],
    ["every weekday 9:00", "0 9 * * 1-5", "weekdays at 09:00"],
    ["weekends 10:00", "0 10 * * 0,6", "weekends at 10:00"],
    ["18:45", "45 18 * * *", "every day at 18:45"],
    ["at 6pm", "0 18 * * *", "every day at 18:00"],
    ["mon-sun 9:00", "0 9 * * *", "every day at 09:00"],
    ["weekdays 8:30 and 16:30", "30 8,16 * * 1-5", "weekdays at 08:30 and 16:30"],
    ["9am, noon and 5pm daily", "0 9,12,17 * * *", "every day at 09:00, 12:00 and 17:00"],
    [
      "daily except sunday 9:00",
      "0 9 * * 1,2,3,4,5,6",
      "Mondays, Tuesdays, Wednesdays, Thursdays, Fridays and Saturdays at 09:00",
    ],
    ["weekdays but not friday 9:00", "0 9 * * 1,2,3,4", "Mondays, Tuesdays, Wednesdays and Thursdays at 09:00"],
    ["every morning at 9", "0 9 * * *", "every day at 09:00"],
    ["friday evenings 6:30", "30 18 * * 5", "Fridays at 18:30"],
    ["every evening at 20:00", "0 20 * * *", "every day at 20:00"],
    ["weekly on tuesday 9:00", "0 9 * * 2", "Tuesdays at 09:00"],
    ["1st and 15th 9:00", "0 9 1,15 * *", "on the 1st and 15th of the month at 09:00"],
    ["last day of the month 17:00", "0 17 L * *", "on the last day of the month at 17:00"],
    ["first monday of every month at 9:00", "0 9 * * 1#1", "on the 1st Monday of the month at 09:00"],
    ["4pm on the last friday of the month", "0 16 * * 5L", "on the last Friday of the month at 16:00"],
    ["hourly", "0 * * * *", "every day, every hour"],
    ["weekdays every 2 hours", "0 */2 * * 1-5", "weekdays, every 2 hours"],
    ["every 30 minutes", "*/30 * * * *", "every day, every 30 minutes"],
    ["0 9 1 * *", "0 9 1 * *", "on the 1st of the month at 09:00"],
    ["0 9 * * 5L", "0 9 * * 5l", "on the last Friday of the month at 09:00"],
    ["0 9 * * 1,5#2", "0 9 * * 1,5#2", "Mondays, and also on the 2nd Friday of the month, at 09:00"],
    ["0 9 1 * 1", "0 9 1 * 1", "on the 1st of the month, and also Mondays, at 09:00"],
    ["0 9 1-31 * 1", "0 9 1-31 * 1", "every day at 09:00"],
    ["0 9 29 2 *", "0 9 29 2 *", "on the 29th of the month at 09:00, in February only"],
    ["*/15 9-17 * * mon-fri", "*/15 9-17 * * mon-fri", "weekdays, every 15 minutes from 09:00 to 17:45"],
    ["0,20,40 1,5,9 * * *", "0,20,40 1,5,9 * * *", "every day at :00, :20 and :40 of the hours 01, 05 and 09"],
  ])("%s", (written, cron, said) => {
    const read = readTimes(written);
    expect(read).toEqual({ times: { written: written.toLowerCase(), cron } });
    expect(problemWith(cron, NOW)).toBeUndefined();
    expect(sayTimes({ cron }, "Europe/London")).toBe(`${said} (Europe/London)`);
  });

  test.each([
    ["", "Say when to post."],
    ["whenever", "“whenever” has no time of day."],
    ["weekdays", "“weekdays” has no time of day."],
    ["daily 25:00", "“25:00” isn't a time of day."],
    ["daily 9:61", "“9:61” isn't a time of day."],
    ["daily 13pm", "“13pm” isn't a time of day."],
    ["24:00 daily", "“24:00” isn't a time of day."],
    ["weekdays 9", "“9” could be morning or evening: write 9:00, 9 am or 9 pm."],
    ["monday to friday 9", "“9” could be morning or evening: write 9:00, 9 am or 9 pm."],
    ["9 o'clock daily", "“9” could be morning or evening: write 9:00, 9 am or 9 pm."],
    ["weekdays 17", "“17” could be a time of day: write 17:00."],
    ["moonday 09:00", "“moonday” isn't a day of the week."],
    ["32nd 09:00", "No month has a 32nd."],
    ["6th monday 09:00", "No month has a 6th monday."],
    ["tomorrow 9:00", "“tomorrow” happens once, and a schedule repeats."],
    ["every other day 9:00", "“every other” isn't supported: days repeat weekly or monthly."],
    ["every 7 hours", "Every 7 hours doesn't divide a day evenly."],
    ["9:00 to 17:00 weekdays", "Time ranges aren't supported: name each time of day, or how often."],
    ["weekdays 8:30 and 16:00", "Times with different minutes need a schedule each."],
    ["mon 9:00, tue 10:00", "A schedule has the same times on all of its days: set up one schedule for each."],
    ["weekends except 1st 9:00", "Only days of the week can be left out."],
    ["weekends except sat,sun 9:00", "That leaves no days."],
    ["weekdays 9am EST", "“est” is a time zone, which has its own field."],
    ["weekdays 9:00 london", "“london” is a time zone, which has its own field."],
    ["0 0 9 * * 1", "“0 0 9 * * 1” has 6 fields: cron takes five here, without seconds or years."],
    ["@daily", "“@daily” is a cron shorthand: write out the times."],
    ["09:00 ".repeat(500), "That is longer than 100 characters."],
  ])("refuses “%s” for the true reason, with what to write", (written, why) => {
    expect(readTimes(written)).toEqual({ problem: expect.stringMatching(/ Write it like "weekdays 09:00", /) });
    expect(readTimes(written)).toEqual({ problem: expect.stringContaining(`${why} Write it like`) });
  });

  test.each([
    ["* * * * *", /too often/],
    ["*/14 * * * *", /too often/],
    ["0,14 9 * * *", /too often/],
    ["59 9 * * *", undefined],
    ["0,59 * * * *", /too often/],
    ["5 0,23 * * *", undefined],
    ["0,55 0,23 * * *", /too often/],
    ["0,55 0,23 * * 1,3", undefined],
    ["*/15 * * * *", undefined],
    ["0 9 30 2 *", /never occurs/],
    ["0 9 29 2 *", undefined],
    ["0 9 31 11 *", /never occurs/],
    ["99 9 * * *", /isn't valid cron/],
    ["0 9 * * 9", /isn't valid cron/],
    ["0 9 * * 5-1", /isn't valid cron/],
    ["0 9 lw * *", /isn't valid cron/],
  ])("judges %s", (cron, why) => {
    const problem = problemWith(cron, NOW);
    if (why) expect(problem).toMatch(why);
    else expect(problem).toBeUndefined();
  });

  test("says an instant as people of its zone do", () => {
    const [at] = nextRuns("0 9 * * 1-5", "America/New_York", NOW, 1);
    expect(sayInstant(at as number, "America/New_York")).toBe("Fri 20 Nov, 09:00 New York");
  });

  test.each([
    ["Europe/London", "2026-11-20T12:00:00Z", "Europe/London, UTC+0 now"],
    ["Europe/London", "2026-06-20T12:00:00Z", "Europe/London, UTC+1 now"],
    ["America/New_York", "2026-06-20T12:00:00Z", "America/New_York, UTC-4 now"],
    ["Asia/Kolkata", "2026-06-20T12:00:00Z", "Asia/Kolkata, UTC+5:30"],
    ["Asia/Kathmandu", "2026-06-20T12:00:00Z", "Asia/Kathmandu, UTC+5:45"],
    ["America/Panama", "2026-06-20T12:00:00Z", "America/Panama, UTC-5"],
    ["UTC", "2026-06-20T12:00:00Z", "UTC"],
    ["Mars/Olympus", "2026-06-20T12:00:00Z", "Mars/Olympus"],
  ])("are said with the offset of %s at %s", (zone, at, said) => {
    expect(sayTimes({ cron: "0 9 * * *" }, zone, Date.parse(at))).toBe(`every day at 09:00 (${said})`);
  });
});
