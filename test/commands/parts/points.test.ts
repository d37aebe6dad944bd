import { describe, expect, test } from "vitest";
import { fitsToken, type Reply } from "#chat";
import { discordPayload } from "../../../src/discord/render/payload.ts";
import { renderMessage as slackPayload } from "../../../src/slack/render/message.ts";
import { asking, botOver, lines } from "../../fixtures/content/bot.ts";
import { briefingFile, libraryOf, sourceFile } from "../../fixtures/content/library.ts";

const WORDS = Array.from({ length: 40 }, (_, index) => `The words number ${index} stand here.`);
const points = (what: string, count: number, from: number) =>
  Array.from({ length: count }, (_, index) => `- ${what} ${index + 1} is so. [^${from + index}]`).join("\n");
const footnotes = WORDS.map((_, index) => `[^${index}]: wire "The words number ${index} stand here"`).join("\n");

/** Eight points on what is happening, six on its importance, two on what comes next, seven on where sources differ. */
const LIBRARY = libraryOf({
  "sources/wire.md": sourceFile(WORDS.join("\n\n"), "title: Wire"),
  "briefings/harbour.md": briefingFile({
    header: "title: Harbour",
    happening: points("Happening", 8, 0),
    important: points("Important", 6, 8),
    next: points("Next", 2, 14),
    more: `## Where sources differ\n\n${points("Difference", 7, 16)}`,
    footnotes,
  }),
});
const bot = botOver(LIBRARY);
const first = (what: string, count: number, from = 1) =>
  Array.from({ length: count }, (_, index) => `${what} ${from + index} is so.`);
const more = ({ actions }: Reply) => actions.find(({ label }) => /^\d+ more points?$/.test(label));
const press = (reply: Reply) => {
  const { ask } = more(reply) ?? { ask: { command: "none", options: {} } };
  return bot.answer({ ...asking("x"), words: undefined, ...ask });
};

describe("a long answer", () => {
  test.each([
    [
      "/whats-happening",
      [...first("Happening", 5), ...first("Difference", 7)],
      "3 more points",
      first("Happening", 3, 6),
    ],
    ["/why-important", first("Important", 5), "1 more point", first("Important", 1, 6)],
    [
      "/briefing",
      [...first("Happening", 5), ...first("Important", 5), ...first("Next", 2), ...first("Difference", 7)],
      "4 more points",
      [...first("Happening", 3, 6), ...first("Important", 1, 6)],
    ],
    ["/briefing harbour happening", first("Happening", 5), "3 more points", first("Happening", 3, 6)],
    ["/briefing all happening", first("Happening", 5), "3 more points", first("Happening", 3, 6)],
  ])(
    "to %s shows the first five points of a section, all differences, and offers the rest",
    async (typed, shown, label, rest) => {
      const reply = await bot.answer(asking(typed));
      expect([lines(reply), more(reply)?.label]).toEqual([shown, label]);
      expect(fitsToken(more(reply)?.ask ?? { command: "", options: {} })).toBe(true);
      const pressed = await press(reply);
      expect([pressed.outcome, lines(pressed), more(pressed)]).toEqual(["answered", rest, undefined]);
      expect(pressed.edition).not.toBe(reply.edition);
    },
  );

  test.each([
    ["/whats-next", first("Next", 2)],
    ["/briefing harbour differ", first("Difference", 7)],
    ["/whats-happening harbour full", [...first("Happening", 8), ...first("Difference", 7)]],
    [
      "/briefing full",
      [...first("Happening", 8), ...first("Important", 6), ...first("Next", 2), ...first("Difference", 7)],
    ],
    ["/sources harbour happening", first("Happening", 8)],
  ])("to %s shows all of it", async (typed, shown) => {
    const reply = await bot.answer(asking(typed));
    expect([lines(reply), more(reply)]).toEqual([shown, undefined]);
  });

  test("offers on both platforms the rest, and under it to share what is read", async () => {
    const reply = await bot.answer(asking("/briefing"));
    for (const payload of [slackPayload(reply, { seenBy: "everyone", prefix: "" }), discordPayload(reply)])
      expect(JSON.stringify(payload)).toMatch(/"(?:text|label)":"4 more points"/);
    const share = (await press(reply)).actions.find(({ shown }) => shown === "channel");
    expect(share?.ask).toEqual({ command: "briefing", options: { topic: "harbour", points: "more" } });
  });

  test("shows what there is by now where the rest is gone", async () => {
    const ask = { command: "whats-next", options: { topic: "harbour", points: "more" } };
    expect(lines(await bot.answer({ ...asking("x"), words: undefined, ...ask }))).toEqual(first("Next", 2));
  });
});
