import { test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { findDates } from "#briefing";
import { anyCharacters } from "../../fixtures/any-characters.ts";
import { EXPRESSIONS } from "./expressions.ts";

const WRITTEN = "2026-11-04";
const rows = Object.entries(EXPRESSIONS).flatMap(([language, table]) =>
  table
    .trim()
    .split("\n")
    .map((line) => line.trim().split(" = "))
    .map(([words = "", means = ""]) => ({ language, words, means })),
);

function meaning(words: string, written?: string): string {
  const found = findDates(words, written);
  if (found.length === 0) return "none";
  return found
    .map(({ span }) =>
      span === undefined ? "(unknown)" : span.from === span.to ? span.from : `${span.from}/${span.to}`,
    )
    .join(" and ");
}

describe("a date", () => {
  test("is known in two hundred forms", () => expect(rows.length).toBeGreaterThanOrEqual(200));

  test.each(rows)("$language: $words", ({ words, means }) => {
    expect(meaning(words, WRITTEN)).toBe(means);
  });

  test.each(rows.filter(({ means }) => means !== "none"))(
    "without a day of writing is none that it may not be: $words",
    ({ words, means }) => {
      const without = meaning(words);
      expect(["(unknown)", means]).toContain(without);
      const [found] = findDates(words);
      if (found?.isRelative) expect(without).toBe("(unknown)");
    },
  );

  test("is relative only where its words are", () => {
    const isRelative = (words: string) => findDates(words, WRITTEN).map((one) => one.isRelative);
    expect(isRelative("It met on Tuesday, 3 November 2026, and on November 5.")).toEqual([false, false]);
    expect(isRelative("It met on Tuesday and will meet tomorrow.")).toEqual([true, true]);
  });

  test("is told by its words and where they stand", () => {
    const text = "Since 3 November the court sits; it will decide on December 10, 2026.";
    expect(
      findDates(text, WRITTEN).map(({ start, words, isSince }) => [text.slice(start, start + words.length), isSince]),
    ).toEqual([
      ["3 November", true],
      ["December 10, 2026", false],
    ]);
  });

  property.prop([anyCharacters({ maxLength: 400 })])("never makes the reader fail", (text) => {
    for (const { start, words, span } of findDates(text, WRITTEN)) {
      expect(text.slice(start, start + words.length)).toBe(words);
      if (span) expect(span.from <= span.to).toBe(true);
    }
  });

  test("is found in no time in hostile text", () => {
    for (const text of ["in ".repeat(20_000), "1".repeat(50_000), "Tuesday ".repeat(5_000), "il y a ".repeat(8_000)]) {
      const from = performance.now();
      findDates(text, WRITTEN);
      expect(performance.now() - from).toBeLessThan(1_500);
    }
  });
});
