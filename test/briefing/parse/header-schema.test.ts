import { readFile } from "node:fs/promises";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { headerSchema, parseSource } from "#briefing";
import { parseBriefing } from "../../../src/briefing/parse/briefing-file.ts";

const KINDS = ["briefing", "source"] as const;
const ajv = new Ajv2020({ strict: false, formats: { date: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/ } });
const fits = Object.fromEntries(KINDS.map((kind) => [kind, ajv.compile(headerSchema(kind))]));

test.each(KINDS)(
  "docs/schema/%s.json is the schema of the code; if not, run npx vitest run --update on this file",
  async (kind) => {
    await expect(asFormatted(headerSchema(kind))).toMatchFileSnapshot(`../../../docs/schema/${kind}.json`);
  },
);

test.each([
  ["briefing", "content/briefings/irs-data-sharing.md"],
  ["source", "content/sources/irs-watchdog.md"],
] as const)("takes the header of a real %s", async (kind, file) => {
  const [, header = ""] = (await readFile(file, "utf8")).split(/^---$/m);
  expect(fits[kind]?.(parse(header))).toBe(true);
});

/** JSON as the formatter leaves it: lists of a few words stand on one line. */
function asFormatted(schema: object): string {
  const inline = (_: string, words: string) => `[${words.trim().replace(/,\s+/g, ", ")}]`;
  return `${JSON.stringify(schema, null, 2).replace(/\[\s+((?:"[^"]*",?\s+)+)\]/g, inline)}\n`;
}

const BRIEFINGS: readonly (readonly [boolean, string])[] = [
  [true, "title: Rail strike"],
  [false, ""],
  [false, "title: Rail strike."],
  [true, `title: ${"a".repeat(75)}`],
  [false, `title: ${"a".repeat(76)}`],
  [true, "title: A\naliases: [rail, trains]"],
  [false, "title: A\naliases: rail"],
  [true, "title: A\naudience: everyone"],
  [true, "title: A\naudience: slack:T0123"],
  [true, "title: A\naudience: [slack:T0123, discord:1122/3344]"],
  [false, "title: A\naudience: []"],
  [false, "title: A\naudience: [all]"],
  [true, "title: A\nasOf: 2026-11-20"],
  [false, "title: A\nasOf: yesterday"],
  [false, "title: A\nasOf: 2026-13-01"],
  [true, "title: A\ncheckBy: 7 days"],
  [true, "title: A\ncheckBy: 2026-12-01"],
  [false, "title: A\ncheckBy: 0 days"],
  [false, "title: A\ncheckBy: soon"],
  [true, "title: A\nowner: slack:T0123/C0456"],
  [false, "title: A\nowner: [Ann, Bob]"],
  [true, "title: A\nwithdrawn: true"],
  [false, "title: A\nwithdrawn: perhaps"],
  [true, "title: A\ndrafted: machine"],
  [false, "title: A\ndrafted: person"],
  [false, "title: A\nauthor: Ann"],
];
const SOURCES: readonly (readonly [boolean, string])[] = [
  [true, ""],
  [true, "title: A report.\nauthor: Ann\npublisher: The Post\npublished: 2026-11-20\nretrieved: 2026-11-21"],
  [true, "fullText: yes"],
  [false, "fullText: perhaps"],
  [false, "published: in May"],
  [true, "replaces: wire-1"],
  [false, "replaces: Wire 1"],
  [false, "audience: everyone"],
];

describe("an editor and the checker agree", () => {
  test.each(BRIEFINGS)("%s: a briefing with %j", (isFit, header) => {
    const sections = "## What's happening\n\n## Why it's important\n\n## What's next\n";
    const { problems } = parseBriefing(`---\n${header}\n---\n${sections}`);
    expect([fits.briefing?.(parse(header) ?? {}), problems.length === 0]).toEqual([isFit, isFit]);
  });

  test.each(SOURCES)("%s: a source with %j", (isFit, header) => {
    const { problems } = parseSource("a", "a.md", `---\n${header}\n---\nSome words.\n`);
    expect([fits.source?.(parse(header) ?? {}), problems.length === 0]).toEqual([isFit, isFit]);
  });
});

test("the snippets for editors are JSON, and their briefing has the headings that are read", async () => {
  const snippets = JSON.parse(await readFile("docs/editor/nutgraf.code-snippets", "utf8"));
  const text = snippets.Briefing.body
    .join("\n")
    .replace(/\$\{\d+:([^}]*)\}/g, "$1")
    .replace(/\$\d/g, "");
  const { problems, sections, footnotes } = parseBriefing(text);
  expect(problems).toEqual([]);
  expect([sections.happening.length, footnotes.size]).toEqual([1, 1]);
});
