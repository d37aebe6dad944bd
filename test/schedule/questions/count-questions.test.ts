import { describe, expect, test } from "vitest";
import { createSchedule } from "#schedule";
import { TABLES, type Tables } from "#store";
import { asking, botOver } from "../../fixtures/content/bot.ts";
import { STORIES } from "../../fixtures/content/stories.ts";
import { KINDS, openStore } from "../../fixtures/stores/stores.ts";

const DAY_MS = 86_400_000;
const QUESTION = "/ask Who sold the zeppelin to the rail-strike?";

async function start(kind: (typeof KINDS)[number], countQuestions: boolean) {
  const clock = { now: Date.parse("2026-11-20T12:00:00Z") };
  const { store, db } = await openStore(kind);
  const log = { info() {}, warn() {}, error() {} };
  const schedule = createSchedule({ store, log, now: () => clock.now, newId: () => "id", countQuestions });
  const bot = botOver(STORIES, { schedule });
  const askAs = async (person: string, typed = QUESTION) => {
    await bot.answer({ ...asking(typed), by: { id: person } });
    // The count goes on behind the answer: what is asked after it waits for it in the database.
    await schedule.questions?.list();
  };
  const counted = async () => (await schedule.questions?.list()) ?? [];
  const until = async (count: number, on = "2026-11-20") => {
    for (let tries = 0; tries < 200; tries++) {
      const asked = (await counted()).find(({ words, day }) => words === undefined && day === on)?.asked ?? 0;
      if (asked >= count) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`${count} questions were never counted`);
  };
  const everything = async () => {
    const all = await Promise.all(
      (Object.keys(TABLES) as (keyof Tables)[]).map((name) => db.selectFrom(name).selectAll().execute()),
    );
    return JSON.stringify(all);
  };
  return { clock, db, schedule, askAs, counted, until, everything };
}

describe.each(KINDS)("questions that found nothing, on %s", (kind) => {
  test("are not counted unless a setting says so", async () => {
    const { askAs, everything, schedule } = await start(kind, false);
    for (const person of ["U1", "U2", "U3", "U4", "U5", "U6"]) await askAs(person);
    expect(schedule.questions).toBeUndefined();
    expect(await everything()).not.toMatch(/zeppelin|rail-strike/i);
  });

  test("are counted by day and story; their words are kept only once five people asked the same", async () => {
    const { askAs, counted, until, everything } = await start(kind, true);
    for (const person of ["U1", "U2", "U3", "U4"]) await askAs(person);
    // One person who asks again is no further one.
    for (let again = 0; again < 4; again++) await askAs("U1");
    await until(8);
    expect(await counted()).toEqual([{ day: "2026-11-20", topic: "rail-strike", asked: 8 }]);
    expect(await everything()).not.toMatch(/zeppelin|"U\d"/);
    await askAs("U5", QUESTION.toUpperCase().replace("/ASK", "/ask").replace("?", ""));
    await until(9);
    expect(await counted()).toEqual([
      { day: "2026-11-20", topic: "rail-strike", asked: 9 },
      {
        day: "2026-11-20",
        topic: "rail-strike",
        words: "who sold the zeppelin to the rail strike",
        asked: 5,
      },
    ]);
    expect(await everything()).not.toMatch(/"U\d"/);
  });

  test("forget by the next day who asked: four of one day and one of the next are not five", async () => {
    const { clock, db, askAs, counted, until } = await start(kind, true);
    for (const person of ["U1", "U2", "U3", "U4"]) await askAs(person);
    await until(4);
    const before = await db.selectFrom("missed_keys").selectAll().execute();
    clock.now += DAY_MS;
    await askAs("U5");
    await until(1, "2026-11-21");
    const people = await db.selectFrom("missed_people").select("day").execute();
    const keys = await db.selectFrom("missed_keys").selectAll().execute();
    expect([people, keys.map(({ day }) => day)]).toEqual([[{ day: "2026-11-21" }], ["2026-11-21"]]);
    expect(keys[0]?.secret).not.toBe(before[0]?.secret);
    expect((await counted()).filter(({ words }) => words !== undefined)).toEqual([]);
  });

  test("are not counted where they are answered", async () => {
    const { askAs, counted } = await start(kind, true);
    await askAs("U1", "/ask When will the rail-strike be settled?");
    expect(await counted()).toEqual([]);
  });
});
