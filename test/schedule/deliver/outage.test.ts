import { randomUUID } from "node:crypto";
import { rename } from "node:fs/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { ChatError, type Place } from "#chat";
import { createSchedule } from "#schedule";
import { createStore } from "#store";
import { startPlatform } from "../../fakes/platform.ts";
import { fakeAdapter } from "../../fakes/platform-adapter.ts";
import { botOver } from "../../fixtures/content/bot.ts";
import { STORIES } from "../../fixtures/content/stories.ts";
import { deliveries, scene, subscribe, until } from "../../fixtures/scheduled.ts";
import { KINDS, storeOptions } from "../../fixtures/stores/stores.ts";

const OPERATOR: Place = { platform: "fake", tenant: "T1", id: "OPS" };
const SECOND = 1_000;

const twenty = Array.from({ length: 20 }, (_, index) => ({ id: `s${index}`, place: `C${index}`, owner: "U1" }));

describe.each(KINDS)("a platform that is away while twenty briefings fall due (%s)", (kind) => {
  test.each([
    ["behind a gateway that answers 503", { down: true }],
    ["answering 500 to everything", { broken: 1 }],
  ])("%s: each is posted once when it is back, and nobody is bothered", async (_, faults) => {
    const made = await scene({ kind, faults, adapter: { settleAgainMs: undefined }, schedule: { operator: OPERATOR } });
    const { db, start, platform, skip } = made;
    await subscribe(db, ...twenty);
    start();
    // Twenty seconds of it, by the bot's clock.
    for (let passed = 0; passed < 20; passed += 2) {
      const before = platform.told.calls;
      await until(async () => (await deliveries(db)).length === 20);
      await until(async () => (await deliveries(db)).every(({ claimed_by }) => claimed_by === null));
      skip(2 * SECOND);
      await until(() => platform.told.calls > before || passed > 4);
    }
    expect(platform.messages).toEqual([]);
    platform.faults = {};
    for (let passed = 0; passed < 30 && platform.messages.length < 20; passed += 5) {
      skip(5 * SECOND);
      await until(async () =>
        (await deliveries(db)).every(({ due_at, state }) => state === "sent" || due_at.getTime() > made.now()),
      );
    }
    await until(async () => (await deliveries(db)).every(({ state }) => state === "sent"));
    expect(platform.messages.map(({ place }) => place).sort()).toEqual(twenty.map(({ place }) => place).sort());
    expect(await db.selectFrom("notices").select("key").execute()).toEqual([]);
  });

  test("that says everything is too much is left alone for as long as it says", async () => {
    const { db, start, platform } = await scene({
      kind,
      faults: { tooMuchMs: 1_500, latencyMs: 5 },
      adapter: { pace: { platformPerSecond: 20 } },
      schedule: { mostAtOnce: 10 },
    });
    await subscribe(db, ...twenty);
    start();
    await until(() => platform.told.refused > 0);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    // Those that were on their way already.
    expect(platform.told.refused).toBeLessThanOrEqual(4);
    platform.faults = {};
    await until(() => platform.messages.length === 20);
  });
});

describe.each(KINDS)("a notice (%s)", (kind) => {
  test.each([
    ["is refused for now", { down: true }],
    ["fails with 500", { broken: 1 }],
    ["is not answered", { drop: 1 }],
  ])("that %s is kept until it has arrived, and arrives once", async (_, faults) => {
    const { db, start, platform, schedule, skip } = await scene({ kind, faults, schedule: { operator: OPERATOR } });
    start();
    const report = {
      by: { id: "U1" },
      place: { platform: "fake", tenant: "T1", id: "C1" },
      about: "a",
      words: "wrong",
    };
    expect(await schedule.operator.report({ ask: "one", ...report })).toBe("passed-on");
    await until(() => platform.told.calls >= 1);
    await until(async () => (await db.selectFrom("notices").select("state").execute())[0]?.state === "planned");
    platform.faults = {};
    skip(60 * SECOND);
    await until(async () => (await db.selectFrom("notices").select("state").execute())[0]?.state === "told");
    expect(platform.messages.map(({ place }) => place)).toEqual(["OPS"]);
  });

  test("of one kind is one message with a list, to the owner and to the operator", async () => {
    // After today's run: a briefing that is posted meanwhile is a message too.
    const at = "2026-11-23T10:00:00Z";
    const { db, start, platform, schedule } = await scene({ kind, at, schedule: { operator: OPERATOR } });
    await subscribe(
      db,
      ...twenty.map((row) => ({ ...row, place: "C1", next_run_at: new Date("2026-11-24T09:00:00Z") })),
    );
    start();
    const place = { platform: "fake", tenant: "T1", id: "C1" };
    await schedule.places.placeLost(place, new ChatError("needs-invite", "not_in_channel"));
    await until(() => platform.messages.length === 2);
    await schedule.places.placeBack(place);
    await until(() => platform.messages.length === 4);
    const to = (id: string) => platform.messages.filter((message) => message.place === id).map(({ text }) => text);
    for (const id of ["U1", "OPS"]) {
      const [paused, back] = to(id).map((text) => text.split("\n"));
      expect(paused?.[0]).toBe("20 schedules are paused");
      expect(paused?.at(-1)).toBe("And 10 more. /briefing-schedule lists them in their channels.");
      expect(back?.[0]).toBe("20 schedules can resume");
      expect(paused?.join()).not.toMatch(/not_in_channel|rail-strike/);
    }
  });
});

describe.each(KINDS)("a message with a list whose answer is lost (%s)", (kind) => {
  test.each(["nonce", "history"] as const)("arrives once, and is told as one (%s)", async (settles) => {
    const at = "2026-11-23T10:00:00Z";
    const faults = { drop: 1 };
    const made = await scene({ kind, at, faults, adapter: { settles }, schedule: { operator: OPERATOR } });
    const { db, start, platform, schedule, skip } = made;
    await subscribe(
      db,
      ...twenty.map((row) => ({ ...row, place: "C1", next_run_at: new Date("2026-11-24T09:00:00Z") })),
    );
    start();
    await schedule.places.placeLost({ platform: "fake", tenant: "T1", id: "C1" }, new ChatError("gone", "gone"));
    const states = async () => await db.selectFrom("notices").select(["state", "first_tried_at"]).execute();
    await until(async () => (await states()).every((row) => row.state === "planned" && row.first_tried_at !== null));
    platform.faults = {};
    skip(30 * SECOND);
    await until(async () => (await states()).every(({ state }) => state === "told"));
    expect(platform.messages.map(({ place, text }) => [place, text.split("\n")[0]])).toEqual([
      ["OPS", "20 schedules are paused"],
      ["U1", "20 schedules are paused"],
    ]);
  });
});

describe("a data folder that is taken away while the bot runs", () => {
  test("is told to the operator and to owners, nothing is made in its place, and it is gone on with when it is back", {
    timeout: 40_000,
  }, async () => {
    const platform = await startPlatform();
    onTestFinished(() => platform.stop());
    const options = await storeOptions("embedded");
    const store = createStore(options);
    onTestFinished(() => store.close());
    const log = { info() {}, warn() {}, error() {} };
    const fast = { tickMs: 20, pollMs: 20, recoverMs: 40, operatorAfterMs: 100, ownersAfterMs: 200 };
    const schedule = createSchedule({ store, log, now: Date.now, newId: randomUUID, operator: OPERATOR, ...fast });
    const adapter = fakeAdapter({ url: platform.url });
    onTestFinished(async () => {
      await schedule.stop();
      await adapter.stop();
    });
    const bot = botOver(STORIES, { schedule });
    schedule.connect([adapter]);
    const { db } = await store.open();
    await subscribe(db, { id: "one", place: "C1", next_run_at: new Date(Date.now() + 60_000) });
    schedule.start(bot);
    await until(async () => (await db.selectFrom("moments").selectAll().execute()).length === 1);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await rename(options.folder, `${options.folder}-away`);
    await until(() => platform.messages.length === 2);
    const told = new Map(platform.messages.map(({ place, text }) => [place, text]));
    expect(told.get("OPS")).toMatch(
      /^Database error\nScheduled briefings can't be posted or changed\. .*(?:gone|removed or replaced)/,
    );
    expect(told.get("U1")).toContain("Your scheduled briefings can't be posted right now");
    expect(schedule.storeTrouble()).toMatch(/No new one is created in its place/);
    const here = { platform: "fake", tenant: "T1", id: "C1" };
    const listed = await bot.answer({
      id: "l",
      command: "briefing-schedule",
      options: {},
      place: here,
      by: { id: "U1" },
    });
    expect([listed.outcome, JSON.stringify(listed.blocks)]).toEqual([
      "trouble",
      expect.stringContaining("can't be read or saved"),
    ]);
    await rename(`${options.folder}-away`, options.folder);
    await until(() => schedule.storeTrouble() === undefined, 20_000);
    expect(await schedule.subscriptions.list(here)).toHaveLength(1);
  });
});
