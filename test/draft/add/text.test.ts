import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { loadLibrary } from "#briefing";
import { LIMITS, openDocument, propose } from "#draft";
import { readDocument } from "../../../src/draft/add/read/read-document.ts";
import { contentFolder } from "../../fixtures/content/folder.ts";
import { libraryOf } from "../../fixtures/content/library.ts";
import { readHere, STORY, sourceText, valuesOf } from "./reading.ts";

describe("a text that was copied from a page", () => {
  test.each([
    ["irs-summary", (text: string) => `${text}\n\n\n\n\n\n\n\n\n`],
    [
      "irs-watchdog",
      (text: string) =>
        `2 hours ago\n\nFederal Watchdog Uncovers Major Internal Revenue Service Data Breach Affecting Immigrant Tax Records\n\n2 mins read\n\n${text}\nauthor avatar\nJosh Weiner\n\nDon't Miss`,
    ],
  ])("becomes %s, byte for byte", async (id, pasted) => {
    const opened = await openDocument({ name: "pasted.txt", bytes: Buffer.from(pasted(await sourceText(id))) });
    if (opened.kind !== "document") return expect.fail(JSON.stringify(opened));
    const proposed = propose(opened.document, { name: "pasted.txt", library: libraryOf({}), id });
    if (proposed.kind !== "done" || proposed.value.kind !== "new") return expect.fail(JSON.stringify(proposed));
    const folder = await contentFolder({ [`sources/${id}.md`]: proposed.value.content });
    const [made, own] = [await loadLibrary(folder), await loadLibrary("content")];
    expect(made.source(id)).toEqual(own.source(id));
    expect(made.problems).toEqual([]);
  });

  test("loses what stands around it, and says so", async () => {
    const { text, facts, leftOut } = await readHere(
      `Advertisement\n\nAgency Shared Records Without Safeguards, Report Says\n\nBy Ann Lee and Bo Chen\n\nNovember 20, 2026\n\n5 min read\n\nShare\n\n${STORY.join("\n\n")}\n\nRelated articles\n\nMore words about it\n\nAll rights reserved`,
    );
    expect(text).toBe(`${STORY.join("\n\n")}\n`);
    expect(valuesOf(facts)).toEqual({
      title: "Agency Shared Records Without Safeguards, Report Says",
      author: "Ann Lee, Bo Chen",
      published: "2026-11-20",
    });
    expect(leftOut).toEqual([
      "Advertisement",
      "5 min read",
      "Share",
      "Related articles",
      "More words about it",
      "All rights reserved",
    ]);
  });

  test.each([
    ["By Ann Lee, 24 November 2026", "Ann Lee", "2026-11-24"],
    ["By Ann Lee and Bo Chen | Nov. 24, 2026", "Ann Lee, Bo Chen", "2026-11-24"],
    ["by: the Harbor Gazette – updated on Tuesday, November 24, 2026", "Harbor Gazette", "2026-11-24"],
    ["By Ann Lee on 2026-11-24", "Ann Lee", "2026-11-24"],
    ["By The Associated Press, Nov. 24, 2026", "The Associated Press", "2026-11-24"],
  ])("tells who wrote it and when: %s", async (byline, author, published) => {
    const { text, facts } = await readHere(`Agency Shared Records\n\n${byline}\n\n${STORY.join("\n\n")}`);
    expect(valuesOf(facts)).toEqual({ title: "Agency Shared Records", author, published });
    expect(text).toBe(`${STORY.join("\n\n")}\n`);
  });

  test.each([
    "By Ann Lee, 24 November",
    "By Ann Lee, 03/04/2026",
    "By the end of 24 November 2026",
    "By Monday, 24 November 2026",
    "By Election Day, November 3, 2026",
    "By Monday Night, 24 November 2026",
    "By Late Spring, 1 May 2027",
  ])("leaves a line that does not tell both as it is: %s", async (line) => {
    const { text, facts } = await readHere(`Agency Shared Records\n\n${line}\n\n${STORY.join("\n\n")}`);
    expect(valuesOf(facts)).toEqual({ title: "Agency Shared Records" });
    expect(text).toContain(line);
  });

  test.each([
    ["a heading of a section", `What's Next?\n\n${STORY[0]}`],
    ["a sentence", `The agency says no.\n\n${STORY[0]}`],
    ["a last line that is short", `${STORY[0]}\n\nNobody answered\n\nIt ends here`],
    [
      "a poem",
      "Had we but world enough, and time,\nThis coyness, Lady, were no crime.\nWe would sit down and think which way\nTo walk and pass our long love's day.",
    ],
    ["an address", `${STORY[0]}\n\nOffice of Audits\n12 Long Street\nSpringfield`],
    ["Japanese", "東京で会議が開かれた。\n出席者は三十人だった。\n\n次の会議は来月になる。"],
    ["Arabic with its joiners", "می\u200cخواهم بروم به خانه و کتاب بخوانم\n\nپایان این متن"],
    ["emoji that are joined", "The family 👨\u200d👩\u200d👧 came to the hearing and stayed."],
  ])("keeps %s as it is", async (_, text) => {
    expect((await readHere(text)).text).toBe(`${text}\n`);
  });
});

/** What is pasted, what it becomes, and what is said of it. */
const MENDED: readonly (readonly [string, string, string, RegExp])[] = [
  [
    "ligatures",
    "The o\ufb03ce de\ufb01ned the \ufb02ow.",
    "The office defined the flow.",
    /3 ligatures written as their letters/,
  ],
  ["soft hyphens", "con\u00adfi\u00adden\u00adtial records", "confidential records", /3 soft hyphens taken out/],
  ["zero-width marks", "the\u200b records\u2060 \ufeffhere", "the records here", /3 zero-width marks taken out/],
  ["joiners between Latin letters", "the re\u200dcords", "the records", /1 joiner that joins nothing taken out/],
  [
    "direction marks where nothing runs the other way",
    "the \u200erecords",
    "the records",
    /1 direction mark taken out/,
  ],
  ["control characters", "the \u0007records", "the records", /1 control character taken out/],
];

const WRAPPED = `The inspector general found that the agency had shared confi-
dential records of thousands of people with another depart-
ment, and that the safeguards which the law requires for non-
citizens were missing when it did so.
Officials said on record that they had begun to change how re-
quests are checked, and that every confidential transfer would
from now on be signed by two people.`;

describe("a text that was copied from a PDF", () => {
  test.each(MENDED)("%s are mended, and said", async (_, pasted, mended, said) => {
    const document = await readHere(pasted);
    expect(document.text).toBe(`${mended}\n`);
    expect(document.mended.join("; ")).toMatch(said);
  });

  test("lines are joined, and words that were parted", async () => {
    const { text, mended } = await readHere(WRAPPED);
    expect(text).toBe(
      "The inspector general found that the agency had shared confidential records of thousands of people with another department, and that the safeguards which the law requires for non-citizens were missing when it did so.\n\nOfficials said on record that they had begun to change how requests are checked, and that every confidential transfer would from now on be signed by two people.\n",
    );
    expect(mended).toEqual([
      "5 hard-wrapped lines joined",
      "3 words put together over a line end: confidential, department, requests",
      "1 word put together over a line end, hyphen kept: non-citizens",
    ]);
  });

  test.each([
    ["help with day-\nto-day needs", "help with day-to-day needs"],
    ["scholarships for first-\ngeneration students", "scholarships for first-generation students"],
    ["the office did not under-\nstand the request", "the office did not understand the request"],
    ["a govern-\nment-funded office", "a government-funded office"],
  ])("a hyphen at a line end is kept where both parts are words of the document: %j", async (pasted, mended) => {
    const line = "The first office said that each generation would stand under the law as every day before it did, it";
    const lines = [line, `said on record, and that ${pasted} were met by those who`, line, line].join("\n");
    expect((await readHere(`${lines}\nwas told of it in the end.`)).text).toContain(mended);
  });

  test("heads and numbers of pages go out of mid-paragraph", async () => {
    const lines = WRAPPED.split("\n");
    const marked = (feed: string) =>
      [
        ...lines.slice(0, 2),
        "",
        "Annual Report 2026",
        "11",
        feed,
        ...lines.slice(2, 6),
        "",
        "Annual Report 2026",
        "12",
        feed,
        ...lines.slice(6),
        "",
        "Annual Report 2026",
        "13",
      ].join("\n");
    const plain = await readHere(WRAPPED);
    for (const feed of ["", "\f"]) {
      const { text, leftOut } = await readHere(marked(feed));
      expect([feed, text]).toEqual([feed, plain.text]);
      expect(leftOut).toEqual(expect.arrayContaining(["Annual Report 2026"]));
    }
  });

  test("lists and tables keep their lines apart", async () => {
    const list = `${WRAPPED}\n\n- first of the points that were made\n- second of the points\n\nOffice      Records    Share\nNorth          1,204       12 %\nSouth            880        9 %`;
    const { text } = await readHere(list);
    expect(text).toContain("- first of the points that were made\n\n- second of the points\n\n");
    expect(text).toContain(
      "Office      Records    Share\nNorth          1,204       12 %\nSouth            880        9 %\n",
    );
  });

  property.prop([
    fc.array(
      fc.constantFrom(
        ..."the agency shared confidential records, and nobody had checked them before. Officials said so again".split(
          " ",
        ),
      ),
      { minLength: 40, maxLength: 200 },
    ),
    fc.integer({ min: 40, max: 100 }),
  ])("loses no word, however it was wrapped", async (words, width) => {
    const lines: string[] = [];
    for (const word of words) {
      const last = lines.at(-1);
      if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
      else lines.push(word);
    }
    const bytes = Buffer.from(lines.join("\n"));
    const made = await readDocument({ bytes, name: "pasted.txt", textBytes: LIMITS.textBytes }, () => {});
    const text = made.kind === "document" ? made.document.text : "";
    expect(text.split(/\s+/).filter(Boolean)).toEqual(words);
  });
});

describe("Markdown", () => {
  test("gives its words without marks, and its header's facts", async () => {
    const { text, facts } = await readHere(
      "---\ntitle: 'Records: shared'\nauthor: [Ann Lee, Bo Chen]\ndate: 2026-11-20\ncanonical: https://news.example/a?utm_source=x#top\n---\n# Records: shared\n\nThe **agency** said\nit [would](https://x.example) stop.\n\n- one `point` &amp; more\n- two\n\n> A quote.\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n<div>In HTML</div>\n",
      "notes.md",
    );
    expect(valuesOf(facts)).toEqual({
      title: "Records: shared",
      author: "Ann Lee, Bo Chen",
      published: "2026-11-20",
      url: "https://news.example/a",
    });
    expect(text).toBe(
      "The agency said it would stop.\n\none point & more\n\ntwo\n\nA quote.\n\na\tb\n\n1\t2\n\nIn HTML\n",
    );
  });

  test("takes its first heading for its title", async () => {
    const { text, facts } = await readHere("# Records *shared*\n\nThe agency said so.", "notes.md");
    expect([text, valuesOf(facts)]).toEqual(["The agency said so.\n", { title: "Records shared" }]);
  });
});

describe("bytes", () => {
  const words = "Das Büro sagte: „Größe“ zählt – überall.";
  test.each([
    ["UTF-8 with a mark", Buffer.from(`\ufeff${words}`), undefined],
    ["UTF-16 with a mark", Buffer.from(`\ufeff${words}`, "utf16le"), undefined],
    ["UTF-16 without one", Buffer.from(words.replace(/[„“–]/g, "-"), "utf16le"), undefined],
    [
      "Windows-1252 that says nothing",
      Buffer.from("B\u00fcro \u0084Gr\u00f6\u00dfe\u0093 z\u00e4hlt", "latin1"),
      /read as Windows-1252, which names no encoding/,
    ],
  ])("of %s are read as they are meant", async (_, bytes, said) => {
    const { text, notes } = await readHere(bytes);
    expect(text).toMatch(/Büro/);
    expect(text).toMatch(/Größe/);
    if (said) expect(notes.join()).toMatch(said);
    else expect(notes).toEqual([]);
  });
});
