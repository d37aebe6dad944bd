import { test as property } from "@fast-check/vitest";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Citation, type Surroundings, surroundings } from "#briefing";
import { briefingFile, libraryOf, sourceFile } from "../../fixtures/content/library.ts";

function around(text: string, quote: string): Surroundings | undefined {
  const library = libraryOf({
    "sources/a.md": sourceFile(text),
    "briefings/rail.md": briefingFile({ happening: "- Said. [^1]", footnotes: `[^1]: a "${quote}"` }),
  });
  const [statement] = library.briefing("rail")?.sections.happening.statements ?? [];
  return statement && surroundings(statement.citations[0] as Citation);
}

const WORDS = "one two three four five six seven eight nine ten ".repeat(20);
const HAN = "港口罢工事件已经持续了三天，".repeat(40);
const THAI = "การประชุมสภาผู้แทนราษฎร".repeat(40);

describe("the words around a quote", () => {
  test.each([
    [
      "English",
      "Talks began. The union will stop work at noon. Nobody spoke.",
      "union will stop",
      ["Talks began. The ", " work at noon. Nobody spoke."],
    ],
    [
      "Chinese",
      "谈判星期一开始。港口罢工事件持续三天。工会没有说话。海上很安静。",
      "罢工事件持续",
      ["谈判星期一开始。港口", "三天。工会没有说话。"],
    ],
    [
      "Japanese",
      "会議が始まった。港は三日間閉鎖されたままだ。船は外で待つ。",
      "三日間閉鎖された",
      ["会議が始まった。港は", "ままだ。船は外で待つ。"],
    ],
    ["Thai", "การประชุมสภาผู้แทนราษฎร", "ประชุมสภาผู้แทน", ["การ", "ราษฎร"]],
  ])("reach a sentence further on either side in %s", (_, text, quote, [before, after]) => {
    expect(around(text, quote)).toEqual({ before, after });
  });

  test.each([
    ["English", `${WORDS}the union will stop ${WORDS}`, "the union will stop", / /],
    ["Chinese", `${HAN}工会将停止工作，${HAN}`, "工会将停止工作", /[，港]/],
    ["Thai", `${THAI}สหภาพจะหยุดงาน${THAI}`, "สหภาพจะหยุดงาน", /./],
  ])("are cut at a word where a sentence goes on and on in %s, and say so", (_, text, quote) => {
    const { before = "", after = "" } = around(text, quote) ?? {};
    expect([before[0], after.at(-1)]).toEqual(["…", "…"]);
    for (const side of [before, after]) expect(side.length).toBeGreaterThan(200);
    const at = text.indexOf(quote);
    const [from, to] = [at - before.length + 1, at + quote.length + after.replace(/ ?…$/, "").length];
    expect(text.slice(from, to)).toBe(before.slice(1) + quote + after.replace(/ ?…$/, ""));
    const starts = Array.from(new Intl.Segmenter("und", { granularity: "word" }).segment(text), ({ index }) => index);
    expect(starts).toContain(from);
    expect(starts).toContain(to);
  });

  const word = fc.oneof(
    fc.constantFrom(
      "union",
      "stop.",
      "The",
      "港口",
      "罢工。",
      "ประชุม",
      "e\u0301",
      "👩‍👩‍👧",
      "well-known",
      "(so)",
      "x".repeat(90),
      "\n",
    ),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 }).map((text) => text.replace(/[\s\p{C}"]/gu, "x")),
  );
  property.prop([
    fc.array(word, { maxLength: 150, size: "max" }),
    fc.array(word, { maxLength: 150, size: "max" }),
    fc.constantFrom(" ", ""),
  ])("stand in the source as they are shown, and are short", (before, after, between) => {
    const quote = "qqq the very words qqq";
    const text = `${before.join(between)} ${quote} ${after.join(between)}`;
    const found = around(text, quote);
    if (!found) return;
    const sides = [found.before.replace(/^…/, ""), found.after.replace(/ ?…$/, "")];
    expect(text).toContain(sides.join(quote));
    for (const side of sides) expect(side.length).toBeLessThanOrEqual(2 * 280);
    expect(sides.every((side) => side.isWellFormed())).toBe(true);
  });
});
