import { test as property } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { discordPayload } from "../../../src/discord/render/payload.ts";
import { discordPreview } from "../../../src/discord/render/preview.ts";
import { readMessage } from "../../fakes/discord/reading.ts";
import { anyReply } from "../../fakes/discord/replies.ts";
import { answered, cite, line, note } from "../../fixtures/content/replies.ts";

const ALLOWED =
  /^<(?:\/?(?:p|h3|ul|li|blockquote|strong|span|div)|hr|\/?a)(?: class="[a-z -]+")?(?: href="https?:[^"<>]*" rel="noopener noreferrer")?>/;

describe("the preview", () => {
  it("shows what the very payload says", () => {
    const cited = cite(1, { url: "https://press.example/story#:~:text=talks" });
    const reply = answered(
      [
        { kind: "heading", level: "section", text: "What's next" },
        { kind: "lines", lines: [line("Talks *begin* on <Monday> & [later].", [cited])] },
        { kind: "quotes", lines: [line("Talks begin on Monday.", [cited])] },
      ],
      [note(1)],
      {
        changedAt: "2026-11-20T09:00:00.000Z",
        actions: [{ label: "See <quotes>", ask: { command: "sources", options: {} }, shown: "dialog" }],
      },
    );
    const html = discordPreview.render(reply);
    expect(lettersOf(html)).toBe(
      [
        "NutgrafAPPHarbour strikeWhat's nextTalks *begin* on <Monday> & [later]. [1]1. Talks begin on Monday. [1]",
        "[1] The words before. “exact words number 1” The words after.",
        "[1] Document 11 source, undated · Quotes checked · Changed 20/11/2026See <quotes>",
      ].join(""),
    );
    expect(html).toContain('<a href="https://press.example/story#:~:text=talks" rel="noopener noreferrer">1</a>');
  });

  it("keeps its look to itself, without anything loaded", () => {
    const rules = discordPreview.styles.replace(/@media[^{]*\{/g, "").match(/[^{}]+\{/g) ?? [];
    expect(rules.length).toBeGreaterThan(10);
    for (const rule of rules)
      for (const selector of rule.split(",")) expect(selector.trim()).toMatch(/^\.preview-discord\b/);
    expect(discordPreview.styles).not.toMatch(/url\(|@import/);
  });

  property.prop([anyReply], { numRuns: 40 })("is made of harmless tags, with the words of the payload", (reply) => {
    const html = discordPreview.render(reply);
    for (const { index } of html.matchAll(/</g)) expect(html.slice(index)).toMatch(ALLOWED);
    const read = readMessage(discordPayload(reply));
    const words = read.lines.map(({ text }) => text.replace(/<t:\d+:d>/g, "")).join("");
    expect(letters(lettersOf(html.replace(/<span class="dc-time">[^<]*<\/span>/g, "")))).toContain(letters(words));
  });
});

function lettersOf(html: string): string {
  return html.replace(/<[^>]*>/g, "").replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
}

function letters(text: string): string {
  return text.replace(/\s+/g, "");
}
