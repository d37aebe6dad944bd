import { test as property } from "@fast-check/vitest";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Block, Note, Reply } from "#chat";
import { render } from "#terminal";
import { anyCharacters } from "../fixtures/any-characters.ts";
import { asking, botOver } from "../fixtures/content/bot.ts";
import { cite, line as citedLine } from "../fixtures/content/replies.ts";
import { ONE_STORY } from "../fixtures/content/stories.ts";

const LOOK = { columns: 60, colors: false };

describe("the terminal", () => {
  test("shows an answer with its notes, sources and what can be asked next", async () => {
    const reply = await botOver(ONE_STORY).answer(asking("/whats-next"));
    expect(render(reply, LOOK)).toBe(`Rail strike

What's next

• A court hears the rail-strike. [1]

[1] rail-strike wire
    https://example.org/rail-strike
1 source, as of 2026-11-20 · Quotes checked · Changed 20 Nov
2026

→ What's happening: /whats-happening rail-strike
→ Why it's important: /why-important rail-strike
→ See quotes: /sources rail-strike next
`);
  });

  test("shows each quote inside its surroundings", async () => {
    const reply = await botOver(ONE_STORY).answer(asking("/sources rail-strike next"));
    expect(render(reply, LOOK)).toContain(`1. A court hears the rail-strike. [1]
   [1] People say that rail-strike matters a lot. Next the
   rail-strike “will be heard in court”.
       https://example.org/rail-strike#:~:text=will%20be%20heard%20in%20court

[1] rail-strike wire
1 source`);
  });

  test.each([
    ["words", "A court hears the case about trains that stop at noon on Friday. "],
    ["wide characters without spaces", "裁判所は金曜日の正午に停車する列車に関する訴訟を審理する。"],
    ["one long word", "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"],
    ["emoji", "🚆🚄🚈"],
  ])("keeps within the window: %s", (_, words) => {
    const reply: Reply = {
      ...{ outcome: "answered", title: "T", notes: [], actions: [] },
      blocks: [{ kind: "lines", lines: [citedLine(words.repeat(4), [cite(1)])] }],
    };
    for (const columns of [32, 60]) {
      const lines = render(reply, { ...LOOK, columns }).split("\n");
      const columnsOf = (line: string) => Array.from(line, (char) => (/[ -ɏ“”•…]/.test(char) ? 1 : 2) as number);
      expect(Math.max(...lines.map((line) => columnsOf(line).reduce((sum, width) => sum + width, 0)))).toBeLessThan(
        columns + 1,
      );
      expect(lines.join("").replace(/\s+/g, "")).toContain(words.repeat(4).replace(/\s+/g, ""));
    }
  });

  const text = fc.oneof(
    anyCharacters({ maxLength: 80 }),
    fc.constantFrom(
      "\u001b[31mred\u001b[0m",
      "\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007",
      "\u009b2J",
      "a\rb",
      "\u202eabc",
      "tab\there",
    ),
  );
  const line = fc
    .tuple(text, fc.record({ quote: text, before: text, after: text, url: text }))
    .map(([text, words]) => citedLine(text, [cite(1, words)]));
  const note = fc
    .record({ title: text, author: text, publisher: text, published: text })
    .map((words): Note => ({ number: 1, source: "s", ...words }));
  const block: fc.Arbitrary<Block> = fc.oneof(
    text.map((text): Block => ({ kind: "heading", level: "section", text })),
    fc.array(line).map((lines): Block => ({ kind: "lines", lines })),
    fc.array(line).map((lines): Block => ({ kind: "quotes", lines })),
    text.map((text): Block => ({ kind: "notice", tone: "trouble", text })),
    text.map((text): Block => ({ kind: "list", items: [{ label: text, detail: text }] })),
  );

  property.prop([text, fc.array(block), note, text, fc.boolean()])(
    "lets no text move the cursor, color anything or set a link",
    (title, blocks, note, label, colors) => {
      const reply: Reply = {
        outcome: "answered",
        title,
        blocks,
        notes: [note],
        actions: [{ label, ask: { command: "x", options: { topic: label } }, shown: "reply" }],
      };
      const shown = render(reply, { columns: 60, colors });
      const ours = colors ? shown.replace(/\u001b\[(?:0|1|2|4|22|24|31|39)m/g, "") : shown;
      expect(ours).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    },
  );

  const sentence = fc
    .array(fc.stringMatching(/^[a-z]{1,14}$/), { minLength: 1, maxLength: 40 })
    .map((words) => words.join(" "));
  property.prop([fc.integer({ min: 1, max: 200 }), fc.array(sentence, { minLength: 4, maxLength: 4 })])(
    "keeps every line within the window, and fills it",
    (columns, [said = "", quote = "", told = "", title = ""]) => {
      const width = Math.min(88, Math.max(32, columns));
      const lines = [citedLine(said, [cite(1, { quote })])];
      const blocks: Block[] = [
        { kind: "lines", lines },
        { kind: "quotes", lines, first: 9 },
        { kind: "list", items: [{ label: told, detail: said }] },
        { kind: "notice", tone: "info", text: told },
      ];
      const reply: Reply = {
        ...{ outcome: "answered", title: "Short", blocks },
        notes: [{ number: 1, source: "s", title, publisher: said }],
        actions: [{ label: told, ask: { command: "x", options: { topic: quote } }, shown: "reply" }],
      };
      const shown = render(reply, { columns, colors: false });
      for (const line of shown.split("\n")) {
        expect(line.length, line).toBeLessThanOrEqual(width);
      }
      const notice = render({ ...reply, blocks: blocks.slice(3), notes: [], actions: [] }, { columns, colors: false })
        .trim()
        .split("\n")
        .slice(2);
      expect(notice.join(" ")).toBe(told);
      for (const [at, line] of notice.slice(1).entries())
        expect(`${notice[at]} ${line.split(" ")[0]}`.length).toBeGreaterThan(width);
    },
  );
});
