import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { lineEnds } from "../../../src/console/reading/line-ends.ts";

/** The lines of a text as they are shown, what was wrapped in one. */
function shown(text: string): string[] {
  const ends = [...lineEnds(text), text.length];
  return ends
    .map((end, index) => text.slice(index === 0 ? 0 : (ends[index - 1] as number) + 1, end).replaceAll("\n", " "))
    .filter((line) => line.trim() !== "");
}

const REPORT = `OFFICE OF INSPECTOR GENERAL

The agency did not verify that the information it provided was limited
to what the agreement permits. We found that officials in the Boston
Field Office approved 14 of 17 requests without the review that Section
6103 of the Code requires, and that no log of the disclosures was kept.
This is the third time.
Management agreed with the recommendation and said that the Department
of the Treasury would issue new guidance by the end of the year. Until
1 March the requests are on hold.

Recommendation 1
Keep a log.`;

const OPINION = `                 UNITED STATES DISTRICT COURT
                     Southern District

      The plaintiffs moved for a preliminary injunction on Monday, and
the court heard argument on the motion. Counsel for the Government said
that Officer Poe would testify, and that the records would be produced
before the hearing.
      The motion is granted in part. The Court finds that the movants
have shown a likelihood of success on the merits of their first claim.`;

const ADDRESS = "Harbour Office\n12 Quay Street\nLondon\nUnited Kingdom";

const LIST = `Members of the board who voted for the plan to close the old harbour:
- Ann Poe, who is the chair of the board and has been so for six years
- Ben Coe, who speaks for the shipping companies and for their owners
- Cy Doe, who speaks for the union and for all of the people in its pay`;

const HEADLINES = `Harbour closes after a third day of talks ends without any agreement
Union says that its members will stop all work at noon on Wednesday
Ministers meet again and say that they hope for a quick settlement
Ships wait outside in heavy weather as the strike enters its week two`;

const VERSE = "The ships are out,\nThe tide is low,\nThe men about\nHave far to go.";

const CHINESE = `港口罢工事件已经持续了三天，工会说谈判将于星期一
继续，海上很安静，许多船只在港外等待消息，部长们没
有说话。公司的代表说，他们希望尽快达成协议，并且恢
复所有的航线。
工会拒绝评论。`;

describe("a document that was wrapped at a column", () => {
  test("is shown by its paragraphs", () => {
    expect(shown(REPORT)).toEqual([
      "OFFICE OF INSPECTOR GENERAL",
      "The agency did not verify that the information it provided was limited to what the agreement permits. We found that officials in the Boston Field Office approved 14 of 17 requests without the review that Section 6103 of the Code requires, and that no log of the disclosures was kept. This is the third time.",
      "Management agreed with the recommendation and said that the Department of the Treasury would issue new guidance by the end of the year. Until 1 March the requests are on hold.",
      "Recommendation 1",
      "Keep a log.",
    ]);
  });

  test("begins a paragraph where its first line is set in", () => {
    expect(shown(OPINION).map((line) => line.trim().slice(0, 24))).toEqual([
      "UNITED STATES DISTRICT C",
      "Southern District",
      "The plaintiffs moved for",
      "The motion is granted in",
    ]);
  });

  test("is told by its full lines in a script without capitals too", () => {
    expect(shown(CHINESE).map((line) => line.replaceAll(" ", ""))).toEqual([
      CHINESE.slice(0, CHINESE.lastIndexOf("\n")).replaceAll("\n", ""),
      "工会拒绝评论。",
    ]);
  });
});

describe("a document whose lines end where its writer ended them", () => {
  test.each([
    ["an address", ADDRESS],
    ["a list", LIST],
    ["headlines that are about as long as each other", HEADLINES],
    ["verse", VERSE],
    ["a paragraph a line", `${"A long paragraph that goes on. ".repeat(9)}\n${"Another one of them. ".repeat(12)}`],
    ["a heading and its text", "What's Next?\nThe court hears the case on Monday."],
  ])("keeps them: %s", (_, text) => {
    expect(shown(text)).toEqual(text.split("\n"));
  });

  test("is joined where a line goes on in small letters, and nowhere over a blank line", () => {
    expect(shown("The firewall\nintended to protect.\n\nand more\n\nEnd.")).toEqual([
      "The firewall intended to protect.",
      "and more",
      "End.",
    ]);
  });
});

const word = fc.oneof(
  fc.constantFrom("The", "harbour", "Boston", "6103", "a", "closed.", "港口罢工"),
  fc.lorem({ maxCount: 1 }),
);
property.prop([fc.array(fc.array(word, { maxLength: 14 }), { maxLength: 30 }), fc.constantFrom("", "  ", "\t")])(
  "no word of a document is lost, whatever its lines",
  (lines, indent) => {
    const text = lines.map((words) => indent + words.join(" ")).join("\n");
    expect(shown(text).join(" ").replace(/\s+/g, " ").trim()).toBe(text.replace(/\s+/g, " ").trim());
  },
);

describe("text wrapped by a program", () => {
  const wrap = (text: string, column: number) => {
    const lines: string[] = [];
    for (const one of text.split(" ")) {
      const last = lines.at(-1);
      if (last !== undefined && last.length + 1 + one.length <= column) lines[lines.length - 1] = `${last} ${one}`;
      else lines.push(one);
    }
    return lines.join("\n");
  };
  const sentence = fc
    .array(
      fc.oneof(
        { weight: 5, arbitrary: fc.lorem({ maxCount: 1 }).map((text) => text.replace(/\W/g, "")) },
        { weight: 1, arbitrary: fc.constantFrom("Boston", "1,000", "IRS") },
      ),
      { minLength: 8, maxLength: 25 },
    )
    .map((words) => `${["The", ...words].join(" ")}.`);
  const paragraph = fc.array(sentence, { minLength: 4, maxLength: 8 }).map((sentences) => sentences.join(" "));
  property.prop([fc.array(paragraph, { minLength: 2, maxLength: 5 }), fc.integer({ min: 60, max: 80 })])(
    "at any column comes back as its paragraphs",
    (paragraphs, column) => {
      expect(shown(paragraphs.map((text) => wrap(text, column)).join("\n\n"))).toEqual(paragraphs);
    },
  );
});
