import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { loadLibrary, type Source, sentencesOf } from "#briefing";
import { draft } from "#draft";
import { anyCharacters } from "../../fixtures/any-characters.ts";
import { readDraft, sourceOf } from "./documents.ts";

const real = (await loadLibrary("content")).sources;

/** Parts of sentences with what a citation or a parser may stumble over. */
const START = fc.constantFrom(
  "The council",
  "However, the port of Rotterdam",
  "It",
  "Dr. Marlowe of the U.S. agency",
  "This plan for Quito",
  "On Tuesday, officials",
  "“We will not yield,” said Mayor Ferrara, who",
  "According to the report, 3-4 million people",
  "Members of Congress",
  "The so-called “second plan” of the E.U.",
  "And the IRS",
  "*Emphasis* and [a link](https://example.org)",
  "Officials [^3] in the [port](page.html)",
  "`Code` & <b>bold</b> men",
  "日本の首相",
  "Non-binding rules",
);
const VERB = fc.constantFrom(
  "will vote on",
  "has approved",
  "rejected",
  "may delay",
  "plans to close",
  "is expected to open",
  "did not confirm",
  "raised $4.2 million for",
  "closed 43 of",
  "said it would review",
  "could matter to",
  "matters because it helps",
);
const REST = fc.constantFrom(
  "the long-awaited budget",
  "its schools next year",
  "the bridge – and its toll –",
  "thousands of patients in Kenya",
  "all 50% of the funds (so far)",
  "the pre- and post-war records",
  "No. 5 and no. 6",
  "a data-sharing agreement with Homeland Security",
  "people who cannot pay € 300 a month",
  "the deal last week",
);
const END = fc.constantFrom(".", ".", ".", "!", "?", ", officials said.", ", which nobody expected.", "");
const SENTENCE = fc.tuple(START, VERB, REST, REST, END).map(([a, b, c, d, e]) => `${a} ${b} ${c} and ${d}${e}`);
const HEADING = fc.constantFrom(
  "What's Happening?",
  "Why It's Important?",
  "What’s next",
  "Background",
  "- a list item",
  "1. First",
);
const PARAGRAPH = fc.oneof(
  { weight: 5, arbitrary: fc.array(SENTENCE, { minLength: 1, maxLength: 6 }).map((all) => all.join(" ")) },
  {
    weight: 1,
    arbitrary: fc
      .array(SENTENCE, { minLength: 2, maxLength: 4 })
      .map((all) => all.join(" ").replaceAll(" and ", "\nand ")),
  },
  { weight: 1, arbitrary: HEADING },
  { weight: 1, arbitrary: anyCharacters({ maxLength: 60 }) },
);
const DOCUMENT = fc
  .array(PARAGRAPH, { minLength: 1, maxLength: 12 })
  .map((all) => all.join("\n\n"))
  .filter((text) => text.trim() !== "" && !/\p{M}{31}/u.test(text));
const SOURCES = fc
  .array(
    fc.record({
      text: DOCUMENT,
      published: fc.constantFrom(undefined, "2026-11-20"),
      title: fc.constantFrom(undefined, "A title. With a stop", "“Quoted” title"),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((all): Source[] =>
    all.map(({ text, published, title }, index) =>
      sourceOf(`source-${index}`, text, { ...(published && { published }), ...(title && { title }) }),
    ),
  );

describe("every draft", () => {
  test.prop([SOURCES, fc.integer({ min: 1, max: 6 }), fc.subarray(["real"])], { numRuns: 120 })(
    "says only what passes the citation check, and no more of a source than a quarter",
    (made, points, withReal) => {
      const sources = withReal.length > 0 ? [...made, ...real] : made;
      const { text, statements } = draft({ topic: "story", sources, points });
      const { placed, errors, said } = readDraft(text, sources);
      expect(errors).toEqual([]);
      const all = (["happening", "important", "next", "differ"] as const).flatMap(said);
      expect(all).toHaveLength(placed.length);
      expect(all).toHaveLength(statements);
      for (const name of ["happening", "important", "next"] as const)
        expect(said(name).length).toBeLessThanOrEqual(points);
      for (const { id, text: whole } of sources) {
        const own = all
          .slice(0, all.length - said("differ").length)
          .filter(({ citations }) => citations[0].source.id === id);
        const sentences = sentencesOf(whole).filter(({ isWhole }) => isWhole).length;
        expect(own.length).toBeLessThanOrEqual(Math.max(1, Math.floor(sentences / 4)));
      }
    },
    120_000,
  );
});
