import { describe, expect, test } from "vitest";
import type { Place } from "#chat";
import { briefingFile, libraryOf, sourceFile } from "../../fixtures/content/library.ts";
import { STORIES } from "../../fixtures/content/stories.ts";
import { deliveries, scene, subscribe, until } from "../../fixtures/scheduled.ts";
import { refuseWrites } from "../../fixtures/stores/refuse-writes.ts";
import { KINDS } from "../../fixtures/stores/stores.ts";

const HERE: Place = { platform: "fake", tenant: "T1", id: "C1" };
const SAM = { id: "U1", name: "Sam" };
const DAY = 86_400_000;
const nap = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.each(KINDS)("what happens while a delivery waits for its turn (%s)", (kind) => {
  const slow = { kind, adapter: { pace: { placePerSecond: 0.7 } } };
  const wish = { topic: "rail-fares", sections: "", times: "weekdays 09:00", zone: "Europe/London" };

  test("counts: what was paused or removed is not posted, what was changed is posted as it is now", async () => {
    const { db, start, platform, schedule } = await scene(slow);
    const { subscriptions } = schedule;
    await subscribe(db, ...["one", "two", "three", "four"].map((id) => ({ id, place: "C1" })));
    start();
    await until(async () => (await deliveries(db)).some(({ state }) => state === "sent"));
    const [first] = (await deliveries(db)).filter(({ state }) => state === "sent");
    const [paused, removed, changed] = ["one", "two", "three", "four"].filter((id) => id !== first?.subscription);
    const asked = (ask: string) => ({ ask, by: SAM, place: HERE });
    await subscriptions.pause(paused ?? "", asked("a"));
    await subscriptions.remove(removed ?? "", asked("b"));
    await subscriptions.change(changed ?? "", { ...wish, onlyIfChanged: false }, asked("c"));
    await until(async () => (await deliveries(db)).every(({ state }) => state === "sent" || state === "skipped"));
    expect(platform.messages.map(({ text }) => text.split("\n")[0])).toEqual(["Rail strike", "Rail fares"]);
    const reasons = (await deliveries(db)).flatMap(({ reason }) => reason ?? []);
    expect(reasons.sort()).toEqual(["paused", "removed"]);
  });

  test("counts: a story that is withdrawn is not posted any more", async () => {
    const { db, start, platform, publish } = await scene(slow);
    await subscribe(db, { id: "one", place: "C1" }, { id: "two", place: "C1" });
    start();
    await until(() => platform.messages.length === 1);
    await nap(300);
    publish(libraryOf({}));
    await until(async () => (await deliveries(db)).some(({ state }) => state === "skipped"));
    expect(platform.messages.filter(({ place }) => place === "C1")).toHaveLength(1);
  });
});

describe.each(KINDS)("a delivery (%s)", (kind) => {
  test("that was left in hand is not posted when it is no news any more", async () => {
    const refusing = { busy: 1, retryAfterMs: 200 };
    const { db, start, platform, schedule, make, bot, fake, skip } = await scene({ kind, faults: refusing });
    await subscribe(db, { id: "one", place: "C1" });
    start();
    await until(async () => (await deliveries(db)).some(({ reason }) => reason?.startsWith("busy") ?? false));
    await schedule.stop();
    platform.faults = {};
    skip(3 * DAY - 3_600_000);
    const second = make();
    second.connect([fake]);
    second.start(bot);
    await until(async () => (await deliveries(db)).length === 3);
    await until(async () => (await deliveries(db)).every(({ state }) => state !== "planned"));
    await second.stop();
    expect(platform.messages.filter(({ place }) => place === "C1")).toEqual([]);
    // Its owner hears of both slots that passed.
    const told = await db.selectFrom("notices").select("text").where("person", "=", "U1").execute();
    expect(told.map(({ text }) => /(\w{3} \d+ \w{3}, \d\d:\d\d) London/.exec(text)?.[1]).sort()).toEqual([
      "Mon 23 Nov, 09:00",
      "Tue 24 Nov, 09:00",
    ]);
    expect((await deliveries(db))[0]).toMatchObject({ state: "skipped", reason: "missed: too long ago" });
  });

  test("is not kept waiting by a clock that ran ahead", async () => {
    const { db, start, platform, skip } = await scene({ kind, adapter: { pace: { platformPerSecond: 50 } } });
    await subscribe(db, { id: "one", place: "C1", cron: "0 9 * * *" });
    start();
    await until(() => platform.messages.length === 1);
    skip(DAY);
    await until(() => platform.messages.length === 2);
    skip(-DAY - 600_000);
    await nap(300);
    await subscribe(db, { id: "two", place: "C2", next_run_at: new Date("2026-11-23T08:50:00Z") });
    await until(() => platform.messages.length === 3);
  });

  test("is written down whatever its words hold", async () => {
    const { db, start, platform, publish } = await scene({ kind });
    publish(
      libraryOf({
        "sources/wire.md": sourceFile("The union will stop \u0000work at noon.", 'title: "Wire \\uD83D"'),
        "briefings/rail-strike.md": briefingFile({
          header: 'title: "Rail \\uD83D strike"',
          happening: "- The union \u0000 stops work. [^1]",
          footnotes: '[^1]: wire "union will stop \u0000work at noon"',
        }),
      }),
    );
    await subscribe(db, { id: "one", place: "C1", only_if_changed: true });
    start();
    await until(async () => (await deliveries(db))[0]?.state === "sent");
    expect(platform.messages).toHaveLength(1);
    expect(await db.selectFrom("said").select("subscription").execute()).toHaveLength(1);
  });

  test("by hand is made once for a button that is pressed twice", async () => {
    const { db, start, platform, schedule } = await scene({ kind, at: "2026-11-23T08:00:00Z" });
    await subscribe(db, { id: "one", place: "C1" });
    start();
    const press = (ask: string) => schedule.subscriptions.runNow("one", { ask, by: SAM, place: HERE });
    await Promise.all([press("a"), press("b")]);
    await until(async () => (await deliveries(db))[0]?.state === "sent");
    expect(await press("c")).toHaveProperty("subscription");
    await nap(200);
    expect(platform.messages).toHaveLength(1);
  });

  test("that is skipped is told to the owner again, once it was posted in between", async () => {
    const { db, start, platform, publish, skip } = await scene({ kind });
    await subscribe(db, { id: "one", place: "C1" });
    start();
    for (const [count, library] of [STORIES, libraryOf({}), STORIES, libraryOf({})].entries()) {
      if (count > 0) {
        publish(library);
        skip(DAY);
      }
      await until(() => platform.messages.length === count + 1);
      // What was posted is written down a moment later.
      await until(async () => (await deliveries(db)).every(({ state }) => state === "sent" || state === "skipped"));
    }
    expect(platform.messages.map(({ place }) => place)).toEqual(["C1", "U1", "C1", "U1"]);
  });
});

describe.each(KINDS)("a schedule whose times cannot be reckoned here (%s)", (kind) => {
  test("is paused and its owner told; the others are posted", async () => {
    const { db, start, platform } = await scene({ kind });
    const rows = [
      { id: "due", zone: "Mars/Olympus", owner: "U7" },
      { id: "anew", cron: "whenever", owner: "U8", next_run_at: null },
    ];
    await subscribe(db, ...rows, { id: "one", place: "C1" }, { id: "two", cron: "0 12 * * *", next_run_at: null });
    start();
    const places = () => platform.messages.map(({ place }) => place).sort();
    await until(() => platform.messages.length === 3);
    expect(places()).toEqual(["C1", "U7", "U8"]);
    expect(platform.messages.find(({ place }) => place === "U7")?.text).toContain(
      "its next run can't be calculated in the time zone “Mars/Olympus”",
    );
    const paused = await db.selectFrom("subscriptions").selectAll().where("paused_reason", "=", "times").execute();
    expect(paused.map(({ id }) => id).sort()).toEqual(["anew", "due"]);
    const [two] = await db.selectFrom("subscriptions").selectAll().where("id", "=", "two").execute();
    expect(two?.next_run_at).toEqual(new Date("2026-11-23T12:00:00Z"));
  });
});

describe.each(KINDS)("the next post after a change of schedule (%s)", (kind) => {
  test("is whole: what was said of another story is not withdrawn by it", async () => {
    const { db, start, platform, schedule, skip } = await scene({ kind });
    await subscribe(db, { id: "one", place: "C1", only_if_changed: true });
    start();
    await until(async () => (await deliveries(db))[0]?.state === "sent");
    const wish = { topic: "rail-fares", sections: "next", times: "weekdays 09:00", zone: "Europe/London" };
    await schedule.subscriptions.change("one", { ...wish, onlyIfChanged: true }, { ask: "a", by: SAM, place: HERE });
    skip(DAY);
    await until(() => platform.messages.length === 2);
    expect(platform.messages[1]?.text).toMatch(/^Rail fares\nTue 24 Nov, 09:00 London/);
    expect(platform.messages[1]?.text).not.toContain("strike");
  });
});

describe.each(KINDS)("a notice (%s)", (kind) => {
  test("is not forgotten where the database goes away while it is told", async () => {
    const refuses = { C1: "gone", C2: "gone" };
    const { db, start, platform } = await scene({ kind, faults: { refuses } });
    const back = await refuseWrites(db, kind, "update on notices", "new.state = 'told'");
    await subscribe(db, { id: "one", place: "C1", owner: "U1" }, { id: "two", place: "C2", owner: "U2" });
    start();
    await until(() => platform.messages.length === 1);
    await nap(30);
    await back();
    const states = async () => (await db.selectFrom("notices").select("state").execute()).map(({ state }) => state);
    await until(async () => (await states()).every((state) => state === "told" || state === "at-next-use"));
  });
});
