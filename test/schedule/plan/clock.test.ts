import { describe, expect, test } from "vitest";
import type { Database } from "#store";
import { deliveries, NINE, scene, subscribe, until } from "../../fixtures/scheduled.ts";
import { deliveryRow } from "../../fixtures/stores/rows.ts";
import { KINDS, type Kind } from "../../fixtures/stores/stores.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const TOMORROW = new Date(NINE.getTime() + DAY);

/** A bot whose clock can be wrong, between a store and a platform whose clock is always right. */
async function wrongClock(kind: Kind, startsWrongByMs: number) {
  let trueOffsetMs = NINE.getTime() - 1_000 - Date.now();
  const trueNow = () => Date.now() + trueOffsetMs;
  const made = await scene({
    kind,
    at: new Date(NINE.getTime() - 1_000 + startsWrongByMs).toISOString(),
    // Without a nonce: nothing but the slot itself keeps it from being posted again.
    adapter: { settles: "history", trueNow },
  });
  /** Truth goes on, and the bot's clock with it. */
  const pass = (ms: number) => {
    trueOffsetMs += ms;
    made.skip(ms);
  };
  const posts = () => made.platform.messages.filter(({ place }) => place.startsWith("C"));
  return { ...made, pass, set: made.skip, posts };
}

/** Texts of posts that tell of a slot, by the time that they say they are for. */
const slotsOf = (messages: readonly { readonly text: string }[]) =>
  messages.map(({ text }) => /\w{3} \d+ Nov, \d\d:\d\d/.exec(text)?.[0]).sort();

describe.each(KINDS)("a clock that stood a day ahead and was put right (%s)", (kind) => {
  test.each([
    ["while the bot runs", false],
    ["while the bot was stopped", true],
  ])("%s: every true slot is posted once, also those that were passed over or posted early", async (_, stopped) => {
    const { db, start, posts, pass, set, schedule, make, fake, bot } = await wrongClock(kind, DAY);
    await subscribe(db, ...["one", "two"].map((id) => ({ id, place: `C${id}`, cron: "0 9 * * *" })));
    start();
    // Monday's slot is a day old by this clock; Tuesday's comes a second later, a day too early.
    await until(() => posts().length === 2);
    await until(async () => (await deliveries(db)).every(({ state }) => state === "sent" || state === "skipped"));
    expect(slotsOf(posts())).toEqual(["Tue 24 Nov, 09:00", "Tue 24 Nov, 09:00"]);
    if (stopped) await schedule.stop();
    set(-DAY);
    if (stopped) {
      const again = make();
      again.connect([fake]);
      again.start(bot);
    }
    await until(() => posts().length === 4);
    await until(async () => (await next(db)).every((at) => at === TOMORROW.toISOString()));
    pass(DAY);
    await until(() => posts().length === 6);
    const monday = ["Mon 23 Nov, 09:00", "Mon 23 Nov, 09:00"];
    const tuesday = Array.from({ length: 4 }, () => "Tue 24 Nov, 09:00");
    expect(slotsOf(posts())).toEqual([...monday, ...tuesday]);
    expect(new Set(posts().map(({ key }) => key)).size).toBe(6);
  });

  test("posts what was planned by the right clock and passed over by the wrong one", async () => {
    const { db, start, posts, set } = await wrongClock(kind, DAY);
    await subscribe(db, { id: "one", place: "C1", cron: "0 9 1 1 *", next_run_at: null });
    const slot = new Date(NINE.getTime() - HOUR);
    await db
      .insertInto("deliveries")
      .values(deliveryRow({ subscription: "one", slot, platform: "fake", place: "C1" }))
      .execute();
    start();
    await until(async () => (await deliveries(db)).every(({ state }) => state === "skipped"));
    expect(posts()).toEqual([]);
    set(-DAY);
    await until(() => posts().length === 1);
    await until(async () => (await deliveries(db)).some(({ state, slot: at }) => state === "sent" && +at === +slot));
  });

  test("posts at its time alone what a process with the wrong clock took up and left", async () => {
    const { db, start, posts, pass } = await wrongClock(kind, 0);
    await subscribe(db, { id: "one", place: "C1", cron: "0 9 24 11 *", next_run_at: null });
    const left = deliveryRow({
      subscription: "one",
      slot: TOMORROW,
      platform: "fake",
      place: "C1",
      claimed_by: "gone",
    });
    await db
      .insertInto("deliveries")
      .values({ ...left, due_at: NINE })
      .execute();
    start();
    await until(async () => (await deliveries(db)).every(({ due_at }) => due_at >= TOMORROW));
    expect(posts()).toEqual([]);
    pass(DAY);
    await until(() => posts().length === 1);
    await until(async () => (await deliveries(db)).every(({ state }) => state === "sent"));
  });

  test("posts at its time what was under way when the clock was put right", async () => {
    const { db, start, platform, posts, pass, set } = await wrongClock(kind, DAY);
    platform.faults = { latencyMs: 800 };
    const ids = Array.from({ length: 12 }, (_, index) => String(index));
    await subscribe(db, ...ids.map((id) => ({ id, place: `C${id}`, cron: "0 9 * * *", next_run_at: TOMORROW })));
    set(1_000);
    start();
    await until(() => platform.told.calls > 2);
    const before = posts().length;
    set(-DAY);
    await until(async () => (await deliveries(db)).every(({ claimed_by }) => claimed_by === null));
    const early = posts().length;
    expect(early).toBeGreaterThan(before);
    expect(await next(db)).toEqual(ids.map(() => TOMORROW.toISOString()));
    platform.faults = {};
    pass(DAY);
    await until(() => posts().length === early + ids.length);
    expect(
      new Set(
        posts()
          .slice(early)
          .map(({ place }) => place),
      ).size,
    ).toBe(ids.length);
  });

  test("leaves nothing asleep that waits to be tried again", async () => {
    const { db, start, platform, posts, set } = await wrongClock(kind, DAY);
    platform.faults = { busy: 1, retryAfterMs: 60_000 };
    await subscribe(db, { id: "one", place: "C1", cron: "0 9 * * *", next_run_at: TOMORROW });
    start();
    await until(async () => (await deliveries(db)).some(({ reason }) => reason?.startsWith("busy") ?? false));
    platform.faults = {};
    set(-DAY + HOUR);
    // Its slot is Tuesday's: what was planned for it too early is planned when it comes.
    await until(async () => (await deliveries(db)).length === 0 && (await next(db))[0] === TOMORROW.toISOString());
    set(DAY);
    await until(() => posts().length === 1);
  });
});

describe.each(KINDS)("a right clock that is set back two hours (%s)", (kind) => {
  test("posts nothing again that was under way", async () => {
    const { db, start, platform, posts, set } = await wrongClock(kind, 0);
    platform.faults = { latencyMs: 800 };
    const ids = Array.from({ length: 12 }, (_, index) => String(index));
    await subscribe(db, ...ids.map((id) => ({ id, place: `C${id}`, cron: "0 9 * * *" })));
    start();
    await until(() => platform.told.calls > 2);
    set(-2 * HOUR);
    await until(async () => (await deliveries(db)).every(({ state }) => state === "sent"));
    await until(async () => (await next(db)).every((at) => at === NINE.toISOString()));
    set(2 * HOUR);
    await until(async () => (await next(db)).every((at) => at === TOMORROW.toISOString()));
    await until(async () => (await deliveries(db)).every(({ state }) => state === "sent"));
    expect(
      posts()
        .map(({ place }) => place)
        .sort(),
    ).toEqual(ids.map((id) => `C${id}`).sort());
  });

  test("posts nothing a second time, and leaves nothing asleep", async () => {
    const { db, start, posts, set } = await wrongClock(kind, 0);
    await subscribe(
      db,
      { id: "one", place: "C1", cron: "0 9 * * *" },
      { id: "two", place: "C2", cron: "0 8 * * *", next_run_at: TOMORROW },
    );
    start();
    await until(() => posts().length === 1);
    await until(async () => (await next(db))[0] === TOMORROW.toISOString());
    set(-2 * HOUR);
    await until(async () => (await next(db)).join() === "2026-11-23T09:00:00.000Z,2026-11-23T08:00:00.000Z");
    set(HOUR + 2_000);
    await until(() => posts().length === 2);
    set(HOUR);
    await until(async () => (await next(db))[0] === TOMORROW.toISOString());
    expect(posts().map(({ place }) => place)).toEqual(["C1", "C2"]);
  });
});

async function next(db: Database): Promise<(string | undefined)[]> {
  const rows = await db.selectFrom("subscriptions").select("next_run_at").orderBy("id").execute();
  return rows.map(({ next_run_at }) => next_run_at?.toISOString());
}
