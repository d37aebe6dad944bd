import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { deliveries, NINE, scene, subscribe, until } from "../../fixtures/scheduled.ts";
import { deliveryRow } from "../../fixtures/stores/rows.ts";
import { KINDS } from "../../fixtures/stores/stores.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe.each(KINDS)("slots that were missed (%s)", (kind) => {
  test("become one late briefing within the grace time; older ones are skipped and recorded", async () => {
    const { db, start, platform } = await scene({ kind, at: "2026-11-26T11:00:00Z" });
    await subscribe(
      db,
      { id: "days", place: "C1", next_run_at: NINE },
      { id: "old", place: "C2", cron: "0 3 * * *", next_run_at: new Date("2026-11-26T03:00:00Z") },
      { id: "now", place: "C3", cron: "0 11 * * *", next_run_at: new Date("2026-11-26T11:00:00Z") },
    );
    start();
    await until(async () => (await deliveries(db)).filter(({ state }) => state === "sent").length === 2);
    const posts = platform.messages.filter(({ place }) => place.startsWith("C"));
    const texts = posts.map(({ place, text }) => `${place} ${text.split("\n")[1]}`).sort();
    expect(texts).toEqual([
      "C1 Late: was due Thu 26 Nov, 09:00 London · set up by Sam",
      "C3 Thu 26 Nov, 11:00 London · set up by Sam",
    ]);
    const made = (await deliveries(db)).map(({ subscription, slot, state, reason }) => [
      subscription,
      slot.toISOString(),
      state,
      reason,
    ]);
    expect(made).toEqual([
      ["days", "2026-11-23T09:00:00.000Z", "skipped", "missed: 3 up to 2026-11-26T08:59:59.999Z"],
      ["old", "2026-11-26T03:00:00.000Z", "skipped", "missed: too long ago"],
      ["days", "2026-11-26T09:00:00.000Z", "sent", null],
      ["now", "2026-11-26T11:00:00.000Z", "sent", null],
    ]);
    const next = await db.selectFrom("subscriptions").select(["id", "next_run_at"]).orderBy("id").execute();
    expect(next.map(({ id, next_run_at }) => [id, next_run_at?.toISOString()])).toEqual([
      ["days", "2026-11-27T09:00:00.000Z"],
      ["now", "2026-11-27T11:00:00.000Z"],
      ["old", "2026-11-27T03:00:00.000Z"],
    ]);
  });

  test("are not posted again when the clock is set back, and none to come is lost to a clock that ran ahead", async () => {
    // Without a nonce: nothing but the slot itself keeps it from being posted again.
    const { db, start, platform, skip } = await scene({ kind, adapter: { settles: "history" } });
    await subscribe(db, { id: "one", place: "C1", cron: "0 9 * * *" });
    start();
    await until(() => platform.messages.length === 1);
    skip(200 * DAY);
    const areOver = async () => (await deliveries(db)).every(({ state }) => state === "sent" || state === "skipped");
    await until(async () => (await deliveries(db)).length > 1 && (await nextRun(db)) > "2027-06");
    // What is still planned when the clock is set back waits for next year.
    await until(areOver);
    skip(-200 * DAY - HOUR);
    await until(async () => (await nextRun(db)) === "2026-11-23T09:00:00.000Z");
    skip(HOUR);
    await until(async () => (await nextRun(db)) === "2026-11-24T09:00:00.000Z");
    await until(areOver);
    expect(platform.messages.filter(({ text }) => text.includes("Mon 23 Nov"))).toHaveLength(1);
  });
});

describe.each(KINDS)("what another process left (%s)", (kind) => {
  test("is taken up: what was not begun is posted, what was is settled", async () => {
    const { db, start, platform, now, schedule } = await scene({ kind });
    await subscribe(
      db,
      { id: "one", place: "C1", next_run_at: null },
      { id: "two", place: "C2", next_run_at: null },
      { id: "old", place: "C3", next_run_at: null },
    );
    await schedule.pages.counts();
    const at = { platform: "fake", claimed_by: "gone", slot: NINE };
    const tried = (ms: number) => ({ state: "sending" as const, first_tried_at: new Date(now() - ms) });
    await db
      .insertInto("deliveries")
      .values([
        deliveryRow({ ...at, subscription: "one", place: "C1" }),
        deliveryRow({ ...at, subscription: "two", place: "C2", ...tried(20_000) }),
        deliveryRow({ ...at, subscription: "old", place: "C3", ...tried(90_000) }),
      ])
      .execute();
    start();
    await until(async () => (await deliveries(db)).every(({ state }) => state === "sent" || state === "unknown"));
    expect((await deliveries(db)).map(({ subscription, state }) => [subscription, state])).toEqual([
      ["old", "unknown"],
      ["one", "sent"],
      ["two", "sent"],
    ]);
    expect(
      platform.messages
        .map(({ place }) => place)
        .filter((place) => place.startsWith("C"))
        .sort(),
    ).toEqual(["C1", "C2"]);
  });
});

describe.each(KINDS)("what this process claimed without hearing of it (%s)", (kind) => {
  test("is found and posted", async () => {
    const replica = randomUUID();
    const ids = [replica];
    const newId = () => ids.shift() ?? randomUUID();
    const { db, start, platform, schedule } = await scene({ kind, schedule: { newId } });
    await subscribe(db, { id: "one", place: "C1", next_run_at: new Date("2026-11-24T09:00:00Z") });
    await schedule.pages.counts();
    await db
      .insertInto("deliveries")
      .values(deliveryRow({ subscription: "one", slot: NINE, platform: "fake", claimed_by: replica }))
      .execute();
    start();
    await until(async () => (await deliveries(db))[0]?.state === "sent");
    expect(platform.messages).toHaveLength(1);
  });
});

describe("a stop", () => {
  test("begins nothing new, finishes what is in hand, hands back what waits, within ten seconds", async () => {
    const paces = { fake: { placePerSecond: 2 } };
    const { db, start, platform, schedule, fake } = await scene({ kind: "postgres", schedule: { paces } });
    await subscribe(db, ...Array.from({ length: 60 }, (_, index) => ({ id: `s${index}`, place: `C${index % 2}` })));
    let posting = 0;
    const { post } = fake;
    fake.post = async (...given) => {
      posting += 1;
      return post(...given).finally(() => {
        posting -= 1;
      });
    };
    start();
    await until(() => platform.messages.length > 3);
    const startedAt = performance.now();
    await schedule.stop();
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    expect(posting).toBe(0);
    const sent = platform.messages.length;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(platform.messages.length).toBe(sent);
    const states = (await deliveries(db)).map(({ state, claimed_by }) => `${state} ${claimed_by}`);
    expect(states.filter((state) => state === "sent null")).toHaveLength(sent);
    expect(states.filter((state) => state !== "planned null" && state !== "sent null")).toEqual([]);
  });
});

describe("a pace", () => {
  test("is kept: nothing is refused by a platform that holds us to it", async () => {
    const faults = { platformPerSecond: 50, placePerSecond: 1 };
    const paces = { fake: { platformPerSecond: 47, placePerSecond: 0.95 } };
    const { db, start, platform } = await scene({ kind: "postgres", faults, schedule: { paces } });
    const rows = Array.from({ length: 100 }, (_, index) => ({ id: `s${index}`, place: `C${index % 60}` }));
    await subscribe(db, ...rows);
    start();
    await until(() => platform.messages.length === 100, 15_000);
    expect(platform.told.limited).toBeLessThanOrEqual(1);
  });
});

async function nextRun(db: Parameters<typeof deliveries>[0]): Promise<string> {
  const [row] = await db.selectFrom("subscriptions").select("next_run_at").execute();
  return row?.next_run_at?.toISOString() ?? "";
}
