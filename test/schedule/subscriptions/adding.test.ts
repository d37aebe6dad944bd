import { describe, expect, test } from "vitest";
import type { Asking, Result } from "#schedule";
import { wordsOf } from "../../fakes/platform-adapter.ts";
import { botOver } from "../../fixtures/content/bot.ts";
import { STORIES } from "../../fixtures/content/stories.ts";
import { scene, until } from "../../fixtures/scheduled.ts";
import { KINDS } from "../../fixtures/stores/stores.ts";

const HERE = { platform: "fake", tenant: "T1", id: "C1" };
const WISH = { topic: "rail-strike", sections: "", times: "daily 9:00", zone: "UTC", onlyIfChanged: true };
const MINUTE = 60_000;

const asking = (ask: string): Asking => ({ ask, by: { id: "U1", name: "Sam" }, place: HERE });
const isProblem = (result: Result): result is { problem: string } => "problem" in result;

describe.each(KINDS)("schedules that are saved at the same moment (%s)", (kind) => {
  test("are no more than a place may have, by two processes too", async () => {
    const { connect, schedule, make, fake, db, platform } = await scene({ kind });
    connect();
    const second = make();
    second.connect([fake]);
    const results = await Promise.all(
      Array.from({ length: 32 }, (_, index) =>
        (index % 2 === 0 ? schedule : second).subscriptions.add(WISH, "Rail strike", asking(`a${index}`)),
      ),
    );
    const refused = results.filter(isProblem).map(({ problem }) => problem);
    expect(refused).toEqual(Array(7).fill("This place has 25 schedules, which is the limit. Remove one first."));
    expect(await db.selectFrom("subscriptions").select("state").execute()).toEqual(Array(25).fill({ state: "active" }));
    expect(platform.messages).toHaveLength(25);
    await second.stop();
  });

  test("are one where one button is pressed twice", async () => {
    const { connect, schedule, db, platform } = await scene({ kind, faults: { latencyMs: 50 } });
    connect();
    const press = () => schedule.subscriptions.add(WISH, "Rail strike", asking("same"));
    const results = await Promise.all([press(), press(), press()]);
    // A press that comes late finds what the first one made.
    const refused = results.filter(isProblem).map(({ problem }) => problem);
    expect(new Set([...refused, "This is already being set up."]).size).toBe(1);
    expect(refused.length).toBeLessThan(3);
    expect(await db.selectFrom("subscriptions").select("state").execute()).toEqual([{ state: "active" }]);
    expect(platform.messages).toHaveLength(1);
  });
});

describe.each(KINDS)("a process that ends between an introduction and its schedule (%s)", (kind) => {
  test("leaves a schedule that is paused, and its owner is told to look", async () => {
    const { connect, schedule, make, fake, db, platform, skip } = await scene({ kind });
    connect();
    const { post } = fake;
    fake.post = (...given) => post(...given).then(() => new Promise(() => {}));
    void schedule.subscriptions.add(WISH, "Rail strike", asking("a"));
    await until(() => platform.messages.length === 1);
    const [{ id = "" } = {}] = await db.selectFrom("subscriptions").select("id").execute();
    fake.post = post;
    const next = make();
    next.connect([fake]);
    const bot = botOver(STORIES, { schedule: next });
    next.start(bot);
    const stands = async () => (await db.selectFrom("subscriptions").select(["state", "paused_reason"]).execute())[0];
    const ask = (what: string) => {
      const options = { do: what, schedule: id };
      return bot.answer({
        id: what,
        command: "briefing-schedule",
        options,
        place: HERE,
        by: { id: "U1", name: "Sam" },
      });
    };
    expect(wordsOf(await ask("show"))).toContain("Scheduled briefing");
    expect(await stands()).toEqual({ state: "paused", paused_reason: "introducing" });
    skip(3 * MINUTE);
    await until(() => platform.messages.length === 2);
    expect(await stands()).toEqual({ state: "paused", paused_reason: "not-introduced" });
    expect(platform.messages[1]).toMatchObject({
      place: "U1",
      text: expect.stringContaining("its first message may or may not have been posted. Please check"),
    });
    expect(await next.subscriptions.add(WISH, "Rail strike", asking("a"))).toEqual({
      problem: expect.stringContaining("It is set up but paused"),
    });
    await ask("resume");
    expect(await stands()).toEqual({ state: "active", paused_reason: null });
    expect(platform.messages.filter(({ place }) => place === "C1")).toHaveLength(1);
    await next.stop();
  });
});
