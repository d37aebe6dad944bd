import { describe, expect, test } from "vitest";
import { loadLibrary, SECTIONS, type Statement } from "#briefing";
import { draft } from "#draft";
import { readDraft } from "./documents.ts";

const { sources, briefings } = await loadLibrary("content");
const [written] = briefings.filter(({ topic }) => topic === "irs-data-sharing");
const made = draft({ topic: "irs-data-sharing", sources });
const { said } = readDraft(made.text, sources);
const ANSWERED = SECTIONS.filter((name) => name !== "differ");
const drafted = ANSWERED.flatMap(said);
const byHand = ANSWERED.flatMap((name) => written?.sections[name].statements ?? []);

/** The share of the words that one statement quotes which the other quotes too, at the same places. */
function shared(one: Statement, other: Statement): number {
  let words = 0;
  let both = 0;
  for (const { source, spans } of one.citations)
    for (const span of spans) {
      words += span.end - span.start;
      for (const against of other.citations)
        for (const { start, end } of against.source.id === source.id ? against.spans : [])
          both += Math.max(0, Math.min(span.end, end) - Math.max(span.start, start));
    }
  return both / words;
}

const covered = byHand.filter((statement) => drafted.some((one) => shared(statement, one) >= 0.5));
const chosenToo = drafted.filter((statement) => byHand.some((one) => shared(one, statement) >= 0.5));

describe("the draft of the shipped documents, beside the briefing that a person wrote of them", () => {
  test("rests on what the person chose too, as far as a quarter of the documents goes", () => {
    expect(drafted).toHaveLength(9);
    expect(chosenToo).toHaveLength(8);
    expect([covered.length, byHand.length]).toEqual([9, 29]);
  });

  test("puts each where the person put it", () => {
    for (const name of ANSWERED)
      for (const statement of said(name)) {
        const same = byHand.filter((one) => shared(one, statement) >= 0.5);
        for (const one of same) expect(written?.sections[name].statements).toContain(one);
      }
  });

  test("begins with full names, and says what “this” is", () => {
    const [first] = said("happening");
    expect(first?.text).toMatch(/^The Internal Revenue Service \(IRS\) has improperly shared /);
    expect(said("important")[0]?.text).toMatch(/^The breach of taxpayer confidentiality by the IRS /);
  });

  test("leaves nothing for review but statements that are long", () => {
    expect(made.review.map(({ why }) => why.replace(/\d+/, "N"))).toEqual(
      Array(3).fill("it has N words: shorten it, or make it two"),
    );
  });
});
