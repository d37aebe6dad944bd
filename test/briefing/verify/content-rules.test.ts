import { test as property } from "@fast-check/vitest";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SECTIONS } from "#briefing";
import { briefingFile, libraryOf, sourceFile, told } from "../../fixtures/content/library.ts";

const TEXT = `Trains across the region will stop at noon on Monday. The union said that “talks have failed” after nine weeks, and Ms. Ode of the U.S. office agreed.

The operator's plan costs 1,000 crowns a day — twice last year’s figure. It can't be paid.

Cafe\u0301s near the stations 🚆 expect fewer guests. \u202bשביתה\u202c is the word on the posters.

Depot\u200bgates stay shut all night. Families 👩\u200d👩\u200d👧 wait there too. ---

The page reads: see note [^1] and run <script>alert(1)</script> before | after *noon*.`;

const NOTE = '[^1]: wire "will stop at noon on Monday"';
const GOOD = "- Trains will stop at noon. [^1]";

/** What a person may do wrong, what they are told, and how many statements are said all the same. */
type Row = { name: string; file: string; problems: readonly string[]; said: number };

function row(name: string, parts: Parameters<typeof briefingFile>[0], problems: readonly string[], said: number): Row {
  return { name, file: briefingFile({ happening: GOOD, footnotes: NOTE, ...parts }), problems, said };
}

const HEADINGS = "## What's happening, ## Why it's important, ## What's next, ## Where sources differ";

const rows: readonly Row[] = [
  row("all is well", {}, [], 1),
  row("a briefing without statements", { happening: "", footnotes: "" }, [], 0),

  // header
  row(
    "no title",
    { header: "aliases: [rail]" },
    ["1:1 “title” is missing: add a line title: … between the --- lines"],
    1,
  ),
  row(
    "a title that is a claim",
    { header: "title: Trains stop." },
    ["2:1 “title” is a label, not a sentence: remove the closing punctuation"],
    1,
  ),
  row(
    "a title of 76 characters",
    { header: `title: ${"x".repeat(76)}` },
    ["2:1 “title” is longer than 75 characters"],
    1,
  ),
  row("a title of 75 characters", { header: `title: ${"x".repeat(75)}` }, [], 1),
  row("an empty title", { header: "title:" }, ["2:1 “title” is empty: fill it in or remove the line"], 1),
  row(
    "an unknown key",
    { header: "title: Rail\nauthor: me" },
    [
      "3:1 unknown key “author”: known keys are title, aliases, asOf, audience, drafted, reviewed, checked, change, owner, checkBy, withdrawn",
    ],
    1,
  ),
  row(
    "a date that is none",
    { header: "title: Rail\nasOf: 2026-02-30" },
    ["3:1 “asOf” must be a real date as YYYY-MM-DD, not “2026-02-30”"],
    1,
  ),
  row(
    "a date in words",
    { header: "title: Rail\nasOf: yesterday" },
    ["3:1 “asOf” must be a real date as YYYY-MM-DD, not “yesterday”"],
    1,
  ),
  row(
    "an audience that is none",
    { header: "title: Rail\naudience: friends" },
    [
      "3:1 “audience” must be everyone or a list of scopes like [slack:T0123, discord:1122/3344], not “friends”; until it is fixed the briefing is shown to nobody",
    ],
    0,
  ),
  row(
    "an empty audience",
    { header: "title: Rail\naudience: []" },
    [
      "3:1 “audience” must be everyone or a list of scopes like [slack:T0123, discord:1122/3344], not an empty value; until it is fixed the briefing is shown to nobody",
    ],
    0,
  ),
  row(
    "an audience key without a value",
    { header: "title: Rail\naudience:" },
    [
      "3:1 “audience” must be everyone or a list of scopes like [slack:T0123, discord:1122/3344], not an empty value; until it is fixed the briefing is shown to nobody",
    ],
    0,
  ),
  row(
    "withdrawn in other words",
    { header: "title: Rail\nwithdrawn: yes" },
    ["3:1 “withdrawn” must be true or false; until it is fixed the briefing counts as withdrawn"],
    0,
  ),
  row("withdrawn", { header: "title: Rail\nwithdrawn: true" }, [], 0),
  row(
    "aliases that are no list",
    { header: "title: Rail\naliases: rail" },
    ["3:1 “aliases” must be a list like [irs, taxpayer data]"],
    1,
  ),
  row(
    "YAML that cannot be read",
    { header: "title: Rail: strike" },
    [
      "2:8 the header between the --- lines is not valid YAML (Nested mappings are not allowed in compact mappings): write one “key: value” per line, and quote values that contain a colon or #",
    ],
    0,
  ),
  row(
    "a key twice",
    { header: "title: Rail\ntitle: Strike" },
    [
      "3:1 the header between the --- lines is not valid YAML (Map keys must be unique): write one “key: value” per line, and quote values that contain a colon or #",
    ],
    0,
  ),
  row(
    "a header that is a list",
    { header: "- title" },
    ["2:1 the header between the --- lines must be “key: value” lines, like title: …"],
    0,
  ),
  row(
    "a YAML tag",
    { header: "title: !!js/function 'function () {}'" },
    ["2:1 “title” uses a YAML tag, anchor or alias or a nested value: write plain words, or a list like [a, b]"],
    1,
  ),
  row(
    "an alias bomb",
    { header: "title: Rail\naliases: &a [x, x]\nasOf: *a" },
    [
      "3:1 “aliases” uses a YAML tag, anchor or alias or a nested value: write plain words, or a list like [a, b]",
      "4:1 “asOf” uses a YAML tag, anchor or alias or a nested value: write plain words, or a list like [a, b]",
    ],
    1,
  ),
  {
    name: "no header",
    file: "## What's happening\n",
    problems: ["1:1 a briefing must begin with a header between two --- lines, with at least title: …"],
    said: 0,
  },
  {
    name: "an empty file",
    file: "",
    problems: ["1:1 a briefing must begin with a header between two --- lines, with at least title: …"],
    said: 0,
  },
  {
    name: "a header that is never closed",
    file: "---\ntitle: Rail\n",
    problems: ["1:1 a briefing must begin with a header between two --- lines, with at least title: …"],
    said: 0,
  },

  row(
    "an audience that is misspelt",
    { header: "title: Rail\naudiance: [slack:T1]" },
    [
      "3:1 unknown key “audiance”: known keys are title, aliases, asOf, audience, drafted, reviewed, checked, change, owner, checkBy, withdrawn; until it is fixed the briefing is shown to nobody",
    ],
    0,
  ),
  row("not withdrawn, for nobody in particular", { header: "title: Rail\nwithdrawn: false" }, [], 1),
  row(
    "a title that YAML cuts at a #",
    { header: "title: Council #1 budget" },
    [
      "2:1 “title” loses “#1 budget”, which YAML reads as a comment: quote the value, or put the comment on its own line",
    ],
    1,
  ),
  row(
    "a title over two lines that YAML cuts",
    { header: "title: Council\n  budget # one" },
    ["2:1 “title” loses “# one”, which YAML reads as a comment: quote the value, or put the comment on its own line"],
    1,
  ),
  row(
    "a title that is all comment",
    { header: "title: #1 budget" },
    [
      "2:1 “title” loses “#1 budget”, which YAML reads as a comment: quote the value, or put the comment on its own line",
    ],
    1,
  ),
  row(
    "an alias that YAML cuts",
    { header: "title: Rail\naliases:\n  - budget #1\n  - rail" },
    ["3:1 “aliases” loses “#1”, which YAML reads as a comment: quote the value, or put the comment on its own line"],
    1,
  ),
  row("a # in quotation marks", { header: 'title: "Council #1 budget" # the first' }, [], 1),
  row("a # inside a word", { header: "title: C#1 budget" }, [], 1),
  row(
    "comments beside values that are no words",
    {
      header:
        "# mine\ntitle: Rail\naudience: everyone # all\nasOf: 2026-11-20 # the last\nwithdrawn: false # yet\naliases: [rail, trains] # both",
    },
    [],
    1,
  ),
  row("words that YAML takes for nothing", { header: "title: Null" }, [], 1),
  row(
    "a title that is true to YAML",
    { header: "title: True" },
    ["2:1 “title” must be text: put the value in quotation marks"],
    1,
  ),
  row(
    "a title with formatting",
    { header: 'title: "**Rail** &amp; road"' },
    [
      "2:1 “title”: chat would show the marks of “**Rail**”, so they are dropped: write “Rail”",
      "2:1 “title”: chat would show “&amp;” as is, so it is read as “&”: write that",
    ],
    1,
  ),
  row(
    "a title that is a link",
    { header: 'title: "[Rail](https://x.org)"' },
    [
      "2:1 “title”: links are not shown in statements: write the words alone (“Rail”); the address belongs in the source's header, as url",
    ],
    1,
  ),
  row(
    "invisible marks in keys and values",
    { header: "title\u200b: Rail\naudience: everyone\u200b\nasOf: \u200e2026-11-20" },
    [],
    1,
  ),
  row(
    "a header beyond all measure",
    { header: `title: Rail\n${"k: 1\n".repeat(2000)}` },
    ["1:1 the header between the --- lines is longer than 8192 characters: shorten it"],
    0,
  ),

  // headings
  row(
    "a heading that is no section",
    { more: "## Background\n\n- Trains stop. [^1]" },
    [`17:1 “Background” is not a section: the headings are ${HEADINGS}`],
    1,
  ),
  row(
    "a heading of another level",
    { more: "### What's next" },
    [`17:1 “What's next” is not a section: the headings are ${HEADINGS}`],
    1,
  ),
  row(
    "a section twice",
    { more: "## What’s next?\n\n- Trains stop. [^1]" },
    ["17:1 the section “What's next” appears twice: merge its statements"],
    2,
  ),
  {
    name: "a section that is missing",
    file: `---\ntitle: Rail\n---\n## What's happening\n\n${GOOD}\n\n## Why it matters\n\n${NOTE}\n`,
    problems: ["1:1 the section “What's next” is missing: add the heading ## What's next (it may be empty)"],
    said: 1,
  },
  {
    name: "words before any heading",
    file: `---\ntitle: Rail\n---\nTrains stop. [^1]\n\n## WHATS HAPPENING\n\n## Why it’s important?\n\n## what's next ##\n\n${NOTE}\n`,
    problems: [`4:1 these words are outside any section: put them under one of the headings ${HEADINGS}`],
    said: 0,
  },

  // statements
  row(
    "words without a mark",
    { next: "- They walked out." },
    ["15:3 “They walked out.” has no citation: add a footnote mark like [^1] after it, or remove it"],
    1,
  ),
  row(
    "words after the last mark",
    { next: "- Trains stop at noon. [^1] And buses too." },
    ["15:29 “And buses too.” has no citation: add a footnote mark like [^1] after it, or remove it"],
    1,
  ),
  row("punctuation after the marks", { next: "- Trains stop at noon [^1][^1]." }, [], 2),
  row(
    "a second sentence",
    { next: "- Trains stop at noon. Buses run. [^1]" },
    [
      "15:24 a second sentence begins here: give the first its own mark, so each statement is one sentence (“Buses run.”)",
    ],
    1,
  ),
  row(
    "abbreviations are no second sentence",
    { next: "- Ms. Ode of the U.S. Senate met Gen. J. Roe at 5 p.m. Pacific. [^1]" },
    [],
    2,
  ),
  row("quoted sentences are no second sentence", { next: "- “We stop. We walk,” she said (See? Yes). [^1]" }, [], 2),
  row(
    "a mark inside a sentence",
    { next: "- Trains stop [^1] and buses run. [^1]" },
    [
      "15:15 a footnote mark is inside a sentence, or after an abbreviation that may not end one: put all the marks at the end, or make each sentence its own item",
    ],
    1,
  ),
  row("two statements in a paragraph", { next: "Trains stop\nat noon. [^1] Buses\nrun. [^1]" }, [], 3),
  row(
    "a mark without words",
    { next: "- [^1]" },
    ["15:3 nothing comes before this footnote mark: put it after the statement it supports"],
    1,
  ),
  row(
    "a mark without a footnote",
    { next: "- Buses run. [^9]" },
    ['15:14 the mark [^9] has no footnote: add a line [^9]: source-id "exact words"'],
    1,
  ),
  row(
    "a statement too long for chat",
    { next: `- ${"x".repeat(1001)} [^1]` },
    ["15:3 the statement is longer than 1000 characters: shorten it, or split it in two"],
    1,
  ),
  row(
    "a nested list",
    { next: "- Trains stop. [^1]\n  - At noon. [^1]" },
    ["16:3 nested lists are not read: make this its own item"],
    1,
  ),
  row(
    "a second paragraph in an item",
    { next: "- Trains stop. [^1]\n\n  At noon. [^1]" },
    ["17:3 a second paragraph in a list item is not read: make it a separate item"],
    1,
  ),
  row(
    "every kind of list",
    { next: "* Trains stop. [^1]\n+ Trains stop. [^1]\n1. Trains stop. [^1]\n2. Trains\n   stop. [^1]" },
    [],
    5,
  ),
  row("a year at the start of a line is no item", { next: "- It was settled in\n2024. [^1]" }, [], 2),
  row(
    "a fence",
    { next: "```\n- Trains stop. [^1]\n```" },
    ["15:1 fenced blocks are not read in a briefing: write the words as statements, each with its mark"],
    1,
  ),
  row(
    "a table",
    { next: "| a | b |\n|---|---|\n| c | d |" },
    ["15:1 tables are not read in a briefing: write each row as a statement with its mark"],
    1,
  ),
  row(
    "a block quote",
    { next: "> Trains stop. [^1]\n> So there." },
    ["15:1 block quotes are not read in a briefing: put the words in a footnote, and state them in a statement"],
    1,
  ),
  row(
    "an underlined heading",
    { next: "Trains stop\n===" },
    [
      "16:1 a line of dashes or equals signs turns the words above it into a heading: write headings with ##, and leave a blank line above a rule",
    ],
    1,
  ),

  // footnotes
  row(
    "a footnote that is not used",
    { footnotes: `${NOTE}\n[^2]: wire "talks have failed"` },
    ["20:1 no statement uses the footnote [^2]: add its mark to the statement it supports, or remove the footnote"],
    1,
  ),
  row(
    "a footnote twice",
    { footnotes: `${NOTE}\n[^1]: wire "talks have failed"` },
    ["20:1 the footnote [^1] is defined twice (first on line 19): give this one another number"],
    0,
  ),
  row(
    "no source id",
    { footnotes: '[^1]: "will stop at noon"' },
    ['19:7 footnote [^1]: it names no source: write it as source-id "exact words of the source"'],
    0,
  ),
  row(
    "no quotation",
    { footnotes: "[^1]: wire will stop at noon" },
    ['19:7 footnote [^1]: it quotes nothing: write it as source-id "exact words of the source"'],
    0,
  ),
  row(
    "a source id that climbs out",
    { footnotes: '[^1]: ../../secret "will stop at noon"' },
    [
      '19:7 footnote [^1]: “../../secret” is not a source id (lowercase letters, digits and hyphens): write it as source-id "exact words of the source"',
    ],
    0,
  ),
  row(
    "an unclosed quotation",
    { footnotes: '[^1]: wire "will stop at noon' },
    ['19:12 footnote [^1]: the quotation is not closed: write it as source-id "exact words of the source"'],
    0,
  ),
  row(
    "words after the quotation",
    { footnotes: '[^1]: wire "will stop at noon", page 3' },
    ["19:31 footnote [^1]: “, page 3” follows the quotation: end the footnote with its closing mark"],
    0,
  ),
  row(
    "an unknown source",
    { footnotes: '[^1]: wires "will stop at noon"' },
    ["19:1 footnote [^1]: the source “wires” does not exist: add content/sources/wires.md or correct the id"],
    0,
  ),
  row(
    "a source that cannot be read",
    { footnotes: '[^1]: broken "will stop at noon"' },
    ["19:1 footnote [^1]: the source “broken” cannot be read: fix content/sources/broken.md"],
    0,
  ),
  row(
    "words that are not there",
    { footnotes: '[^1]: wire "stops at noon on Monday"' },
    ["19:12 “stops at noon on Monday” is not in content/sources/wire.md. Nearest: “at noon on Monday”"],
    0,
  ),
  row(
    "words like nothing there",
    { footnotes: '[^1]: wire "purple elephants dance nightly"' },
    [
      "19:12 “purple elephants dance nightly” is not in content/sources/wire.md. Nothing there comes close: correct the words or the source id",
    ],
    0,
  ),
  row(
    "another case",
    { footnotes: '[^1]: wire "Will stop at noon"' },
    ["19:12 “Will stop at noon” is not in content/sources/wire.md. Nearest: “will stop at noon”"],
    0,
  ),
  row(
    "two words",
    { footnotes: '[^1]: wire "at noon"' },
    ["19:12 “at noon” is too short to prove anything: quote at least three words, also on each side of a […]"],
    0,
  ),
  row(
    "two words beside a skip",
    { footnotes: '[^1]: wire "will stop at […] agreed"' },
    ["19:12 “agreed” is too short to prove anything: quote at least three words, also on each side of a […]"],
    0,
  ),
  row(
    "nothing beside a skip",
    { footnotes: '[^1]: wire "[…] will stop at noon"' },
    ["19:12 an empty piece is too short to prove anything: quote at least three words, also on each side of a […]"],
    0,
  ),
  row(
    "a quote that begins inside a word",
    { footnotes: '[^1]: wire "rains across the region"' },
    [
      "19:12 “rains across the region” begins or ends inside a word or a number of content/sources/wire.md: quote whole words, and a number with its sign, range and unit. Nearest: “Trains across the region”",
    ],
    0,
  ),
  row(
    "a quote that ends inside a number",
    { footnotes: '[^1]: wire "operator\'s plan costs 1"' },
    [
      "19:12 “operator's plan costs 1” begins or ends inside a word or a number of content/sources/wire.md: quote whole words, and a number with its sign, range and unit. Nearest: “operator's plan costs 1,000 crowns”",
    ],
    0,
  ),
  row(
    "a quote that ends inside a contraction",
    { footnotes: '[^1]: wire "figure. It can"' },
    [
      "19:12 “figure. It can” begins or ends inside a word or a number of content/sources/wire.md: quote whole words, and a number with its sign, range and unit. Nearest: “figure. It can't”",
    ],
    0,
  ),
  row(
    "a quote across paragraphs",
    { footnotes: '[^1]: wire "U.S. office agreed. The operator’s plan"' },
    [
      "19:12 “U.S. office agreed. The operator’s plan” is not in one paragraph of content/sources/wire.md in this order: quote from one paragraph, and give the other words a footnote of their own",
    ],
    0,
  ),
  row(
    "a skip across paragraphs",
    { footnotes: '[^1]: wire "will stop at noon […] a day - twice"' },
    [
      "19:12 “will stop at noon […] a day - twice” is not in one paragraph of content/sources/wire.md in this order: quote from one paragraph, and give the other words a footnote of their own",
    ],
    0,
  ),
  row(
    "a quote that ends before a combining mark",
    { footnotes: '[^1]: wire "agreed. Cafe"' },
    ["19:12 “agreed. Cafe” is too short to prove anything: quote at least three words, also on each side of a […]"],
    0,
  ),
  row(
    "a quote beyond all measure",
    { footnotes: `[^1]: wire "${"word ".repeat(401)}"` },
    [
      "19:12 footnote [^1]: the quotation is longer than 2000 characters: quote only what supports the statement, and use […] to skip the rest",
    ],
    0,
  ),

  row("a quote that passes over a zero-width character", { footnotes: '[^1]: wire "Depotgates stay shut all"' }, [], 1),
  row(
    "a quote that ends inside an emoji",
    { footnotes: '[^1]: wire "all night. Families 👩"' },
    [
      "19:12 “all night. Families 👩” begins or ends inside a word or a number of content/sources/wire.md: quote whole words, and a number with its sign, range and unit. Nearest: “all night. Families 👩\u200d👩\u200d👧”",
    ],
    0,
  ),
  // quotes that stand there, in other forms
  row(
    "forms of marks, dashes and white space",
    { footnotes: '[^1]: wire "1,000 crowns a\n  day – twice last year\'s\u00a0figure"' },
    [],
    1,
  ),
  row(
    "a quotation inside",
    { footnotes: '[^1]: wire “The union said that "talks have failed" after nine weeks”' },
    [],
    1,
  ),
  row("skipped words", { footnotes: '[^1]: wire "The union said […] after nine weeks […] Ms. Ode of"' }, [], 1),
  row("composed letters for combining marks", { footnotes: '[^1]: wire "Cafés near the stations 🚆"' }, [], 1),
  row("an emoji at the edge", { footnotes: '[^1]: wire "🚆 expect fewer guests"' }, [], 1),
  row("a zero-width character as it stands", { footnotes: '[^1]: wire "Depot\u200bgates stay shut"' }, [], 1),
  row(
    "what looks like markup",
    { footnotes: '[^1]: wire "note [^1] and run <script>alert(1)</script> before | after *noon*"' },
    [],
    1,
  ),
  row(
    "a non-joiner that only the quote has",
    { footnotes: '[^1\u200b]: wire\u200b "will stop at no\u200con on Monday"' },
    [],
    1,
  ),
  row("dashes that look like a header", { footnotes: '[^1]: wire "wait there too. ---"' }, [], 1),
  row("right-to-left words", { footnotes: '[^1]: wire "שביתה\u202c is the word"' }, [], 1),
];

describe("a briefing file", () => {
  test.each(rows)("$name", ({ file, problems, said }) => {
    const library = libraryOf({
      "sources/wire.md": sourceFile(TEXT),
      "sources/broken.md": "---\ntitle: never closed",
      "briefings/rail.md": file,
    });
    const own = library.problems.filter((problem) => problem.file === "content/briefings/rail.md");
    expect(told(own)).toEqual(problems);
    const sections = library.briefing("rail")?.sections;
    const statements = SECTIONS.flatMap((name) => sections?.[name].statements ?? []);
    expect(statements).toHaveLength(said);
  });

  test.each([
    ["a byte-order mark", (text: string) => `\ufeff${text}`],
    ["CRLF", (text: string) => text.replaceAll("\n", "\r\n")],
    ["both", (text: string) => `\ufeff${text.replaceAll("\n", "\r\n")}`],
  ])("means the same with %s, in the source too", (_, change) => {
    const file = briefingFile({ happening: GOOD, next: "- Buses run.", footnotes: NOTE });
    const [plain, changed] = [(text: string) => text, change].map((form) =>
      libraryOf({ "sources/wire.md": form(sourceFile(TEXT)), "briefings/rail.md": form(file) }),
    );
    expect(changed?.briefings).toEqual(plain?.briefings);
    expect(changed?.problems).toEqual(plain?.problems);
    expect(changed?.problems).toHaveLength(1);
  });

  const VALUES = [
    ...[
      "true",
      "false",
      "yes",
      "no",
      "off",
      '"true"',
      "null",
      "~",
      "",
      "everyone",
      "nobody",
      "[slack:T1]",
      "[]",
      "[ ]",
    ],
    ...[
      "slack:T1",
      "slack:T1 # ops",
      "everyone #all",
      "true #1",
      "false # 1",
      "2026-11-20",
      "Rail",
      "Rail #1",
      "{a: b}",
    ],
    ...["[rail, #1]", "- rail", "|\n  a\n  b", "everyone\u200b", "False", "TRUE", "0", "&a x", "!!bool true", '"'],
  ];
  const KEYS = [
    "title",
    "aliases",
    "asOf",
    "audience",
    "withdrawn",
    "Audience",
    "withdrwan",
    "audience\u200b",
    "note",
    '"withdrawn"',
  ];

  property.prop([fc.array(fc.tuple(fc.constantFrom(...KEYS), fc.constantFrom(...VALUES)), { maxLength: 4 })], {
    numRuns: 500,
  })("never vanishes without a word, nor is shown to more than it says", (lines) => {
    const header = ["title: Rail", ...lines.map(([key, value]) => `${key}: ${value}`)].join("\n");
    const file = briefingFile({ header, happening: GOOD, footnotes: NOTE });
    const library = libraryOf({ "sources/wire.md": sourceFile(TEXT), "briefings/rail.md": file });
    const briefing = library.briefing("rail");
    const isSaid = /^"?withdrawn"?: (?:true|TRUE)(?: # 1| #1)?$/m.test(header);
    if (!briefing) expect(isSaid || library.problems.some(({ severity }) => severity === "error")).toBe(true);
    if (briefing) expect(isSaid).toBe(false);
    const means =
      /^"?(?:audience|Audience)/m.test(header) && !/^audience\u200b?: everyone(?:\u200b| #all)?$/m.test(header);
    if (briefing && means) expect(briefing.audience).not.toBe("everyone");
  });

  test("an alias belongs to one briefing, and no alias is another's topic", () => {
    const file = (header: string) => briefingFile({ header, happening: GOOD, footnotes: NOTE });
    const library = libraryOf({
      "sources/wire.md": sourceFile(TEXT),
      "briefings/buses.md": file("title: Buses\naliases: [walkout, rail]"),
      "briefings/rail.md": file("title: Rail\naliases: [Walkout, trains]"),
    });
    expect(library.problems).toEqual([
      {
        file: "content/briefings/buses.md",
        line: 3,
        column: 1,
        severity: "error",
        message: "the alias “rail” already belongs to content/briefings/rail.md: give this briefing another",
      },
      {
        file: "content/briefings/rail.md",
        line: 3,
        column: 1,
        severity: "error",
        message: "the alias “Walkout” already belongs to content/briefings/buses.md: give this briefing another",
      },
    ]);
    expect(library.briefings.map(({ aliases }) => aliases)).toEqual([["walkout"], ["trains"]]);
  });
});
