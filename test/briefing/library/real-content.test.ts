import { describe, expect, test } from "vitest";
import { loadLibrary, SECTIONS } from "#briefing";

const library = await loadLibrary("content");

describe("the content that comes with the bot", () => {
  test("is one briefing, drawn from both documents, without problems", () => {
    expect(library.problems).toEqual([]);
    const briefing = library.briefing("irs-data-sharing");
    expect(briefing).toMatchObject({
      title: "IRS data sharing",
      aliases: ["irs", "taxpayer data"],
      audience: "everyone",
    });
    expect(briefing?.asOf).toBeUndefined();
    for (const name of SECTIONS) {
      const { statements, withheld } = briefing?.sections[name] ?? { statements: [], withheld: -1 };
      expect(withheld).toBe(0);
      const cited = new Set(statements.flatMap(({ citations }) => citations.map(({ source }) => source.id)));
      expect([name, ...cited].sort()).toEqual([name, "irs-summary", "irs-watchdog"].sort());
    }
  });

  test("gives the documents no more than they give themselves", () => {
    const given = library.sources.map(({ text, version, ...rest }) => rest);
    expect(given).toEqual([
      { id: "irs-summary" },
      {
        id: "irs-watchdog",
        title: "Federal Watchdog Uncovers Major Internal Revenue Service Data Breach Affecting Immigrant Tax Records",
        author: "Josh Weiner",
      },
    ]);
  });

  test.each(["2 hours ago", "2 mins read", "author avatar", "Don't Miss"])(
    "leaves out the page furniture “%s”",
    (furniture) => {
      for (const { text } of library.sources) expect(text).not.toContain(furniture);
    },
  );
});
