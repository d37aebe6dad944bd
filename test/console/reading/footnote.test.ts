import { fc, test as property } from "@fast-check/vitest";
import { afterEach, describe, expect, test } from "vitest";
import { createContentIndex } from "#briefing";
import { footnoteOf } from "../../../src/console/reading/footnote.ts";
import { libraryOf, realLibrary, type Served, serve } from "../server.ts";

let served: Served | undefined;
afterEach(() => served?.close());

const TEXT = [
  "Alpha opens the document. The pier opens to the public in spring. Bravo says “the pier is safe” of it.",
  "Charlie fills a paragraph. The pier opens late. India's non-binding vote cost $3-4 million.",
].join("\n\n");
const briefing = (footnote: string) =>
  `---\ntitle: Pier\n---\n\n## What's happening\n- The pier opens. [^1]\n\n## Why it's important\n\n## What's next\n\n${footnote}\n`;
const library = libraryOf({
  "sources/harbour": `---\ntitle: The harbour report\n---\n${TEXT}\n`,
  "briefings/pier": briefing('[^1]: harbour "The pier opens to the public in spring"'),
});
const VISITOR = { publicUrl: "https://news.example", password: "correct horse" };
const seen = (whole: boolean) => {
  const source = library.source("harbour");
  if (!source) throw new Error("there is no source");
  return { source, citing: library.citing("harbour"), whole };
};
const NONE = expect.stringMatching(/^These words can't be quoted from this source/);

describe("a footnote of words", () => {
  test.each([
    ["as they stand", "The pier opens to the public", "The pier opens to the public"],
    ["with punctuation around", "“the pier is safe” of it.", "the pier is safe” of it"],
    ["in other quotation marks", 'says "the pier is safe"', "says “the pier is safe"],
    ["over a line", "Charlie   fills\n a paragraph", "Charlie fills a paragraph"],
    ["with words left out", "Alpha opens the […] opens to the public", "Alpha opens the […] opens to the public"],
    [
      "that begin with a hyphen's half",
      "India's non-binding vote cost $3-4 million",
      "India's non-binding vote cost $3-4 million",
    ],
  ])("%s", (_, words, quote) => {
    const made = footnoteOf(seen(true), words);
    expect(made).toMatchObject({ kind: "made", text: `[^1]: harbour "${quote}"` });
    expect(problemsOf(made.kind === "made" ? made.text : "")).toEqual([]);
  });

  test.each([
    ["that are not there", "Delta closes the document"],
    ["that are too few", "The pier"],
    ["that cut a word", "binding vote cost $3-4 million"],
    ["of two paragraphs", "of it. Charlie fills a paragraph"],
    ["that are none", " "],
  ])("is refused for words %s", (_, words) => {
    expect(footnoteOf(seen(true), words)).toEqual({ kind: "none", why: NONE });
  });

  test("says that words stand in several places", () => {
    expect(footnoteOf(seen(true), "The pier opens")).toMatchObject({ kind: "made", isOnce: false });
    expect(footnoteOf(seen(true), "The pier opens late")).toMatchObject({ kind: "made", isOnce: true });
  });

  property.prop([fc.nat(TEXT.length), fc.integer({ min: 1, max: 90 })])(
    "of any stretch of a document is one that the checker takes, or there is none",
    (start, length) => {
      const made = footnoteOf(seen(true), TEXT.slice(start, start + length));
      if (made.kind === "made") expect(problemsOf(made.text)).toEqual([]);
    },
  );
});

describe("a source's page", () => {
  test("makes a footnote without a script, and highlights its words", async () => {
    served = await serve(await realLibrary());
    const words = "the Internal Revenue Service has pledged to overhaul";
    const { body } = await served.send(`/sources/irs-watchdog?quote=${encodeURIComponent(words)}`);
    expect(body).toContain(`<code>[^1]: irs-watchdog &quot;${words}&quot;</code>`);
    const marked = [...body.matchAll(/<mark[^>]*>([\s\S]*?)<\/mark>/g)].map(([, said = ""]) =>
      said.replace(/<[^>]*>/g, ""),
    );
    expect(marked.join("")).toBe(words);
    expect(body).toContain('<details class="maker" open>');
    expect((await served.send("/sources/irs-watchdog")).body).toContain('<details class="maker">');
    expect((await served.send("/sources/nowhere/footnote?quote=a")).status).toBe(404);
  });

  test("tells a visitor of words that are not shown no more than of words that are not there", async () => {
    served = await serve(library, VISITOR);
    const made = async (words: string) =>
      (await served?.send(`/sources/harbour/footnote?quote=${encodeURIComponent(words)}`))?.body;
    const hidden = await made("Charlie fills a paragraph");
    expect(hidden).toContain("These words can&#39;t be quoted from this source");
    expect(await made("Delta fills a paragraph")).toBe(hidden);
    expect(await made("The pier opens to the public")).toContain("[^1]: harbour");
  });

  test.each(['"><script>alert(1)</script>', "<img src=x onerror=alert(1)>", "a".repeat(10_000)])(
    "gives nothing back of %s but text",
    async (words) => {
      served = await serve(library);
      for (const path of ["/sources/harbour?quote=", "/sources/harbour/footnote?quote="]) {
        const { body, status } = await served.send(path + encodeURIComponent(words));
        expect(status).toBe(200);
        expect(body).not.toMatch(/<script>alert|<img/);
      }
    },
  );
});

function problemsOf(footnote: string) {
  const index = createContentIndex((id) => `sources/${id}.md`);
  index.put({ kind: "source", id: "harbour", file: "sources/harbour.md" }, { text: `---\n---\n${TEXT}\n` });
  index.put({ kind: "briefing", id: "pier", file: "briefings/pier.md" }, { text: briefing(footnote) });
  return index.bind().problems;
}
