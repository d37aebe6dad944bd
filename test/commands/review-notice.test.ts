import { describe, expect, test } from "vitest";
import { asking, botOver, PLACE } from "../fixtures/content/bot.ts";
import { briefingFile, libraryOf, sourceFile } from "../fixtures/content/library.ts";

const DRAFTED = "Drafted by machine, not yet reviewed";
const CHANGED = "Changed since its review";
const story = (title: string, more = "") =>
  briefingFile({
    header: `title: ${title}${more}`,
    happening: "- The harbor stays open all week. [^1]",
    footnotes: '[^1]: wire "The harbor stays open all week"',
  });
const REVIEWED = `\nreviewed: { by: "Ann", at: "2026-11-20T09:00:00.000Z", of: "${"0".repeat(64)}" }`;
const DRAFTED_STORY = story("Harbor", "\ndrafted: machine");
const library = libraryOf({
  "sources/wire": sourceFile("The harbor stays open all week."),
  "briefings/drafted": DRAFTED_STORY,
  "briefings/changed": story("Pier", REVIEWED),
  "briefings/plain": story("Bridge"),
});

describe("what is told of a review", () => {
  test.each([
    ["/whats-happening drafted", DRAFTED],
    ["/briefing drafted", DRAFTED],
    ["/sources drafted", DRAFTED],
    ["/whats-happening changed", CHANGED],
    ["/whats-happening plain", undefined],
  ])("stands in the answer to %s", async (typed, notice) => {
    expect((await botOver(library).answer(asking(typed))).notice).toBe(notice);
  });

  test("stands in an answer of /ask, and with what only comes near", async () => {
    const alone = libraryOf({
      "sources/wire": sourceFile("The harbor stays open all week."),
      "briefings/drafted": DRAFTED_STORY,
    });
    const asked = { id: "1", command: "ask", place: PLACE, by: { id: "U1" } };
    const one = await botOver(alone).answer({ ...asked, options: { question: "Does the harbor stay open all week?" } });
    expect([one.outcome, one.notice]).toEqual(["answered", DRAFTED]);
    const near = await botOver(alone).answer({ ...asked, options: { question: "Who paid for the harbor last year?" } });
    expect([near.outcome, near.notes.length, near.notice]).toEqual(["none", 1, DRAFTED]);
  });

  test("stands beside each title where several are told, also in the part that a button leads to", async () => {
    const bot = botOver(library);
    const headings = async (options: Record<string, string>) => {
      const { words: _, ...ask } = asking("/briefing");
      const { blocks } = await bot.answer({ ...ask, command: "briefing", options: { topic: "all", ...options } });
      return blocks.flatMap((block) => (block.kind === "heading" && block.level === "topic" ? [block.text] : []));
    };
    expect((await headings({})).sort()).toEqual(["Bridge", `Harbor · ${DRAFTED}`, `Pier · ${CHANGED}`]);
    expect((await headings({ from: "1" })).length).toBeGreaterThan(1);
    const list = await bot.answer(asking("/topics"));
    const items = list.blocks.flatMap((block) => (block.kind === "list" ? block.items : []));
    expect(items.map(({ label, detail }) => [label, detail]).sort()).toEqual([
      ["Bridge", "plain · undated"],
      ["Harbor", `drafted · undated · ${DRAFTED}`],
      ["Pier", `changed · undated · ${CHANGED}`],
    ]);
  });
});
