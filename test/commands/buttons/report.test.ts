import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { SECTIONS } from "#briefing";
import { pack, type Reply, TOKEN_BYTES, unpack } from "#chat";
import { createSchedule } from "#schedule";
import { createStore } from "#store";
import { render } from "#terminal";
import { discordPayload } from "../../../src/discord/render/payload.ts";
import { renderMessage as slackPayload } from "../../../src/slack/render/message.ts";
import { readMessage } from "../../fakes/discord/reading.ts";
import { fakeAdapter } from "../../fakes/platform-adapter.ts";
import { asking, botOver } from "../../fixtures/content/bot.ts";
import { libraryOf } from "../../fixtures/content/library.ts";
import { STORIES, story } from "../../fixtures/content/stories.ts";

const LABEL = "Report a mistake";
const LONGEST = `${"rail-strike-".repeat(4).slice(0, 47)}x`;

/** A schedule that is never asked to keep anything: its store stays closed. */
function scheduleOf({ operator = "fake", connected = "fake" } = {}) {
  const log = { info() {}, warn() {}, error() {} };
  const store = createStore({ folder: "nowhere", now: Date.now });
  const place = { platform: operator, tenant: "T1", id: "OPS" };
  const schedule = createSchedule({
    store,
    log,
    now: Date.now,
    newId: randomUUID,
    ...(operator && { operator: place }),
  });
  schedule.connect([fakeAdapter({ url: "http://127.0.0.1:1", platform: connected })]);
  return schedule;
}

const bot = botOver(STORIES, { schedule: scheduleOf() });
const last = ({ actions }: Reply) => actions.at(-1);

describe("the button that reports a mistake", () => {
  test.each([
    ["/whats-happening walkout", { topic: "rail-strike", sections: "happening.differ" }],
    ["/why-important walkout", { topic: "rail-strike", sections: "important" }],
    ["/whats-next walkout", { topic: "rail-strike", sections: "next" }],
    ["/briefing walkout", { topic: "rail-strike" }],
    ["/briefing walkout next important", { topic: "rail-strike", sections: "important.next" }],
    ["/sources walkout", { topic: "rail-strike" }],
    ["/briefing all", { topic: "all" }],
  ])("stands last under %s, on each platform", async (typed, about) => {
    const reply = await bot.answer(asking(typed));
    const edition = STORIES.briefing("rail-strike")?.version.slice(0, 8);
    const options = about.topic === "all" ? about : { ...about, edition };
    expect(last(reply)).toEqual({ label: LABEL, ask: { command: "report", options }, shown: "form" });
    // The second is a cut one, which leads on with one more button.
    for (const total of [10_000, 2_600]) {
      const { blocks } = slackPayload(reply, { seenBy: "asker", prefix: "", total });
      const buttons = blocks.flatMap((block) => (block.type === "actions" ? block.elements : []));
      expect(JSON.stringify(buttons.at(-1))).toContain(LABEL);
    }
    const { controls, placeholder } = readMessage(discordPayload(reply));
    expect([controls.at(-1)?.label, placeholder]).toEqual([LABEL, undefined]);
    expect(render(reply, { columns: 80, colors: false })).not.toContain(LABEL);
  });

  test.each(["/topics", "/nutgraf help", "/whats-next zebra", "/whats-next rail", "/forget-me"])(
    "does not stand under %s, which tells no story",
    async (typed) => {
      expect((await bot.answer(asking(typed))).actions.map(({ label }) => label)).not.toContain(LABEL);
    },
  );

  test.each([
    ["no place hears of problems", { operator: "" }],
    ["the place's platform is not connected", { connected: "another" }],
  ])("is not offered where %s", async (_, how) => {
    const silent = botOver(STORIES, { schedule: scheduleOf(how) });
    expect(last(await silent.answer(asking("/whats-next walkout")))?.label).toBe("Share");
    const asked = { ...asking(""), command: "report", options: { topic: "rail-strike", text: "wrong" } };
    const { words: _words, ...ask } = asked;
    expect((await silent.answer(ask)).title).toBe("Report not sent");
  });

  test("fits its token whatever the story and the sections", async () => {
    const long = botOver(libraryOf(story(LONGEST, "title: Rail strike")), { schedule: scheduleOf() });
    const parts = SECTIONS.flatMap((one, index) => [one, SECTIONS.filter((_, at) => at !== index).join(" ")]);
    for (const named of ["", ...parts]) {
      const action = last(await long.answer(asking(`/briefing ${LONGEST} ${named}`)));
      expect([named, action?.label]).toEqual([named, LABEL]);
      const token = pack(action?.ask ?? { command: "", options: {} });
      expect(token.length).toBeLessThanOrEqual(TOKEN_BYTES);
      expect(unpack(token)).toEqual(action?.ask);
    }
  });

  test("is reached by no word that is typed, and nobody is told of its command", async () => {
    expect(bot.specs.map(({ name }) => name)).not.toContain("report");
    for (const typed of ["/report rail-strike", "/nutgraf report rail-strike"])
      expect(JSON.stringify(await bot.answer(asking(typed)))).not.toContain("What is wrong?");
  });
});
