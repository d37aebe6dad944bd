import { test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { asReviewed, type Briefing, reviewNotice } from "#briefing";
import { anyCharacters } from "../../fixtures/any-characters.ts";
import { briefingFile, libraryOf, sourceFile, told } from "../../fixtures/content/library.ts";

const WORDS = "The strike begins on 4 December at noon.";
const SOURCE = sourceFile(WORDS);
const AT = "2026-11-20T09:00:00.000Z";
const DRAFT = briefingFile({
  header: "title: Rail strike\ndrafted: machine\naliases: [rail]",
  happening: "- The strike begins at noon. [^1]",
  footnotes: '[^1]: wire "The strike begins on 4 December"',
});

function library(briefing: string, source = SOURCE) {
  return libraryOf({ "sources/wire.md": source, "briefings/rail-strike.md": briefing });
}
const read = (briefing: string, source?: string): Briefing | undefined =>
  library(briefing, source).briefing("rail-strike");
const reviewed = (text = DRAFT, by = "Ann Lee") => asReviewed(text, { by, at: AT }, library(DRAFT).sources);

describe("a review", () => {
  test("stands in the header, and takes the place of “drafted: machine” and of the review before", () => {
    const once = reviewed();
    expect(once).toMatch(
      /^---\ntitle: Rail strike\naliases: \[rail\]\nreviewed: \{ by: "Ann Lee", at: "2026-11-20T09:00:00.000Z", of: "[0-9a-f]{64}" \}\n---\n/,
    );
    expect(library(once).problems).toEqual([]);
    expect(read(once)?.review).toEqual({ by: "Ann Lee", at: AT, isChangedSince: false });
    expect(read(once)?.drafted).toBeUndefined();
    const twice = reviewed(once, "Bo Park");
    expect(twice.match(/reviewed/g)).toHaveLength(1);
    expect(read(twice)?.review).toEqual({ by: "Bo Park", at: AT, isChangedSince: false });
  });

  test("is told of as it stands", () => {
    expect(reviewNotice(read(DRAFT) as Briefing)).toBe("Drafted by machine, not yet reviewed");
    expect(reviewNotice(read(reviewed()) as Briefing)).toBeUndefined();
    expect(reviewNotice(read(`${reviewed()}\n`) as Briefing)).toBe("Changed since its review");
    expect(reviewNotice(read(reviewed().replace("aliases:", "drafted: machine\naliases:")) as Briefing)).toBe(
      "Drafted by machine, not yet reviewed",
    );
  });

  test.each([
    ["a statement", (text: string) => text.replace("at noon.", "at 1 p.m.")],
    ["the title", (text: string) => text.replace("title: Rail strike", "title: Rail strikes")],
    ["who it is for", (text: string) => text.replace("aliases:", "audience: [slack:T1]\naliases:")],
    ["a longer quote", (text: string) => text.replace('December"', 'December at noon"')],
    ["a blank line", (text: string) => `${text}\n`],
  ])("is over when it changes: %s", (_, edit) => {
    expect(edit(reviewed())).not.toBe(reviewed());
    expect(read(edit(reviewed()))?.review?.isChangedSince).toBe(true);
  });

  test("is over when the words around the quote change, or the source goes", () => {
    expect(read(reviewed(), sourceFile(`It is denied that ${WORDS}`))?.review?.isChangedSince).toBe(true);
    const without = libraryOf({ "briefings/rail-strike.md": reviewed() });
    expect(without.briefing("rail-strike")?.review?.isChangedSince).toBe(true);
    expect(read(reviewed(), sourceFile(WORDS, "title: Wire"))?.review?.isChangedSince).toBe(false);
  });

  test("outlives other line endings, and where its own lines stand", () => {
    expect(read(`\ufeff${reviewed().replaceAll("\n", "\r\n")}`)?.review?.isChangedSince).toBe(false);
    const [line = ""] = /reviewed: .*\n/.exec(reviewed()) ?? [];
    const block = line.replace(/\{ (.*), (at.*), (of.*) \}/, "\n  $1\n  $2\n  $3");
    const moved = reviewed().replace(line, "").replace("title:", `${block}title:`);
    expect(read(moved)?.review).toEqual({ by: "Ann Lee", at: AT, isChangedSince: false });
  });

  test.each([
    "reviewed: yes",
    "reviewed: { by: Ann }",
    "reviewed: { by: Ann, at: yesterday, of: abc }",
    'reviewed: { by: "", at: "2026-11-20T09:00:00Z", of: 1 }',
  ])("that nobody wrote is a problem: %s", (line) => {
    const { problems } = library(DRAFT.replace("drafted: machine", line));
    expect(told(problems)).toEqual([
      "3:1 “reviewed” is what npm run publish writes: put back what stood there, or take it out",
    ]);
  });

  test.each(["reviewed: { by: [a] }", "reviewed: &a { by: x }", "reviewed: !x { by: x }", "title: { by: x }"])(
    "opens the header to nothing else: %s",
    (line) => {
      const { problems } = library(
        DRAFT.replace("drafted: machine", line).replace(/title: Rail strike\n(?=title)/, ""),
      );
      expect(problems.some(({ message }) => /uses a YAML tag, anchor or alias or a nested value/.test(message))).toBe(
        true,
      );
    },
  );

  property.prop([anyCharacters({ minLength: 1 })])("keeps any name on one line, and to itself", (by) => {
    const text = reviewed(DRAFT, by);
    const briefing = read(text);
    expect(text.split("\n")).toHaveLength(DRAFT.split("\n").length);
    expect([briefing?.title, briefing?.aliases, briefing?.drafted]).toEqual(["Rail strike", ["rail"], undefined]);
    if (briefing?.review) expect(briefing.review.isChangedSince).toBe(false);
  });
});
