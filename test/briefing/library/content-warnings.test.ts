import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createContentIndex, formatProblem, loadLibrary } from "#briefing";
import { commandWords } from "#commands";
import { adviceOn } from "../../../src/briefing/library/content-warnings.ts";
import { briefingFile, libraryOf, putFile, sourceFile } from "../../fixtures/content/library.ts";

const NOW = Date.parse("2026-11-20T09:00:00Z");
const SOURCE = { "sources/a.md": sourceFile("The talks have failed.") };

function told(files: Readonly<Record<string, string>>, now = NOW): string[] {
  const index = createContentIndex((id) => `content/sources/${id}.md`, { now: () => now, commandWords });
  for (const [path, text] of Object.entries(files)) putFile(index, path, text);
  return index.bind().problems.map(formatProblem);
}

const briefing = (header: string) =>
  briefingFile({ header, happening: "- Talks failed. [^1]", footnotes: '[^1]: a "The talks have failed"' });

const two = (one: string, other: string) => ({
  ...SOURCE,
  "briefings/aaa.md": briefing(one),
  "briefings/bbb.md": briefing(other),
});

describe("two briefings of one title", () => {
  const SHARED =
    "content/briefings/bbb.md:2:1 warning: the title “The harbour” is also used by content/briefings/aaa.md, so people can't tell them apart: rename one of them";

  test.each<[string, string, string, string[]]>([
    ["the same", "title: The harbour", "title: The harbour", [SHARED]],
    ["the same but for capitals and hyphens", "title: the-Harbour", "title: The harbour", [SHARED]],
    ["others", "title: The harbour", "title: The pier", []],
    ["for one workspace and everyone", "title: The harbour\naudience: [slack:T1]", "title: The harbour", [SHARED]],
    ["for two workspaces", "title: The harbour\naudience: [slack:T1]", "title: The harbour\naudience: [slack:T2]", []],
    [
      "for a workspace and a channel in it",
      "title: The harbour\naudience: [slack:T2, slack:T1]",
      "title: The harbour\naudience: [slack:T1/C1]",
      [SHARED],
    ],
    [
      "for two channels of a workspace",
      "title: The harbour\naudience: [slack:T1/C2]",
      "title: The harbour\naudience: [slack:T1/C1]",
      [],
    ],
    ["one of them withdrawn", "title: The harbour\nwithdrawn: true", "title: The harbour", []],
    [
      "a title that is another's file name",
      "title: The harbour",
      "title: AAA",
      [
        "content/briefings/bbb.md:2:1 warning: the title “AAA” is also an alias or topic of content/briefings/aaa.md, so asking for it gets that briefing: rename one of them",
      ],
    ],
    [
      "a title that is another's alias",
      "title: The harbour\naliases: [the pier]",
      "aliases: [b]\ntitle: The pier",
      [
        "content/briefings/bbb.md:3:1 warning: the title “The pier” is also an alias or topic of content/briefings/aaa.md, so asking for it gets that briefing: rename one of them",
      ],
    ],
    ["a title that is its own file name and alias", "title: AAA\naliases: [a a a]", "title: The pier", []],
  ])("%s", (_, one, other, problems) => {
    expect(told(two(one, other))).toEqual(problems);
  });

  test("are both said all the same", () => {
    const library = libraryOf(two("title: The harbour", "title: The harbour"));
    expect(library.briefings.map(({ sections }) => sections.happening.statements.length)).toEqual([1, 1]);
  });
});

describe("a name that is a word of a command", () => {
  test.each([
    ["title: The harbour\naliases: [next]", 3, "the alias “next”"],
    ["title: The harbour\naliases: [pier, What's Next]", 3, "the alias “What's Next”"],
    ["title: The harbour\naliases: [pier, What’s happening]", 3, "the alias “What’s happening”"],
    ["aliases: [ALL]\ntitle: The harbour", 2, "the alias “ALL”"],
    ["title: The harbour\naliases:\n  - whats-next", 3, "the alias “whats-next”"],
    ["title: Sources", 2, "the title “Sources”"],
  ])("%s", (header, line, what) => {
    expect(told({ ...SOURCE, "briefings/aaa.md": briefing(header) })).toEqual([
      `content/briefings/aaa.md:${line}:1 warning: ${what} is also a command word, so typing it is ambiguous: choose another`,
    ]);
  });

  test.each(["help", "next", "take-over"])("the file name %s", (topic) => {
    expect(told({ ...SOURCE, [`briefings/${topic}.md`]: briefing(`title: ${topic.replace("-", " ")}`) })).toEqual([
      `content/briefings/${topic}.md:1:1 warning: the file's name “${topic}” is also a command word, so typing it is ambiguous: choose another`,
    ]);
  });

  test("is none that only holds one", () => {
    const header = "title: What's next for the harbour\naliases: [news of the pier, help desk, sources of the river]";
    expect(told({ ...SOURCE, "briefings/why-it-rains.md": briefing(header) })).toEqual([]);
  });

  test.each([...new Set(commandWords)])("every word of every command is known: %s", (word) => {
    const header = `title: The harbour\naliases: ["${word}"]`;
    expect(told({ ...SOURCE, "briefings/aaa.md": briefing(header) })).toHaveLength(1);
  });
});

describe("a day that has not come", () => {
  const source = (header: string) => `---\n${header}\n---\nThe talks have failed.`;

  test.each([
    ["1926-11-20", 0],
    ["2026-11-20", 0],
    ["2026-11-21", 1],
    ["2027-11-20", 1],
  ])("of a briefing: %s", (day, count) => {
    const problem = `content/briefings/aaa.md:3:1 warning: “asOf” is ${day}, which is in the future: correct it`;
    const header = `title: The harbour\nasOf: ${day}`;
    expect(told({ ...SOURCE, "briefings/aaa.md": briefing(header) })).toEqual(count === 1 ? [problem] : []);
  });

  test.each([
    [Date.parse("2026-11-20T09:59:59Z"), 1],
    [Date.parse("2026-11-20T10:00:00Z"), 0],
  ])("is one until it begins somewhere: %i", (now, count) => {
    expect(told({ "sources/a.md": source("published: 2026-11-21") }, now)).toHaveLength(count);
  });

  test("of a source, with its line", () => {
    const header = "title: T\npublished: 2027-01-02\n'retrieved' : 2027-01-03";
    expect(told({ "sources/a.md": source(header) })).toEqual([
      "content/sources/a.md:3:1 warning: “published” is 2027-01-02, which is in the future: correct it",
      "content/sources/a.md:4:2 warning: “retrieved” is 2027-01-03, which is in the future: correct it",
    ]);
  });

  test("is not told where no clock is handed in, and takes nothing away", () => {
    const files = { ...SOURCE, "briefings/aaa.md": briefing("title: The harbour\nasOf: 2999-01-01") };
    expect(libraryOf(files).problems).toEqual([]);
    expect(libraryOf(files).briefing("aaa")?.asOf).toBe("2999-01-01");
  });
});

describe("a file that is not read", () => {
  const NOT_READ = "is ignored because its name does not end in .md:";

  test.each([
    ["notes.txt", `${NOT_READ} rename it to notes.md, or move it elsewhere`],
    ["AP 0312 – final.TXT", `${NOT_READ} rename it to ap-0312-final.md, or move it elsewhere`],
    ["notes.MD", `${NOT_READ} rename it to notes.md, or move it elsewhere`],
    ["notes.markdown", `${NOT_READ} rename it to notes.md, or move it elsewhere`],
    ["report.pdf", `${NOT_READ} copy its words into report.md, or move it elsewhere`],
    ["report.docx", `${NOT_READ} copy its words into report.md, or move it elsewhere`],
    ["page.html", `${NOT_READ} copy its words into page.md, or move it elsewhere`],
    ["сообщение.txt", `${NOT_READ} rename it to a-name.md, or move it elsewhere`],
    ["notes.md.txt", `${NOT_READ} rename it to notes-md.md, or move it elsewhere`],
  ])("%s beside sources, and beside briefings", async (name, says) => {
    for (const folder of ["sources", "briefings"]) expect(await problemsBeside(folder, name)).toEqual([says]);
  });

  test.each([
    ".notes.txt",
    "#notes.txt#",
    "~notes.txt",
    "notes.txt~",
    "notes.md~",
    "notes.md.swp",
    "notes.bak",
    ".gitkeep",
    "image.png",
    "Makefile",
  ])("%s is passed over", async (name) => {
    expect(await problemsBeside("sources", name)).toEqual([]);
  });

  async function problemsBeside(folder: string, name: string): Promise<string[]> {
    const content = await mkdtemp(join(tmpdir(), "nutgraf-"));
    onTestFinished(() => rm(content, { recursive: true }));
    for (const kind of ["sources", "briefings"]) await mkdir(join(content, kind));
    const path = join(content, folder, name);
    await writeFile(path, "The talks have failed.");
    const { problems } = await loadLibrary(content, { now: () => NOW });
    expect(problems.every(({ file }) => file === path)).toBe(true);
    return problems.map(({ message }) => message.replace("the file ", ""));
  }
});

test("advice on ten thousand briefings looks at each a few times, however many there are", () => {
  const library = libraryOf(two("title: The harbour", "title: The pier"));
  const [of] = library.briefings;
  if (!of) throw new Error("no briefing");
  const at = () => ({ line: 1, column: 1 });
  let looks = 0;
  const briefings = Array.from({ length: 10_000 }, (_, index) => ({
    ...{ file: `f${index}`, at },
    of: {
      ...{ ...of, topic: `t-${index}`, aliases: [`alias ${index}`] },
      get title() {
        looks += 1;
        return `Title ${index % 100}`;
      },
    },
  }));
  expect(adviceOn({ briefings, sources: [], now: () => NOW, commandWords })).toHaveLength(9_900);
  expect(looks).toBeLessThan(10 * briefings.length);
});
