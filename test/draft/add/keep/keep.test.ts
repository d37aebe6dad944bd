import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Library, loadLibrary } from "#briefing";
import { type Document, keepSource, type Proposal, propose } from "#draft";
import { contentFolder } from "../../../fixtures/content/folder.ts";
import { smallDisk, whyNoSmallDisk } from "../../../fixtures/stores/small-disk.ts";
import { readHere, STORY } from "../reading.ts";

const BRIEFING = `---
title: Records
audience: everyone
---

## What's happening
- The safeguards were missing. [^1]
- Two people will sign every transfer. [^2]

## Why it's important

## What's next

[^1]: wire "the safeguards which the law requires were missing"
[^2]: wire "every transfer would from now on be signed by two people"
`;
const WIRE = `---\ntitle: Records shared\nurl: https://www.news.example/a?id=1\n---\n${STORY.join("\n\n")}\n`;

const proposed = (document: Document, library: Library, options = {}): Proposal => {
  const outcome = propose(document, { name: "a.txt", library, ...options });
  return outcome.kind === "done" ? outcome.value : expect.fail(outcome.why);
};
const whyNot = (document: Document, library: Library, options: object) => {
  const outcome = propose(document, { name: "a.txt", library, ...options });
  return outcome.kind === "refused" ? outcome.why : "not refused";
};
const at = (document: Document, url: string): Document => ({
  ...document,
  facts: { ...document.facts, url: { value: url, from: "test" } },
});
const newsroom = () => contentFolder({ "sources/wire.md": WIRE, "briefings/records.md": BRIEFING });

describe("the same document", () => {
  test("is one source, however its lines are broken and whatever its address", async () => {
    const library = await loadLibrary(await newsroom());
    for (const text of [STORY.join("\n\n"), STORY.join("\n\n").replaceAll(" the ", "\nthe ")]) {
      const document = at(await readHere(text), "https://other.example/b");
      expect(proposed(document, library)).toMatchObject({ kind: "same", source: { id: "wire" } });
    }
  });

  test("that two people add at the same time is kept once", async () => {
    const folder = await newsroom();
    const library = await loadLibrary(folder);
    const proposal = proposed(await readHere("The agency answered on the record today."), library, { id: "answer" });
    if (proposal.kind === "same") return expect.fail();
    const kept = await Promise.all([keepSource(proposal, folder), keepSource(proposal, folder)]);
    expect(kept.map(({ kind }) => kind).sort()).toEqual(["done", "refused"]);
    expect(kept).toContainEqual({ kind: "refused", why: expect.stringContaining("already exists: look at it") });
    expect((await readdir(join(folder, "sources"))).sort()).toEqual(["answer.md", "wire.md"]);
  });
});

describe("a changed document", () => {
  const changed = [STORY[0], "Officials said nothing more about it, and nobody asked them to do so."].join("\n\n");

  test("at the same address becomes a new version, and lists the statements that quoted what is gone", async () => {
    const folder = await newsroom();
    const document = at(await readHere(changed), "http://news.example/a/?id=1&utm_source=x");
    const proposal = proposed(document, await loadLibrary(folder));
    if (proposal.kind !== "changed") return expect.fail(proposal.kind);
    expect(proposal).toMatchObject({ id: "wire-2", path: join("sources", "wire-2.md"), replaces: { id: "wire" } });
    expect(
      proposal.gone.map(({ briefing, statement, citation }) => [briefing.topic, statement.text, citation.quote]),
    ).toEqual([
      ["records", "Two people will sign every transfer.", "every transfer would from now on be signed by two people"],
    ]);
    await keepSource(proposal, folder);
    const library = await loadLibrary(folder);
    expect(library.problems).toEqual([]);
    expect(library.source("wire-2")).toMatchObject({ replaces: "wire", text: `${changed}\n` });
    // What is said goes on being said from the words that it was checked against.
    expect(library.briefing("records")?.sections.happening.statements).toHaveLength(2);
    const third = proposed(
      at(await readHere("Officials said something else, and that was all of it."), "https://news.example/a?id=1"),
      library,
    );
    expect(third).toMatchObject({ kind: "changed", id: "wire-3", replaces: { id: "wire-2" } });
    expect(third.kind === "changed" && third.gone).toHaveLength(2);
    const old = proposed(await readHere(STORY.join("\n\n")), library);
    expect(old).toMatchObject({ kind: "same", source: { id: "wire" }, replacedBy: { id: "wire-2" } });
  });

  test("without an address is a new version where somebody says so, and is said to be much alike", async () => {
    const library = await loadLibrary(await newsroom());
    const document = await readHere(`${STORY[0]}\n\n${STORY[1]}\n\nA new paragraph stands at its end now.`);
    expect(proposed(document, library)).toMatchObject({ kind: "new", resembles: { id: "wire" } });
    expect(proposed(document, library, { replaces: "wire" })).toMatchObject({
      kind: "changed",
      replaces: { id: "wire" },
      gone: [],
    });
    expect(whyNot(document, library, { replaces: "wir" })).toMatch(/^There is no source “wir” that it could replace/);
    expect(whyNot(document, library, { id: "wire" })).toMatch(
      /^There is a source “wire” already, with other words: .*--replaces wire\)$/,
    );
    expect(whyNot(document, library, { id: "../x" })).toMatch(/^“\.\.\/x” isn't a name for a source/);
  });

  test("at another page of the same site is another source", async () => {
    const library = await loadLibrary(await newsroom());
    expect(proposed(at(await readHere(changed), "https://www.news.example/a?id=2"), library).kind).toBe("new");
  });
});

describe("a source's name", () => {
  test.each([
    ["its title", "a.txt", { title: "Agency’s records: Größe & “more”" }, "agencys-records-grosse-more"],
    ["a telling file", "inspector-report.pdf", {}, "inspector-report"],
    [
      "its first words, where the file tells nothing",
      "000_cfa50f9f04a93e98.txt",
      {},
      "the-inspector-general-found-that-the-agency-had",
    ],
  ])("comes from %s", async (_, name, facts, id) => {
    const document = await readHere(STORY.join("\n\n"));
    const given = Object.fromEntries(Object.entries(facts).map(([fact, value]) => [fact, { value, from: "test" }]));
    const library = await loadLibrary(await contentFolder({}));
    expect(proposed({ ...document, facts: given }, library, { name })).toMatchObject({ id });
  });

  test("is shown by its first words in quotation marks where there is no title", async () => {
    const { titleOf } = await import("#briefing");
    const folder = await contentFolder({});
    const proposal = proposed(await readHere(STORY.join("\n\n")), await loadLibrary(folder), { id: "plain" });
    if (proposal.kind !== "same") await keepSource(proposal, folder);
    const source = (await loadLibrary(folder)).source("plain");
    expect(source && titleOf(source)).toBe("“The inspector general found that the agency had shared …” (untitled)");
  });
});

describe("what a document says of itself", () => {
  test.each([
    ["a colon and a hash", "Records: shared #1", []],
    ["quotation marks", "He said \"no\" – 'never'", []],
    ["what looks like YAML", "[a, b]: {c} & *d", expect.any(Array)],
    ["a number", "1984", []],
    ["yes", "yes", []],
  ])("is kept as it is with %s", async (_, title, notes) => {
    const document = { ...(await readHere(STORY[0] as string)), facts: { title: { value: title, from: "test" } } };
    const folder = await contentFolder({});
    const proposal = proposed(document, await loadLibrary(folder), { id: "a" });
    if (proposal.kind === "same") return expect.fail();
    await keepSource(proposal, folder);
    expect((await loadLibrary(folder)).source("a")?.title).toBe(title);
    expect(proposal.document.notes).toEqual(notes);
  });

  test("is left out where a header cannot have it, and said", async () => {
    const document = {
      ...(await readHere(STORY[0] as string)),
      facts: { title: { value: "See [here](https://x.example)", from: "test" } },
    };
    const proposal = proposed(document, await loadLibrary(await contentFolder({})), { id: "a" });
    expect(proposal.kind !== "same" && [proposal.content.startsWith("---\n---\n"), proposal.document.notes]).toEqual([
      true,
      [expect.stringMatching(/^its title left out: /)],
    ]);
  });

  test("cannot keep a text that no source can have", async () => {
    const document = await readHere(`${STORY[0]} a${"\u0301".repeat(40)}`);
    expect(whyNot(document, await loadLibrary(await contentFolder({})), {})).toMatch(
      /^It cannot be kept as a source: one letter here carries more than 30 combining marks/,
    );
  });
});

describe("a disk", () => {
  test.skipIf(whyNoSmallDisk)("that fills up leaves nothing half-written, and says so", async () => {
    const { folder } = smallDisk(64);
    await mkdir(join(folder, "sources"));
    await mkdir(join(folder, "briefings"));
    const proposal = proposed(await readHere(`${STORY.join("\n\n")}\n\n`.repeat(200)), await loadLibrary(folder), {
      id: "long",
    });
    if (proposal.kind === "same") return expect.fail();
    expect(await keepSource(proposal, folder)).toEqual({
      kind: "refused",
      why: "The disk is full: nothing was kept. Make room, and add the document again",
    });
    expect(await readdir(join(folder, "sources"))).toEqual([]);
  });

  test.skipIf(whyNoSmallDisk)("that is read-only says so", async () => {
    const { folder, turn } = smallDisk(256);
    await mkdir(join(folder, "sources"));
    await mkdir(join(folder, "briefings"));
    const proposal = proposed(await readHere(STORY.join("\n\n")), await loadLibrary(folder), { id: "a" });
    turn("ro");
    if (proposal.kind === "same") return expect.fail();
    expect(await keepSource(proposal, folder)).toMatchObject({
      kind: "refused",
      why: expect.stringContaining("The content folder is read-only here: nothing was kept"),
    });
  });

  test("where the file came meanwhile keeps that one", async () => {
    const folder = await contentFolder({});
    const proposal = proposed(await readHere(STORY.join("\n\n")), await loadLibrary(folder), { id: "a" });
    await writeFile(join(folder, "sources/a.md"), "Another's words.");
    if (proposal.kind === "same") return expect.fail();
    expect((await keepSource(proposal, folder)).kind).toBe("refused");
    expect(await readFile(join(folder, "sources/a.md"), "utf8")).toBe("Another's words.");
  });
});
