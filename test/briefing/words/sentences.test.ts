import { describe, expect, test } from "vitest";
import { sentencesOf } from "#briefing";

describe("the sentences of a document", () => {
  test.each([
    [
      "One ends here. Another begins. “A third?” she asked.",
      ["One ends here.", "Another begins.", "“A third?” she asked."],
    ],
    [
      "Dr. Marlowe of the U.S. agency left. Nobody knows why.",
      ["Dr. Marlowe of the U.S. agency left.", "Nobody knows why."],
    ],
    ["A Heading\nThe text begins here and goes on.", ["A Heading", "The text begins here and goes on."]],
    [
      "What was wrapped at the\nend of a line is one sentence. So\nis this.",
      ["What was wrapped at the end of a line is one sentence.", "So is this."],
    ],
    ["- an item\n- another item", ["- an item", "- another item"]],
    ["", []],
  ])("%j", (text, sentences) => {
    expect(sentencesOf(text).map((sentence) => sentence.text)).toEqual(sentences);
  });

  test("stand where they say", () => {
    const text = "  First one here.\n\n Second\n one.  Third!";
    for (const { start, end, text: own } of sentencesOf(text))
      expect(text.slice(start, end).replace(/\s+/g, " ")).toBe(own);
  });

  test.each([
    "a".repeat(1_000_000),
    "A. ".repeat(300_000),
    "(“".repeat(200_000),
    "\n".repeat(500_000),
    "a\n".repeat(300_000),
  ])(
    "of a hostile document are found in time",
    (text) => {
      const before = performance.now();
      sentencesOf(text);
      expect(performance.now() - before).toBeLessThan(8_000);
    },
    30_000,
  );
});
