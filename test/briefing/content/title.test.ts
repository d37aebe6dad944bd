import { describe, expect, test } from "vitest";
import { type Source, titleOf } from "#briefing";
import { libraryOf, sourceFile } from "../../fixtures/content/library.ts";

const called = (text: string, header = "") =>
  titleOf(libraryOf({ "sources/a.md": sourceFile(text, header) }).source("a") as Source);

describe("a source", () => {
  test("is called by its title", () => {
    expect(called("The harbour is closed to all ships until Monday.", "title: Port notice")).toBe("Port notice");
  });

  test.each([
    [
      "its first sentence, not the heading over it",
      "What's Happening?\nThe Internal Revenue Service (IRS) has improperly shared confidential tax information.",
      "“The Internal Revenue Service (IRS) has improperly shared …” (untitled)",
    ],
    [
      "a short first line that is all of a paragraph",
      "The harbour is closed today\n\nNobody knows why.",
      "“The harbour is closed today” (untitled)",
    ],
    [
      "a sentence that is short enough",
      "The harbour is closed today.\nNobody knows why.",
      "“The harbour is closed today.” (untitled)",
    ],
    [
      "a line that was wrapped early",
      "The harbour is closed to all\nships until Monday.",
      "“The harbour is closed to all …” (untitled)",
    ],
    [
      "no mark left hanging where it is cut",
      "The harbour and the ships that are waiting outside of it, and all else, wait.",
      "“The harbour and the ships that are waiting outside of it …” (untitled)",
    ],
    ["all there is, where it is less than a sentence", "\n\n  Closed.\n", "“Closed.” (untitled)"],
    [
      "a letter of a script without spaces as two columns",
      "港口罢工\n港口罢工事件已经持续了三天，工会说谈判将于星期一继续，海上很安静，船在外面等待消息。",
      "“港口罢工事件已经持续了三天，工会说谈判将于星期一继续，海上很…” (untitled)",
    ],
    ["part of a word that is too long", `${"x".repeat(80)} and so on and on`, `“${"x".repeat(60)} …” (untitled)`],
  ])("without a title is called by its first words: %s", (_, text, name) => {
    expect(called(text)).toBe(name);
  });
});
