import { describe, expect, test } from "vitest";
import { deliveries, NINE, scene, subscribe, until } from "../../fixtures/scheduled.ts";
import { deliveryRow } from "../../fixtures/stores/rows.ts";
import { KINDS } from "../../fixtures/stores/stores.ts";

const OPERATOR = { platform: "fake", tenant: "T1", id: "OPS" };

describe.each(KINDS)("a place that cannot be posted in (%s)", (kind) => {
  test("pauses what it must, keeps it, and tells its owner and the operator once", async () => {
    const refuses = { C1: "gone", C2: "forbidden", C3: "needs-invite", C4: "our-bug", C5: "tenant-gone" };
    const { db, start, platform } = await scene({ kind, faults: { refuses }, schedule: { operator: OPERATOR } });
    await subscribe(
      db,
      ...["C1", "C2", "C3", "C4"].map((place, index) => ({ id: place, place, owner: `U${index + 1}` })),
      { id: "C5", place: "C5", tenant: "T5" },
      { id: "C6", place: "C6", tenant: "T5", cron: "0 12 * * *", next_run_at: new Date("2026-11-23T12:00:00Z") },
      { id: "C7", place: "C7" },
    );
    start();
    await until(
      async () => (await db.selectFrom("notices").select("key").where("state", "=", "told").execute()).length === 9,
    );
    const states = await db
      .selectFrom("subscriptions")
      .select(["id", "state", "paused_reason"])
      .orderBy("id")
      .execute();
    expect(states).toEqual([
      { id: "C1", state: "paused", paused_reason: "gone" },
      { id: "C2", state: "paused", paused_reason: "forbidden" },
      { id: "C3", state: "paused", paused_reason: "needs-invite" },
      { id: "C4", state: "active", paused_reason: null },
      { id: "C5", state: "paused", paused_reason: "tenant-gone" },
      { id: "C6", state: "paused", paused_reason: "tenant-gone" },
      { id: "C7", state: "active", paused_reason: null },
    ]);
    expect(await db.selectFrom("removed_tenants").select("tenant").execute()).toEqual([{ tenant: "T5" }]);
    const to = (place: string) =>
      platform.messages.filter((message) => message.place === place).map(({ text }) => text);
    expect(to("U3")).toEqual([
      "A schedule is paused\nThe schedule for “Rail strike” (weekdays 09:00) is paused: the bot is not a member of the channel. Invite it to the channel, then resume the schedule.",
    ]);
    // In one message or several, as they came: what is paused, and what was refused.
    expect(
      to("OPS")
        .join("\n")
        .match(/ is paused: | could not be posted\. /g),
    ).toHaveLength(5);
    expect(to("C7")).toHaveLength(1);
    const made = await deliveries(db);
    expect(made.filter(({ state }) => state === "failed")).toHaveLength(5);
  });

  test("waits exactly as long as told when the platform is busy", async () => {
    const { db, start, platform } = await scene({ kind, faults: { busy: 1, retryAfterMs: 400 } });
    await subscribe(db, { id: "one", place: "C1" });
    start();
    await until(() => platform.told.refused === 1);
    const refusedAt = performance.now();
    platform.faults = {};
    await until(() => platform.messages.length === 1);
    const waitedMs = performance.now() - refusedAt;
    expect(waitedMs).toBeGreaterThanOrEqual(380);
    expect(waitedMs).toBeLessThan(1_500);
    await until(async () => (await deliveries(db))[0]?.state === "sent");
    expect(await deliveries(db)).toMatchObject([{ attempts: 2, slot: NINE }]);
  });

  test("waits twice as long each time when nobody says for how long", async () => {
    const { db, start, platform, now } = await scene({ kind, faults: { down: true } });
    const tries = [0, 1, 3, 4, 9];
    await subscribe(db, ...tries.map((count) => ({ id: `s${count}`, place: `C${count}`, next_run_at: null })));
    const planned = tries.map((attempts) =>
      deliveryRow({ subscription: `s${attempts}`, slot: NINE, platform: "fake", place: `C${attempts}`, attempts }),
    );
    const settling = [4_000, 45_000].map((agoMs) =>
      deliveryRow({
        ...{ subscription: "s0", slot: new Date(NINE.getTime() + agoMs), platform: "fake", place: `CS${agoMs}` },
        ...{ state: "sending", attempts: 1, first_tried_at: new Date(now() - agoMs), due_at: NINE },
      }),
    );
    await db
      .insertInto("deliveries")
      .values([...planned, ...settling])
      .execute();
    start();
    await until(() => platform.told.refused >= tries.length + settling.length);
    const waited = async () => {
      const made = await deliveries(db);
      const ms = new Map(made.map((row) => [row.id, row.due_at.getTime() - row.changed_at.getTime()]));
      return [...planned, ...settling].map(({ id }) => ms.get(id) ?? 0);
    };
    await until(async () => (await deliveries(db)).every(({ reason }) => reason !== null));
    const doubled = [1_000, 2_000, 8_000, 16_000, 30_000, 4_000, 8_000];
    for (const [index, ms] of (await waited()).entries()) {
      expect(ms).toBeGreaterThanOrEqual((doubled[index] ?? 0) / 2 - 100);
      // Those that are settled wait by how long they have been tried, which goes on meanwhile.
      expect(ms).toBeLessThanOrEqual(index < tries.length ? (doubled[index] ?? 0) : 8_000);
    }
  });

  test("is told to the owner and the operator where it was busy for as long as the briefing was worth posting", async () => {
    const faults = { busy: 1, retryAfterMs: 60_000 };
    const { db, start, platform } = await scene({ kind, faults, schedule: { operator: OPERATOR, graceMs: 30_000 } });
    await subscribe(db, { id: "one", place: "C1" });
    start();
    await until(async () => (await deliveries(db))[0]?.state === "failed");
    platform.faults = {};
    const [text] = (await db.selectFrom("notices").select("text").where("person", "=", "U1").execute()).map(
      (notice) => notice.text,
    );
    expect(text).toBe(
      "The briefing on “Rail strike” due Mon 23 Nov, 09:00 London was not posted: the platform was busy for too long. The schedule keeps running.",
    );
    const toOperator = await db.selectFrom("notices").select("text").where("person", "is", null).execute();
    expect(toOperator.map((notice) => notice.text)).toEqual([text]);
    expect(await db.selectFrom("subscriptions").select("state").execute()).toEqual([{ state: "active" }]);
  });

  test("tells an owner who takes no direct messages when they next come by", async () => {
    const { db, start, schedule } = await scene({ kind, faults: { refuses: { C1: "gone", U1: "forbidden" } } });
    await subscribe(db, { id: "one", place: "C1" });
    start();
    await until(async () => (await db.selectFrom("notices").select("state").execute())[0]?.state === "at-next-use");
    const asking = { ask: "a", by: { id: "U1" }, place: { platform: "fake", tenant: "T1", id: "C9" } };
    expect(await schedule.subscriptions.notices({ ...asking, by: { id: "U2" } })).toEqual([]);
    expect(await schedule.subscriptions.notices(asking)).toMatchObject([
      {
        text: expect.stringContaining("is paused: the channel is gone or archived"),
        where: { platform: "fake", tenant: "T1", id: "C1" },
      },
    ]);
    expect(await schedule.subscriptions.notices(asking)).toEqual([]);
  });
});

describe.each(KINDS)("an answer that never came (%s)", (kind) => {
  const dropOne = { drop: 1 };

  test("is settled by the nonce: the post stands once", async () => {
    const { db, start, platform } = await scene({ kind, faults: dropOne });
    await subscribe(db, { id: "one", place: "C1" });
    start();
    await until(() => platform.told.dropped > 0);
    platform.faults = {};
    await until(async () => (await deliveries(db))[0]?.state === "sent");
    expect(platform.messages).toHaveLength(1);
    expect(await deliveries(db)).toMatchObject([{ message: platform.messages[0]?.id, attempts: 1 }]);
  });

  test.each([
    ["as it is now", true],
    ["as it was then", false],
  ])(
    "of a process that is gone, about to say the story %s, is known to have said what it says now: %s",
    async (_, same) => {
      const { db, start, now } = await scene({ kind });
      await subscribe(db, { id: "one", place: "C1" }, { id: "other", place: "C2" });
      start();
      await until(async () => (await deliveries(db)).filter(({ state }) => state === "sent").length === 2);
      const [{ edition } = { edition: null }] = await deliveries(db);
      await db.deleteFrom("said").execute();
      const left = { state: "sending", claimed_by: "gone", first_tried_at: new Date(now() - 5_000) } as const;
      const slot = new Date(NINE.getTime() + 1);
      await db
        .insertInto("deliveries")
        .values(
          deliveryRow({
            subscription: "one",
            slot,
            platform: "fake",
            ...left,
            edition: same ? edition : "rail-strike@before",
          }),
        )
        .execute();
      await until(async () => (await deliveries(db)).filter(({ state }) => state === "sent").length === 3);
      const said = await db.selectFrom("said").select("subscription").execute();
      expect(said).toEqual(same ? [{ subscription: "one" }] : []);
    },
  );

  test("is found in the history where that may be read", async () => {
    const { db, start, platform } = await scene({ kind, faults: dropOne, adapter: { settles: "history" } });
    await subscribe(db, { id: "one", place: "C1" });
    start();
    await until(async () => (await deliveries(db))[0]?.state === "sent");
    expect(platform.messages).toHaveLength(1);
  });

  test("is unknown where nothing tells: nothing is posted again, and the owner hears", async () => {
    const { db, start, platform } = await scene({ kind, faults: dropOne, adapter: { settles: "never" } });
    await subscribe(db, { id: "one", place: "C1" });
    start();
    await until(async () => (await deliveries(db))[0]?.state === "unknown");
    platform.faults = {};
    await until(async () => (await db.selectFrom("notices").select("state").execute())[0]?.state !== "planned");
    expect(platform.messages.filter(({ place }) => place === "C1")).toHaveLength(1);
    const [notice] = await db.selectFrom("notices").selectAll().execute();
    expect(notice).toMatchObject({
      person: "U1",
      text: expect.stringContaining("To avoid a duplicate, it won't be posted again"),
    });
  });
});
