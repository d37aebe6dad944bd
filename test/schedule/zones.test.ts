import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { nextRun } from "#schedule";

/** Zones with every kind of change: by an hour, by half of one, at midnight, backwards in winter, none at all. */
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
];
const TIMES = ["00:00", "01:45", "02:30", "23:45"];
const FROM = Temporal.PlainDate.from("2026-01-01");
const DAYS = 730;

describe("a daily schedule over two years", () => {
  test.each(ZONES)("has each local day of %s exactly once, at its time", (zone) => {
    for (const time of TIMES) {
      const [hour, minute] = time.split(":").map(Number);
      let atMs = FROM.toZonedDateTime({ timeZone: zone }).epochMilliseconds - 1;
      for (let day = 0; day < DAYS; day += 1) {
        const next = nextRun(`${minute} ${hour} * * *`, zone, atMs);
        const { allowed, date } = reckon(FROM.add({ days: day }), time, zone);
        expect(allowed, `${date} ${time} in ${zone}`).toContain(next);
        atMs = next as number;
      }
    }
  });
});

/** When a local time is due on a day, reckoned from the zone's changes alone: at it, or at the end of the gap it is in. */
function reckon(date: Temporal.PlainDate, time: string, zone: string): { allowed: number[]; date: string } {
  const local = date.toPlainDateTime(Temporal.PlainTime.from(time));
  const earlier = local.toZonedDateTime(zone, { disambiguation: "earlier" });
  const later = local.toZonedDateTime(zone, { disambiguation: "later" });
  const exists = earlier.toPlainDateTime().equals(local);
  const allowed = exists
    ? [earlier.epochMilliseconds, later.epochMilliseconds]
    : [earlier.getTimeZoneTransition("next")?.epochMilliseconds ?? Number.NaN];
  return { allowed, date: date.toString() };
}
