import { describe, expect, test } from "vitest";
import { readSince } from "#schedule";
import { asking, botOver, PLACE } from "../../fixtures/content/bot.ts";
import { countQueries } from "../../fixtures/stores/count-queries.ts";
import { deliveryRow, subscriptionRow } from "../../fixtures/stores/rows.ts";
import { KINDS, openStore } from "../../fixtures/stores/stores.ts";
import { DAY, MINUTE, NOON as NOW, openClock, processOn, readReply, saying } from "../scene.ts";

const STOP = "The union stops work. [^1]";
const NOON = "The union stops work at noon. [^1]";
const ONCE = "The union stops work once. [^1]";
const TALKS = "Talks failed. [^2]";
const MEET = "Ministers meet again. [^3]";
const SILENCE = "Nobody spoke. [^5]";

describe.each(KINDS)("/whats-changed (%s)", (kind) => {
  test("tells what was reworded, is new and was withdrawn, each with its notes", async () => {
    const { store } = await openStore(kind);
    const clock = openClock();
    const { serve, ask } = processOn(store, clock);
    await serve(saying([STOP, TALKS, SILENCE]));
    clock.pass(DAY);
    await serve(saying([NOON, TALKS, MEET]));
    clock.pass(DAY);
    expect(readReply(await ask("strike 3 days"))).toEqual([
      "Rail strike: what changed",
      "Since Thu 26 Nov, 12:00 UTC",
      "Reworded",
      "• Was: The union stops work. [1]",
      "• Now: The union stops work at noon. [1]",
      "New",
      "• Ministers meet again. [1]",
      "Withdrawn",
      "• Nobody spoke. [1]",
      "Unchanged: 1",
      "[1] Wire",
    ]);
    expect(readReply(await ask("strike yesterday"))).toEqual(readReply(await ask("strike 2026-11-27")));
    expect(readReply(await ask("strike 1 hour"))).toEqual([
      "Rail strike: what changed",
      "Since Sat 28 Nov, 11:00 UTC",
      "Nothing changed.",
      "Withdrawn: none · Unchanged: 3",
    ]);
    expect(readReply(await ask("strike since whenever")).at(-1)).toMatch(/^“whenever” is not a time in the past/);
    const long = `strike since ${"x".repeat(59)}👍${"x".repeat(59)}`;
    expect(readReply(await ask(long)).at(-1)).toMatch(/^“x{59}…” is not a time in the past/);
  });

  test("goes back to the last scheduled post in the place, else a week", async () => {
    const { store, db } = await openStore(kind);
    const clock = openClock();
    const { serve, ask } = processOn(store, clock);
    await serve(saying([STOP]));
    clock.pass(3 * DAY);
    await serve(saying([NOON]));
    clock.pass(DAY);
    const since = async () => readReply(await ask("strike"))[1];
    expect(await since()).toBe("Since Thu 26 Nov, 12:00 UTC");
    await db
      .insertInto("subscriptions")
      .values(subscriptionRow("s", { topic: "strike", zone: "UTC", place: "C1" }))
      .execute();
    const sent = (slot: Date, state: "sent" | "skipped") => deliveryRow({ subscription: "s", slot, state });
    await db
      .insertInto("deliveries")
      .values([sent(new Date(NOW + 2 * DAY), "sent"), sent(new Date(NOW + 3 * DAY + MINUTE), "skipped")])
      .execute();
    expect(await since()).toBe("Since Sat 28 Nov, 12:00 UTC");
  });

  test("counts a story that was withdrawn and came back as it was as unchanged", async () => {
    const { store } = await openStore(kind);
    const clock = openClock();
    const { serve, ask } = processOn(store, clock);
    await serve(saying([STOP, TALKS]));
    clock.pass(DAY);
    await serve(saying([STOP, TALKS], { header: "title: Rail strike\nwithdrawn: true" }));
    await serve(saying([TALKS, STOP]));
    clock.pass(DAY);
    expect(readReply(await ask("strike 7 days")).slice(2, 4)).toEqual([
      "Nothing changed.",
      "Withdrawn: none · Unchanged: 2",
    ]);
  });

  test("repeats to nobody what was said to fewer people", async () => {
    const { store } = await openStore(kind);
    const clock = openClock();
    const { serve, ask } = processOn(store, clock);
    await serve(saying([STOP, SILENCE], { header: "title: Rail strike\naudience: [slack:T1]" }));
    clock.pass(DAY);
    await serve(saying([NOON], { header: "title: Rail strike" }));
    clock.pass(DAY);
    const outside = { ...PLACE, tenant: "T2" };
    expect(readReply(await ask("strike 7 days")).join("\n")).toContain("Was: The union stops work. [1]");
    for (const place of [outside, { ...PLACE, outsiders: true }]) {
      const said = readReply(await ask("strike 7 days", place)).join("\n");
      expect(said).toContain("Now: The union stops work at noon.");
      expect(said).toContain("Withdrawn and not repeated: 1");
      expect(said).not.toMatch(/Nobody spoke|Was:/);
    }
  });

  test.each([
    ["", [NOON, TALKS]],
    [" with its next words", [NOON, TALKS, MEET]],
  ])("tells what was wrong in a story for fewer people to these alone once it is for everyone%s", async (_, says) => {
    const { store } = await openStore(kind);
    const clock = openClock();
    const { serve, ask } = processOn(store, clock);
    const restricted = { header: "title: Rail strike\naudience: [slack:T1]" };
    await serve(saying([STOP, TALKS], restricted));
    clock.pass(DAY);
    await serve(saying([NOON, TALKS], { ...restricted, change: { kind: "correction", why: "Secret talks." } }));
    clock.pass(DAY);
    await serve(saying(says));
    expect(readReply(await ask("strike 7 days"))).toContain("Correction: Secret talks.");
    for (const place of [
      { ...PLACE, tenant: "T2" },
      { ...PLACE, outsiders: true },
    ]) {
      const said = readReply(await ask("strike 7 days", place)).join("\n");
      expect(said).toContain("Now: The union stops work at noon.");
      expect(said).not.toContain("Secret");
    }
  });

  test("tells what it can before anything is recorded", async () => {
    const { store } = await openStore(kind);
    const { ask } = processOn(store, openClock());
    expect((await ask("strike")).outcome).toBe("none");
    const reply = await botOver(saying([STOP])).answer(asking("/whats-changed strike"));
    expect(readReply(reply).at(-1)).toMatch(/^What a briefing said before is known only to the running bot/);
  });

  test("never repeats words that an earlier edition said of what was hidden since, nor the same words elsewhere", async () => {
    const { store } = await openStore(kind);
    const clock = openClock();
    const { serve, ask } = processOn(store, clock);
    await serve(saying([STOP, TALKS]));
    clock.pass(DAY);
    await serve(saying([ONCE, TALKS]));
    clock.pass(DAY);
    const change = { kind: "correction", why: "The time was missing.", hideOld: true } as const;
    await serve(saying([NOON, TALKS], { change }));
    clock.pass(DAY);
    for (const since of ["7 days", "36 hours", "2026-11-27"]) {
      const said = readReply(await ask(`strike ${since}`));
      expect(said).toContain("• Now: The union stops work at noon. [1]");
      expect(said.join()).not.toContain("Was:");
    }
  });

  test("asks the store for no more than four things, five where it looks for the last post", async () => {
    const counted = countQueries((await openStore(kind)).store);
    const clock = openClock();
    const { serve, ask } = processOn(counted.store, clock);
    await serve(saying([STOP]));
    for (let edition = 0; edition < 12; edition += 1) await serve(saying([edition % 2 === 0 ? NOON : STOP]));
    for (const [typed, most] of [
      ["strike 7 days", 4],
      ["strike", 5],
    ] as const) {
      counted.queries();
      await ask(typed);
      expect(counted.queries().length).toBeLessThanOrEqual(most);
    }
  });
});

describe("since when", () => {
  const at = Date.parse("2026-11-26T12:00:00Z");
  test.each([
    ["yesterday", "2026-11-25T05:00:00.000Z"],
    ["since yesterday", "2026-11-25T05:00:00.000Z"],
    ["today", "2026-11-26T05:00:00.000Z"],
    ["7 days", "2026-11-19T12:00:00.000Z"],
    ["7 days ago", "2026-11-19T12:00:00.000Z"],
    ["in the last two weeks", "2026-11-12T12:00:00.000Z"],
    ["last week", "2026-11-19T12:00:00.000Z"],
    ["an hour", undefined],
    ["24 hours", "2026-11-25T12:00:00.000Z"],
    ["monday", "2026-11-23T05:00:00.000Z"],
    ["last Thursday", "2026-11-19T05:00:00.000Z"],
    ["2026-11-20", "2026-11-20T05:00:00.000Z"],
    ["20 Nov", "2026-11-20T05:00:00.000Z"],
    ["November 20th, 2025", "2025-11-20T05:00:00.000Z"],
    ["Dec 1", "2025-12-01T05:00:00.000Z"],
    ["2026-12-01", undefined],
    ["2026-02-30", undefined],
    ["tomorrow", undefined],
    ["0 days", undefined],
    ["the strike", undefined],
  ])("%s", (typed, means) => {
    const ms = readSince(typed, at, "America/New_York");
    expect(ms === undefined ? undefined : new Date(ms).toISOString()).toBe(means);
  });
});
