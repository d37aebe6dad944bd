import { describe, expect, onTestFinished, test } from "vitest";
import type { Place } from "#chat";
import type { Schedule } from "#schedule";
import { createApp } from "../../../src/app/create-app.ts";
import { readSettings } from "../../../src/app/settings/settings.ts";
import { asking } from "../../fixtures/content/bot.ts";
import { contentFolder, writeFiles } from "../../fixtures/content/folder.ts";
import { briefingFile, sourceFile } from "../../fixtures/content/library.ts";
import { scene, until } from "../../fixtures/scheduled.ts";
import { KINDS } from "../../fixtures/stores/stores.ts";

const OPS: Place = { platform: "fake", tenant: "T1", id: "OPS" };
const DAY_MS = 86_400_000;

/** A briefing with one statement that stands and so many that do not. */
function railWith(wrong: number): string {
  const numbers = Array.from({ length: wrong }, (_, index) => index + 1);
  const footnotes = numbers.map((n) => `[^w${n}]: wire "words number ${n} of nobody"`);
  return briefingFile({
    // Formatting is warned of, and no operator's business.
    happening: ["- Trains **stop**. [^1]", ...numbers.map((n) => `- Wrong ${n}. [^w${n}]`)].join("\n"),
    footnotes: ['[^1]: wire "the trains will stop"', ...footnotes].join("\n"),
  });
}

const SOURCES = { "sources/wire.md": sourceFile("On Monday the trains will stop at noon.") };

async function watched(kind: (typeof KINDS)[number], wrong: number) {
  const folder = await contentFolder({ ...SOURCES, "briefings/rail.md": railWith(wrong) });
  const set = await scene({ kind, schedule: { operator: OPS } });
  const open = async (schedule: Schedule = set.schedule) => {
    const log = {
      info() {},
      warn() {},
      error: (details: object, message: string) => set.logged.push({ details, message }),
    };
    const app = await createApp(readSettings({ CONTENT_DIR: folder }, "no-such.env"), log, () => 0, { schedule });
    onTestFinished(() => app.library.close());
    return app;
  };
  const told = () => set.platform.messages.filter(({ place }) => place === "OPS").map(({ text }) => text.split("\n"));
  return { ...set, folder, open, told };
}

describe.each(KINDS)("what the operator hears of statements that are refused (%s)", (kind) => {
  test("is each once, in one message a change, and no more after a restart", async () => {
    const { open, start, told, folder, make, fake, schedule, bot, db } = await watched(kind, 7);
    await open();
    start();
    await until(() => told().length > 0);
    const [first = []] = told();
    expect(first.slice(0, 2)).toEqual([
      "Problems in the content",
      "There are 7 new problems in the content. Statements with problems are held back; the rest are shown.",
    ]);
    expect(first[2]).toMatch(/briefings\/rail\.md:\d+:\d+ “words number 1 of nobody” is not in /);
    expect(first.slice(-1)).toEqual(["And 2 more. npm run check lists them all."]);
    expect(first).toHaveLength(2 + 5 + 1);

    await writeFiles(folder, { "briefings/fares.md": railWith(1).replace("Rail strike", "Rail fares") });
    await until(() => told().length > 1);
    expect(told()[1]?.slice(0, 3)).toEqual([
      "Problems in the content",
      "There is a new problem in the content. Statements with problems are held back; the rest are shown.",
      expect.stringContaining("briefings/fares.md:"),
    ]);
    expect(told()[1]).toHaveLength(3);

    await schedule.stop();
    const again = make();
    again.connect([fake]);
    again.start(bot);
    await open(again);
    await again.operator.tell({ key: "later", text: "Something else" });
    await until(() => told().length > 2);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(told()[2]).toEqual(["Scheduled briefings", "Something else"]);
    expect(told()).toHaveLength(3);
    expect(await db.selectFrom("claims").select("key").execute()).toHaveLength(8);
  });
});

describe("problems", () => {
  test("of a restricted story are told nobody but the operator's place", async () => {
    const { open, start, told, folder, platform } = await watched("embedded", 0);
    const secret = railWith(1).replace("title: Rail strike", "title: The leak\naudience: [fake:T9]");
    await writeFiles(folder, { "briefings/leak.md": secret });
    await open();
    start();
    await until(() => told().length > 0);
    expect(platform.messages.every(({ place }) => place === "OPS")).toBe(true);
  });

  test("neither delay nor break an answer while the database is away", async () => {
    const { open, connect, db, logged } = await watched("embedded", 3);
    await db.schema.alterTable("claims").renameTo("no_claims").execute();
    connect();
    const { bot } = await open();
    const failed = () => logged.map(({ message }) => message);
    await until(() => failed().length > 0);
    expect(failed()).toEqual(["reporting content problems failed; trying again"]);
    expect((await bot.answer(asking("/whats-happening rail"))).outcome).toBe("answered");
  });

  test("are told by one process of several, and remembered for as long as they last", async () => {
    const { connect, schedule, make, fake, skip, db } = await watched("postgres", 0);
    connect();
    const other = make();
    other.connect([fake]);
    const lines = Array.from({ length: 200 }, (_, n) => `content/briefings/rail.md:${n}:1 wrong`);
    const say = (fresh: number) => ({ before: `${fresh} new` });
    const tell = (by: Schedule, some = lines) => by.operator.tellNew({ kind: "problems", lines: some, say });
    await Promise.all([tell(schedule), tell(other, lines.toReversed()), tell(schedule), tell(other)]);
    const texts = async () =>
      (await db.selectFrom("notices").select("text").execute()).map(({ text }) => text.split("\n")[0]);
    expect(await texts()).toEqual(["200 new"]);
    skip(60 * DAY_MS);
    await tell(schedule);
    const oldest = await db.selectFrom("claims").select("claimed_at").orderBy("claimed_at").executeTakeFirst();
    expect(oldest?.claimed_at.getTime()).toBeGreaterThan(Date.parse("2027-01-20T00:00:00Z"));
    await tell(schedule, ["content/briefings/rail.md:1:1 @everyone <b>"]);
    expect(await texts()).toEqual(["200 new", "1 new"]);
  });
});
