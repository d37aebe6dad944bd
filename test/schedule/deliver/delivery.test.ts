import { describe, expect, test } from "vitest";
import { deliveries, NINE, scene, subscribe, until } from "../../fixtures/scheduled.ts";
import { KINDS } from "../../fixtures/stores/stores.ts";

describe.each(KINDS)("a briefing that falls due (%s)", (kind) => {
  test("is posted once in its place, and stands in the record", async () => {
    const { db, start, platform } = await scene({ kind });
    await subscribe(db, { id: "one", place: "C1" });
    start();
    await until(async () => (await deliveries(db)).some(({ state }) => state === "sent"));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(platform.messages.map(({ place, text }) => [place, text.split("\n").slice(0, 4)])).toEqual([
      [
        "C1",
        [
          "Rail strike",
          "Mon 23 Nov, 09:00 London · set up by Sam",
          "What's happening",
          "• The rail-strike is close to being settled. [1]",
        ],
      ],
    ]);
    const [message] = platform.messages;
    expect(await deliveries(db)).toMatchObject([
      {
        subscription: "one",
        slot: NINE,
        state: "sent",
        message: message?.id,
        attempts: 1,
        claimed_by: null,
        late: false,
      },
    ]);
    expect(await db.selectFrom("posts").selectAll().execute()).toMatchObject([
      {
        key: message?.key,
        kind: "scheduled",
        place: "C1",
        message: message?.id,
        edition: expect.stringContaining("rail-strike@"),
      },
    ]);
    const [row] = await db.selectFrom("subscriptions").selectAll().execute();
    expect(row?.next_run_at).toEqual(new Date("2026-11-24T09:00:00Z"));
  });

  test("is posted once however many there are, and however often the schedule is started anew", async () => {
    const { db, start, platform, schedule, make, bot, fake } = await scene({ kind });
    const rows = Array.from({ length: 620 }, (_, index) => ({ id: `s${index}`, place: `C${index}` }));
    await subscribe(db, ...rows);
    start();
    await until(() => platform.messages.length > 50);
    await schedule.stop();
    const second = make();
    second.connect([fake]);
    second.start(bot);
    await until(async () => (await deliveries(db)).filter(({ state }) => state === "sent").length === 620, 15_000);
    await second.stop();
    expect(new Set(platform.messages.map(({ place }) => place)).size).toBe(620);
    expect(platform.messages.length).toBe(620);
  });
});
