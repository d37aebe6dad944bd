import { test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { type Library, loadLibrary } from "#briefing";
import type { Line, Options, Reply } from "#chat";
import { commands } from "#commands";
import { createBot } from "../../../src/app/bot.ts";
import { content, type GeneratedQuote } from "../../fixtures/content/generated.ts";
import { libraryOf } from "../../fixtures/content/library.ts";

const ASKS = ["whats-happening", "why-important", "whats-next", "briefing", "sources"];

const WHICH: readonly Options[] = [{}, { points: "more" }, { points: "full" }];

/** Everything the bot says of a library, by every command that says statements. */
async function everythingSaid(library: Library): Promise<Reply[]> {
  const bot = createBot({
    commands,
    library: () => library,
    onFailure: ({ error }) => {
      throw error;
    },
  });
  const place = { platform: "test", tenant: "t", id: "c" };
  const asks = library.briefings.flatMap(({ topic }) =>
    ASKS.flatMap((command) => WHICH.map((points) => ({ command, options: { topic, ...points } }))),
  );
  asks.push({ command: "briefing", options: { topic: "all" } });
  return Promise.all(asks.map((ask, index) => bot.answer({ ...ask, id: String(index), place, by: { id: "u" } })));
}

function linesOf({ blocks }: Reply): Line[] {
  return blocks.flatMap((block) => (block.kind === "lines" || block.kind === "quotes" ? block.lines : []));
}

/** Holds that each line has cites, and that the words of each stand in its source exactly where it says. */
function holdEveryLineCited(replies: readonly Reply[], texts: ReadonlyMap<string, string>): number {
  let lines = 0;
  for (const reply of replies) {
    expect(reply.outcome).not.toBe("trouble");
    for (const line of linesOf(reply)) {
      lines += 1;
      expect(line.cites.length).toBeGreaterThan(0);
      for (const cite of line.cites) {
        const note = reply.notes.find((note) => note.number === cite.source);
        const text = texts.get(note?.source ?? "") ?? "";
        const spans = cite.at.split(",").map((span) => span.split("-").map(Number) as [number, number]);
        const words = spans.map(([start, end]) => text.slice(start, end));
        expect(words.every((piece) => piece.trim().length > 0)).toBe(true);
        expect(cite.quote).toBe(words.join(" […] "));
        expect(text.slice(0, spans[0]?.[0]).endsWith(cite.before)).toBe(!cite.before.startsWith("…"));
      }
    }
    const used = new Set(linesOf(reply).flatMap(({ cites }) => cites.map(({ source }) => source)));
    expect(new Set(reply.notes.map(({ source }) => source)).size).toBe(used.size);
    expect(reply.notes.map(({ number }) => number)).toEqual([...used].sort((a, b) => a - b));
  }
  return lines;
}

describe("every statement of every answer", () => {
  property.prop([content], { numRuns: 150 })(
    "stands on words of its sources, whatever the content",
    async ({ files, texts, quotes }) => {
      const library = libraryOf(files);
      holdEveryLineCited(await everythingSaid(library), texts);
      const briefing = library.briefing("rail");
      for (const { statements } of Object.values(briefing?.sections ?? {})) {
        for (const { text, citations } of statements) {
          const [citation] = citations;
          const { source, words } = quotes[Number(/\d+/.exec(text)?.[0])] as GeneratedQuote;
          expect(citation.source.id).toBe(source);
          const document = texts.get(source) ?? "";
          const pieces = words.split("[…]").map(alike);
          const found = citation.spans.map(({ start, end }) => document.slice(start, end));
          expect(found.map(alike)).toEqual(pieces);
          const [first, last] = [citation.spans[0].start, citation.spans.at(-1)?.end];
          expect(document.slice(first, last)).not.toMatch(/\n\s*\n/);
          expect(citation.spans.map(({ start }) => start)).toEqual(
            citation.spans.map(({ start }) => start).sort((a, b) => a - b),
          );
        }
      }
    },
  );

  property.prop([content], { numRuns: 150 })("is said when its words stand there", ({ files, quotes }) => {
    const library = libraryOf(files);
    const wrong = library.problems.filter(({ message }) => !/too short/.test(message));
    const broken = quotes.filter(({ intact }) => !intact).length;
    expect(wrong.length).toBeLessThanOrEqual(broken);
  });

  test("of the real content stands in the documents word for word", async () => {
    const library = await loadLibrary("content");
    expect(library.problems).toEqual([]);
    const texts = new Map(library.sources.map(({ id, text }) => [id, text]));
    expect(holdEveryLineCited(await everythingSaid(library), texts)).toBeGreaterThan(100);
  });
});

/** The folding that matching allows, reckoned another way than the matcher does. */
function alike(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[\p{DI}\p{Cf}\u0640]/gu, "")
    .replace(/[«»“”„‟＂]/g, '"')
    .replace(/[‘’‚‛‹›ʼ＇]/g, "'")
    .replace(/[‐‑‒–—―−﹘﹣－]/g, "-")
    .replace(/\s+/g, " ")
    .trim();
}
