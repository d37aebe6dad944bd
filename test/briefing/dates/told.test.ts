import { describe, expect, test } from "vitest";
import { passedOn } from "#briefing";
import { briefingFile, libraryOf, sourceFile, told } from "../../fixtures/content/library.ts";

const QUOTE = "The council of Rotterdam approved the bridge";
const library = (parts: { happening?: string; next?: string; header?: string; published?: string }) => {
  const { happening = "", next = "", header = "title: Bridge", published = "2026-10-20" } = parts;
  const cited = (text: string) => (text === "" ? "" : `- ${text} [^1]`);
  return libraryOf({
    "sources/wire.md": sourceFile(QUOTE, published && `published: ${published}`),
    "briefings/bridge.md": briefingFile({
      header,
      happening: cited(happening),
      next: cited(next),
      footnotes: happening || next ? `[^1]: wire "${QUOTE}"` : "",
    }),
  });
};

describe("a relative day in a statement", () => {
  test.each([
    [
      "It was approved on Tuesday.",
      "7:3 “Tuesday” means a day only to those who know when it was written: write 20 October 2026 if that is right (the source is dated 2026-10-20)",
    ],
    [
      "It was approved last week.",
      "7:3 “last week” means a day only to those who know when it was written: write the week of 12 October 2026 if that is right (the source is dated 2026-10-20)",
    ],
    [
      "It was approved last month.",
      "7:3 “last month” means a day only to those who know when it was written: write September 2026 if that is right (the source is dated 2026-10-20)",
    ],
    [
      "It was approved last year.",
      "7:3 “last year” means a day only to those who know when it was written: write 2025 if that is right (the source is dated 2026-10-20)",
    ],
    [
      "It will open next Friday.",
      "7:3 “next Friday” means a day only to those who know when it was written: write the date",
    ],
  ])("is a warning that proposes the date, and the statement is said: %s", (happening, message) => {
    const read = library({ happening });
    expect(told(read.problems)).toEqual([message]);
    expect(read.problems[0]?.severity).toBe("warning");
    expect(read.briefing("bridge")?.sections.happening.statements).toHaveLength(1);
  });

  test("of an undated source is a warning without a proposal", () => {
    expect(told(library({ happening: "It was approved on Tuesday.", published: "" }).problems)).toEqual([
      "7:3 “Tuesday” means a day only to those who know when it was written: write the date",
    ]);
  });

  test.each([
    "USA Today reported it.",
    "Shops opened early on Black Friday.",
    "It was approved on Tuesday, 20 October 2026.",
    "It meets every Tuesday.",
    "It was approved on 20 October.",
  ])("is none: %s", (happening) => {
    expect(library({ happening }).problems).toEqual([]);
  });
});

describe("the day that a statement about what is next waits for", () => {
  const passed = (next: string, today: string, more: Parameters<typeof library>[0] = {}) => {
    const briefing = library({ ...more, next }).briefing("bridge");
    const [statement] = briefing?.sections.next.statements ?? [];
    if (!briefing || !statement) throw new Error("nothing is said");
    return passedOn(briefing, statement, today);
  };

  test.each([
    ["It will open on 3 November.", "2026-11-03", undefined],
    ["It will open on 3 November.", "2026-11-04", "2026-11-03"],
    ["It opens on 8 January.", "2026-12-31", undefined],
    ["It opens on 8 January.", "2027-01-09", "2027-01-08"],
    ["It will open on Friday.", "2026-10-24", "2026-10-23"],
    ["It will open in November.", "2026-11-30", undefined],
    ["It will open in November.", "2026-12-01", "2026-11-30"],
    ["It will open on 3 November or on 5 November.", "2026-11-04", undefined],
    ["After the vote of 1 October 2026 it will open.", "2026-12-01", undefined],
    ["It has been shut since 25 October and will open.", "2026-12-01", undefined],
    ["It will open.", "2030-01-01", undefined],
    ["Am 3. November wird sie eröffnet.", "2026-11-04", "2026-11-03"],
    ["Il ouvrira le 3 novembre.", "2026-11-04", "2026-11-03"],
    ["Se abrirá el 3 de noviembre.", "2026-11-04", "2026-11-03"],
  ])("%s on %s: %s", (next, today, day) => expect(passed(next, today)).toBe(day));

  test("is counted from the briefing's date where the source has none", () => {
    const undated = { published: "", header: "title: Bridge\nasOf: 2026-10-20" };
    expect(passed("It will open on 3 November.", "2026-11-04", undated)).toBe("2026-11-03");
    expect(passed("It will open on 3 November.", "2026-11-04", { published: "" })).toBeUndefined();
    expect(passed("It will open on 3 November 2026.", "2026-11-04", { published: "" })).toBe("2026-11-03");
  });

  test("is looked for in no other section", () => {
    const briefing = library({ happening: "It will open on 3 November.", next: "It will open." }).briefing("bridge");
    const [statement] = briefing?.sections.happening.statements ?? [];
    expect(briefing && statement && passedOn(briefing, statement, "2027-06-01")).toBeUndefined();
  });
});
