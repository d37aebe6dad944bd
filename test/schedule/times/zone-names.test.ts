import { describe, expect, test } from "vitest";
import { problemWithZone, readZone, zonesLike } from "#schedule";

describe("a time zone", () => {
  test.each([
    ["Europe/London", "Europe/London"],
    ["europe/london", "Europe/London"],
    ["London", "Europe/London"],
    ["UTC", "UTC"],
    ["gmt", "UTC"],
    ["America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"],
    ["america/buenos aires", "America/Argentina/Buenos_Aires"],
    ["new york", "America/New_York"],
    ["São Paulo", "America/Sao_Paulo"],
    ["St. John's", "America/St_Johns"],
    // Of today and of old.
    ["kolkata", "Asia/Kolkata"],
    ["Calcutta", "Asia/Kolkata"],
    ["Asia/Calcutta", "Asia/Kolkata"],
    ["kyiv", "Europe/Kyiv"],
    ["Europe/Kiev", "Europe/Kyiv"],
    ["nuuk", "America/Nuuk"],
    ["godthab", "America/Nuuk"],
    ["yangon", "Asia/Yangon"],
    ["Rangoon", "Asia/Yangon"],
    ["ho chi minh", "Asia/Ho_Chi_Minh"],
    ["saigon", "Asia/Ho_Chi_Minh"],
    ["Katmandu", "Asia/Kathmandu"],
    ["faroe", "Atlantic/Faroe"],
    ["asmera", "Africa/Asmara"],
    ["pohnpei", "Pacific/Pohnpei"],
    ["Indianapolis", "America/Indiana/Indianapolis"],
    ["US/Eastern", "America/New_York"],
    ["Asia/Saigon", "Asia/Ho_Chi_Minh"],
    // Cities no zone is called after, and countries with one.
    ["mumbai", "Asia/Kolkata"],
    ["Beijing", "Asia/Shanghai"],
    ["San Francisco", "America/Los_Angeles"],
    ["India", "Asia/Kolkata"],
    ["japan", "Asia/Tokyo"],
    ["Turkey", "Europe/Istanbul"],
    ["UK", "Europe/London"],
  ])("“%s” is %s", (typed, zone) => {
    expect(readZone(typed)).toEqual({ zone });
  });

  test.each([
    ["BST", ["Europe/London", "Asia/Dhaka"]],
    ["bst", ["Europe/London", "Asia/Dhaka"]],
    ["EST", ["America/New_York", "America/Panama"]],
    ["EST5EDT", ["America/New_York", "America/Panama"]],
    ["CST", ["America/Chicago", "Asia/Shanghai", "America/Havana"]],
    ["IST", ["Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"]],
    ["PST", ["America/Los_Angeles", "Asia/Manila"]],
    ["MST", ["America/Denver", "America/Phoenix"]],
    ["AST", ["America/Halifax", "Asia/Riyadh"]],
    ["SST", ["Pacific/Pago_Pago", "Asia/Singapore"]],
    ["CET", ["Europe/Paris", "Europe/Berlin"]],
    ["ET", ["America/New_York"]],
    ["JST", ["Asia/Tokyo"]],
    ["HST", ["Pacific/Honolulu"]],
    ["United States", ["America/New_York", "America/Chicago", "America/Los_Angeles"]],
  ])("“%s” is refused with the places meant", (typed, places) => {
    const read = readZone(typed);
    for (const place of places) expect(read).toEqual({ problem: expect.stringContaining(place) });
    expect(
      zonesLike(typed)
        .slice(0, 30)
        .map(({ zone }) => zone),
    ).toEqual(expect.arrayContaining(places));
  });

  test.each([
    ["+02:00", /is an offset/],
    ["GMT+1", /is an offset/],
    ["UTC-5", /is an offset/],
    ["Etc/GMT+5", /is an offset/],
    ["Mars/Olympus", /^Unknown time zone “Mars\/Olympus”\. Write a place, like Europe\/London/],
    ["Europe/Nowhere", /^Unknown time zone/],
    ["../etc/passwd", /^Unknown time zone/],
    ["Europe/London; drop table", /^Unknown time zone/],
    ["__proto__", /^Unknown time zone/],
    ["SystemV/EST5", /^Unknown time zone/],
    ["MIT", /^Unknown time zone/],
    ["", /^A time zone is missing/],
  ])("“%s” is refused", (typed, why) => {
    expect(readZone(typed)).toEqual({ problem: expect.stringMatching(why) });
  });

  test("has a clock on this machine, for every name that is accepted or suggested", () => {
    const zones = new Set(zonesLike("").map(({ zone }) => zone));
    expect(zones.size).toBeGreaterThan(400);
    for (const zone of zones) {
      expect(problemWithZone(zone)).toBeUndefined();
      expect(readZone(zone)).toEqual({ zone });
      const city = zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " ");
      expect(
        zonesLike(city).map((one) => one.zone),
        city,
      ).toContain(zone);
    }
    for (const letter of "abcdefghijklmnopqrstuvwxyz")
      for (const { zone } of zonesLike(letter)) expect(zones).toContain(zone);
    for (const zone of ["Europe/Nowhere", "", "+02:00"]) expect(problemWithZone(zone)).toMatch(/^Unknown time zone/);
  });

  test.each([
    ["kolk", "Asia/Kolkata", undefined],
    ["calc", "Asia/Kolkata", "Calcutta"],
    ["kyi", "Europe/Kyiv", undefined],
    ["kie", "Europe/Kyiv", "Kiev"],
    ["nuuk", "America/Nuuk", undefined],
    ["rang", "Asia/Yangon", "Rangoon"],
    ["new yo", "America/New_York", undefined],
    ["mumb", "Asia/Kolkata", "mumbai"],
    ["india", "Asia/Kolkata", "India"],
    ["bst", "Europe/London", "BST"],
  ])("is suggested while “%s” is typed: %s", (typed, zone, called) => {
    expect(zonesLike(typed)[0]).toEqual({ zone, ...(called && { called }) });
  });
});
