import { describe, expect, test } from "vitest";
import { evidenceOf, tellWordDiff, wordDiff } from "#draft";

describe("a word diff", () => {
  test.each([
    ["The council closed 34 schools.", "The council closed 43 schools.", "The council closed {+34+} [-43-] schools."],
    ["The plan will help.", "The plan may help.", "The plan {+will+} [-may-] help."],
    ["Rotterdam opened the bridge.", "In May, Rotterdam opened the bridge.", "[-In May-] Rotterdam opened the bridge."],
    ["The same words.", "The same words.", "The same words."],
    ["Rain fell.", "", "{+Rain fell+} ."],
  ])("of %j and %j", (statement, quoted, told) => {
    expect(tellWordDiff(wordDiff(statement, evidenceOf(quoted)))).toBe(told);
  });

  test("gives the statement back, but for spaces, without what is only quoted", () => {
    const statement = "The  council of Rotterdam, which met in May, closed 34 schools — and 2 ports.";
    const parts = wordDiff(statement, evidenceOf("Rotterdam's council closed 43 schools and two ports in June."));
    const own = parts.filter(({ of }) => of !== "quoted").map(({ text }) => text);
    expect(own.join("").replace(/\s+/g, "")).toBe(statement.replace(/\s+/g, ""));
  });
});
