import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import {
  asChanged,
  asChecked,
  asReviewed,
  type Briefing,
  CHANGE_KINDS,
  checkNotice,
  dueOn,
  isStale,
  lastCheckedOn,
} from "#briefing";
import { briefingFile, libraryOf, sourceFile, told } from "../../fixtures/content/library.ts";

const SOURCE = sourceFile("The strike begins on 4 December at noon.", "published: 2026-11-10");
const written = (...header: readonly string[]) =>
  briefingFile({
    header: ["title: Rail strike", ...header].join("\n"),
    happening: "- The strike begins at noon. [^1]",
    footnotes: '[^1]: wire "The strike begins on 4 December"',
  });
const library = (briefing: string, now?: string) =>
  libraryOf(
    { "sources/wire.md": SOURCE, "briefings/rail-strike.md": briefing },
    now ? { now: () => Date.parse(now) } : {},
  );
const read = (briefing: string): Briefing => {
  const found = library(briefing).briefing("rail-strike");
  if (!found) throw new Error("it is not shown");
  return found;
};
const sources = library(written()).sources;
const checkedOn = (day: string, text: string) =>
  asChecked(text, { by: "Ann Lee", at: `${day}T09:00:00.000Z` }, sources);

describe("the owner", () => {
  test.each<[string, Briefing["owner"]]>([
    ["Ann Lee", { name: "Ann Lee" }],
    ["slack:T0123/U0456", { platform: "slack", tenant: "T0123", id: "U0456" }],
    ["slack:T0123/C0456", { platform: "slack", tenant: "T0123", id: "C0456" }],
    ["discord:1122/@3344", { platform: "discord", tenant: "1122", id: "3344", person: true }],
    ["discord:/@3344", { platform: "discord", tenant: "", id: "3344", person: true }],
    ["The desk: politics", { name: "The desk: politics" }],
  ])("is read from %s", (words, owner) => {
    const text = written(`owner: ${JSON.stringify(words)}`);
    expect(library(text).problems).toEqual([]);
    expect(read(text).owner).toEqual(owner);
  });

  test.each(["slack:T0123", "slack:T0123/", "discord:1122/3344/5566", "discord:1122/@", "[Ann, Bo]", "'@Ann'"])(
    "in another form is a problem, or a name: %s",
    (words) => {
      const { problems } = library(written(`owner: ${words}`));
      if (words === "'@Ann'") return expect(problems).toEqual([]);
      expect(told(problems)[0]).toMatch(/^3:1 “owner” must be/);
      expect(read(written(`owner: ${words}`)).owner).toBeUndefined();
    },
  );
});

describe("when to check", () => {
  test.each<[string, Briefing["checkBy"]]>([
    ["2026-11-30", { day: "2026-11-30" }],
    ["7 days", { days: 7 }],
    ["1 day", { days: 1 }],
  ])("is read from %s", (words, checkBy) => {
    expect(library(written(`checkBy: ${words}`)).problems).toEqual([]);
    expect(read(written(`checkBy: ${words}`)).checkBy).toEqual(checkBy);
  });

  test.each(["2026-02-30", "7", "0 days", "a week", "-3 days", "99999 days", "[7 days]"])(
    "is a problem: %s",
    (words) => {
      expect(told(library(written(`checkBy: ${words}`)).problems)).toEqual([
        expect.stringMatching(/^3:1 “checkBy” must/),
      ]);
    },
  );

  type Row = { header: string; checked?: string; today: string; due?: string; notice?: string };
  test.each<Row>([
    { header: "7 days", today: "2026-11-17", due: "2026-11-17" },
    { header: "7 days", today: "2026-11-18", due: "2026-11-17", notice: "Last checked 10 Nov" },
    {
      header: "7 days",
      checked: "2026-11-16",
      today: "2026-11-23",
      due: "2026-11-23",
      notice: "Checked 16 Nov by Ann Lee",
    },
    { header: "7 days", checked: "2026-11-16", today: "2026-11-24", due: "2026-11-23", notice: "Last checked 16 Nov" },
    {
      header: "7 days",
      checked: "2025-12-31",
      today: "2026-11-24",
      due: "2026-01-07",
      notice: "Last checked 31 Dec 2025",
    },
    { header: "2026-11-20", today: "2026-11-20", due: "2026-11-20" },
    { header: "2026-11-20", today: "2026-11-21", due: "2026-11-20", notice: "Last checked 10 Nov" },
    { header: "2026-11-20", checked: "2026-11-21", today: "2027-01-01", notice: "Checked 21 Nov 2026 by Ann Lee" },
  ])("$header, checked $checked, on $today", ({ header, checked, today, due, notice }) => {
    const text = written(`checkBy: ${header}`);
    const briefing = read(checked ? checkedOn(checked, text) : text);
    expect([dueOn(briefing), checkNotice(briefing, today)]).toEqual([due, notice]);
    expect(isStale(briefing, today)).toBe(due !== undefined && today > due);
  });

  test("counts from a check only while the words are what was checked", () => {
    const text = checkedOn("2026-11-16", written("checkBy: 7 days"));
    expect(lastCheckedOn(read(text))).toBe("2026-11-16");
    const edited = read(text.replace("at noon.", "at 1 p.m."));
    expect(lastCheckedOn(edited)).toBe("2026-11-10");
    expect(checkNotice(edited, "2026-11-17")).toBeUndefined();
    expect(checkNotice(edited, "2026-11-18")).toBe("Last checked 10 Nov");
  });

  test("is told to whoever checks the content, once it is over everywhere on earth", () => {
    const text = written("checkBy: 7 days");
    expect(library(text, "2026-11-18T11:59:00Z").problems).toEqual([]);
    const [problem] = library(text, "2026-11-18T12:00:00Z").problems;
    expect(problem).toMatchObject({ severity: "warning", line: 3, column: 1 });
    expect(problem?.message).toBe(
      "the check was due on 2026-11-17 (last checked 2026-11-10): check it; if it is all still true: npm run publish -- rail-strike --still-true --by “Your Name”",
    );
    expect(library(text, "2026-11-18T12:00:00Z").briefing("rail-strike")).toBeDefined();
  });

  test("from nothing is told too", () => {
    const undated = libraryOf(
      {
        "sources/wire.md": sourceFile("The strike begins on 4 December at noon."),
        "briefings/rail-strike.md": written("checkBy: 7 days"),
      },
      { now: () => Date.parse("2026-11-18T12:00:00Z") },
    );
    expect(told(undated.problems)).toEqual([expect.stringMatching(/“checkBy” counts from the last check/)]);
  });
});

describe("a check, and a change", () => {
  test("stand in the header, and leave a review as it was", () => {
    const reviewed = asReviewed(written(), { by: "Bo Park", at: "2026-11-11T09:00:00.000Z" }, sources);
    const both = asChanged(
      checkedOn("2026-11-16", reviewed),
      { kind: "correction", why: "The hour was wrong." },
      sources,
    );
    expect(library(both).problems).toEqual([]);
    const briefing = read(both);
    expect(briefing.review).toEqual({ by: "Bo Park", at: "2026-11-11T09:00:00.000Z", isChangedSince: false });
    expect(briefing.checked).toEqual({ by: "Ann Lee", at: "2026-11-16T09:00:00.000Z", isChangedSince: false });
    expect(briefing.change).toMatchObject({ kind: "correction", why: "The hour was wrong.", isCurrent: true });
    expect(briefing.version).toBe(read(written()).version);
    const again = asChanged(checkedOn("2026-11-20", both), { kind: "update", why: "More." }, sources);
    expect([again.match(/^checked:/gm), again.match(/^change:/gm)]).toEqual([["checked:"], ["change:"]]);
  });

  test("are over when the words change, and a review ends a check", () => {
    const both = asChanged(checkedOn("2026-11-16", written()), { kind: "correction", why: "Why." }, sources);
    const edited = read(both.replace("at noon.", "at 1 p.m."));
    expect([edited.checked?.isChangedSince, edited.change?.isCurrent]).toEqual([true, false]);
    const reviewed = asReviewed(both, { by: "Bo Park", at: "2026-11-20T09:00:00.000Z" }, sources);
    expect(reviewed).not.toContain("checked:");
    expect(read(reviewed).change?.isCurrent).toBe(true);
  });

  test.each([
    "change: correction",
    "change: { kind: mistake, why: Wrong., of: 1 }",
    `change: { kind: correction, why: "", of: ${"a".repeat(64)} }`,
    `change: { kind: correction, why: &a Wrong, of: ${"a".repeat(64)} }`,
    `change: { kind: correction, why: Wrong, of: ${"a".repeat(64)}, more: 1 }`,
    "checked: { by: Ann }",
    "checked: yes",
  ])("that nobody wrote are a problem: %s", (line) => {
    const { problems } = library(written(line));
    expect(told(problems)).toEqual([expect.stringMatching(/^3:1 “(?:change|checked)” (?:is what|uses a YAML)/)]);
    expect(read(written(line)).change).toBeUndefined();
  });

  property.prop([fc.constantFrom(...CHANGE_KINDS), fc.string({ minLength: 1, maxLength: 80 })])(
    "keep the words of whoever wrote them, and break no header",
    (kind, why) => {
      const text = asChanged(written(), { kind, why }, sources);
      const { change } = read(text);
      const said = why
        .replace(/[\p{DI}\p{Cf}]/gu, "")
        .replace(/\s+/g, " ")
        .trim();
      if (change) expect(change).toMatchObject({ kind, why: said, isCurrent: true });
      else expect(said).toBe("");
    },
  );
});
