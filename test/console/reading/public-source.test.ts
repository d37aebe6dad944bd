import { afterEach, describe, expect, test } from "vitest";
import { libraryOf, type Served, serve } from "../server.ts";

let served: Served | undefined;
afterEach(() => served?.close());

const TEXT = [
  "Alpha opens the document. Bravo comes before the quote. The pier opens to the public in spring. Charlie comes after the quote. Delta goes on. Echo ends it.",
  "Foxtrot fills a paragraph. Golf fills it too.",
  "Hotel is elsewhere. The old pier closes when the new one opens. India follows.",
  "Juliet is the last.",
].join("\n\n");
const BRIEFING = (audience: string, quote: string) =>
  `---\ntitle: Pier ${quote.slice(0, 5)}\naudience: ${audience}\n---\n\n## What's happening\n- The pier opens. [^1]\n\n## Why it's important\n\n## What's next\n\n[^1]: harbour "${quote}"\n`;

function harbour(header: string) {
  return libraryOf({
    "sources/harbour": `---\ntitle: The harbour report\n${header}---\n${TEXT}\n`,
    "briefings/pier": BRIEFING("everyone", "The pier opens to the public in spring"),
    "briefings/secret": BRIEFING("[slack:T1]", "The old pier closes when the new one opens"),
  });
}

const VISITOR = { publicUrl: "https://news.example", password: "correct horse" };
const textOf = (body: string) =>
  (/<div class="text">([\s\S]*?)<\/div>\s*(?:<\/article>|<p>|<\/section>)/.exec(body)?.[1] ?? "")
    .replace(/<ul class="margin"[\s\S]*?<\/ul>/g, "")
    .replace(/<[^>]*>/g, "")
    .replace(/\s+/g, " ")
    .trim();
const at = (words: string) => `${TEXT.indexOf(words)}-${TEXT.indexOf(words) + words.length}`;

describe("a source's page", () => {
  test.each(["/sources/harbour", "/sources/harbour/panel"])(
    "shows a visitor what is quoted, with a sentence on either side: %s",
    async (path) => {
      served = await serve(harbour(""), VISITOR);
      const { body } = await served.send(path);
      expect(body).toContain("Only the quoted passages are shown, with one sentence on either side");
      expect(textOf(body)).toMatch(
        /^\[…\] Bravo comes before the quote\. The pier opens to the public in springa?\. Charlie comes after the quote\. \[…\] \[…\]$/,
      );
      for (const word of ["Alpha", "Delta", "Echo", "Foxtrot", "Hotel", "old pier", "India", "Juliet"])
        expect(body).not.toContain(word);
    },
  );

  test("shows no more to who names another passage in the address", async () => {
    served = await serve(harbour(""), VISITOR);
    for (const words of ["Foxtrot fills a paragraph", "The old pier closes when the new one opens", TEXT]) {
      const { body } = await served.send(`/sources/harbour?at=${at(words)}`);
      expect(body).toContain("points to no passage shown here");
      expect(body).not.toMatch(/<mark|Foxtrot|old pier/);
    }
    const { body } = await served.send(`/sources/harbour?at=${at("The pier opens to the public in spring")}`);
    expect(body).toMatch(
      /<mark id="quote" tabindex="-1"><span class="cited">The pier opens to the public in spring<\/span><\/mark>/,
    );
  });

  test.each([
    ["/ask When does the pier open to the public?", "The pier opens to the public in spring", "Bravo comes before"],
    ["/ask Who comes after the quote?", "Charlie comes after the quote", undefined],
    ["Who comes after the quote?", "Charlie comes after the quote", undefined],
    ["/ask What fills a paragraph?", undefined, undefined],
    ["/ask Does the old pier close when the new one opens?", undefined, undefined],
    ["/check Foxtrot fills a paragraph.", undefined, undefined],
    ["/check Foxtrot fills a paragraph of the document.", undefined, undefined],
    ["/check Charlie comes after the quotes.", "Charlie comes after the quote", undefined],
    ["/check The pier opens to the public in spring.", "The pier opens to the public in spring", "Bravo comes before"],
  ])("is quoted to a visitor as far as it may be read: %s", async (asked, words, around) => {
    served = await serve(harbour(""), VISITOR);
    const { body } = await served.send(`/?ask=${encodeURIComponent(asked)}`);
    const answer =
      /<article class="reply[\s\S]*<\/aside>|<article class="reply[\s\S]*<\/article>/.exec(body)?.[0] ?? "";
    const seen = answer.replace(/<[^>]*>/g, "");
    expect(answer).not.toBe("");
    for (const one of [words, around]) if (one !== undefined) expect(seen).toContain(one);
    for (const hidden of ["Alpha", "Delta goes", "Echo", "Foxtrot", "Golf", "The old pier closes", "Juliet"])
      expect(seen).not.toContain(hidden);
    expect(served.failures).toEqual([]);
  });

  test.each([
    ["to all, where its header says so", "fullText: yes\n", VISITOR],
    ["to who is logged in", "", {}],
  ])("shows the whole text %s", async (_, header, options) => {
    served = await serve(harbour(header), options);
    const { body } = await served.send("/sources/harbour");
    for (const word of ["Alpha", "Delta", "Foxtrot", "Hotel", "old pier", "Juliet"]) expect(body).toContain(word);
    expect(body).not.toMatch(/\[…\]|Only the quoted passages/);
  });
});
