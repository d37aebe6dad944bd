import fc from "fast-check";
import type { Action, Block, Cite, Line, Note, Reply } from "#chat";
import { anyCharacters } from "../../fixtures/any-characters.ts";
import { cite, line, note } from "../../fixtures/content/replies.ts";

/** Pieces that would be live on Discord if they came through, and characters that trouble a counter. */
const PIECES = [
  "@everyone",
  "@here",
  "<@53908232506183680>",
  "<@!53908232506183680>",
  "<@&290926798626357999>",
  "<#645027906669510667>",
  "</whats-next:771825006014889984>",
  "<id:customize>",
  "<:smile:845027738276462632>",
  "<a:party:845027738276462632>",
  ":smile:",
  ":tada::skin-tone-2:",
  "<t:1392734382:R>",
  "<t:1392734382>",
  "[click](https://evil.example)",
  "[click](<https://evil.example>)",
  "](https://evil.example)",
  '](<https://evil.example> "title")',
  "[",
  "]",
  "(",
  ")",
  "https://evil.example/a_b*c",
  "<https://evil.example>",
  "<mailto:a@evil.example>",
  "<tel:+1234567>",
  "discord.gg/abc",
  "# ",
  "## ",
  "### ",
  "-# ",
  "- ",
  "* ",
  "+ ",
  "1. ",
  "12) ",
  "> ",
  ">>> ",
  "\n# head\n",
  "\n- item",
  "\n> quote",
  "\r\n1. one",
  "**",
  "*",
  "__",
  "_",
  "~~",
  "||",
  "`",
  "```",
  "``",
  "\\",
  "\\\\",
  "\\*",
  "\\[",
  "¯\\_(ツ)_/¯",
  "```js\nalert(1)\n```",
  "\u202eevil\u202c",
  "\u2066isolated\u2069",
  "\u0000",
  "\u0007",
  "\u200b",
  "\u200d",
  "\ufeff",
  "\u00a0",
  "\u3000",
  "\u2028",
  "\ud800",
  "\udc00",
  "漢字",
  "Кириллица",
  "שלום",
  "👩‍👩‍👧",
  "👍🏽",
  "🇬🇧",
  "e\u0301\u0301\u0301\u0301",
  "ﷺ",
  "trains",
  "will",
  "stop",
  "1,000",
  "U.S.",
  "can’t",
];

const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...PIECES) },
  { weight: 2, arbitrary: anyCharacters({ maxLength: 12 }) },
  { weight: 2, arbitrary: fc.string({ unit: "grapheme", maxLength: 12 }) },
);

/** Text of up to some `most` pieces, with and without spaces between them. */
export function hostileText(most: number): fc.Arbitrary<string> {
  return fc
    .tuple(fc.array(piece, { maxLength: most, size: "max" }), fc.constantFrom("", " "))
    .map(([pieces, between]) => pieces.join(between));
}

const url = fc.oneof(
  fc.constantFrom(
    "https://press.example/a(b)_c*d#:~:text=the%20words",
    'http://press.example/\u00e9?q=<x>|y`z"&a=[1]',
    "javascript:alert(1)",
    "https://user:secret@evil.example",
    "no address",
    "https://press.example/) [x](https://evil.example",
  ),
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
  fc.integer({ min: 1, max: 3_000 }).map((length) => `https://press.example/${"a".repeat(length)}`),
);

/** How many sources a reply has. */
const SOURCES = 12;

const aCite: fc.Arbitrary<Cite> = fc
  .tuple(
    fc.integer({ min: 1, max: SOURCES }),
    fc.record(
      { quote: hostileText(40), before: hostileText(20), after: hostileText(20), url },
      { requiredKeys: ["quote", "before", "after"] },
    ),
  )
  .map(([source, more]) => cite(source, more));

const aLine: fc.Arbitrary<Line> = fc
  .tuple(
    hostileText(40),
    fc.array(aCite, { minLength: 1, maxLength: 4 }),
    fc.constantFrom(undefined, "new" as const, "corrected" as const, "withdrawn" as const),
  )
  .map(([text, [first, ...rest], change]) => line(text, [first as Cite, ...rest], change));

const lines = fc.oneof(
  { weight: 4, arbitrary: fc.array(aLine, { maxLength: 12 }) },
  { weight: 1, arbitrary: fc.array(aLine, { maxLength: 150, size: "max" }) },
);

const block: fc.Arbitrary<Block> = fc.oneof(
  lines.map((lines): Block => ({ kind: "lines", lines })),
  lines.map((lines): Block => ({ kind: "quotes", lines })),
  fc.record({
    kind: fc.constant("heading" as const),
    level: fc.constantFrom("topic" as const, "section" as const),
    text: hostileText(20),
  }),
  fc.record({
    kind: fc.constant("notice" as const),
    tone: fc.constantFrom("info" as const, "trouble" as const),
    text: hostileText(60),
  }),
  fc
    .array(fc.record({ label: hostileText(10), detail: hostileText(10) }), { maxLength: 60, size: "max" })
    .map((items): Block => ({ kind: "list", items })),
  fc
    .array(
      fc.record({ name: fc.constantFrom("whats-next", "topics"), summary: hostileText(10), hint: hostileText(4) }),
      { maxLength: 8 },
    )
    .map(
      (specs): Block => ({
        kind: "commands",
        specs: specs.map((spec) => ({ ...spec, seenBy: "asker", says: [], options: [] })),
      }),
    ),
);

const aNote: fc.Arbitrary<Partial<Note>> = fc.record(
  { title: hostileText(20), author: hostileText(6), publisher: hostileText(6), published: hostileText(2) },
  { requiredKeys: ["title"] },
);

const action: fc.Arbitrary<Action> = fc.record({
  label: hostileText(30),
  ask: fc.record({
    command: fc.constantFrom("whats-next", "sources", "briefing"),
    options: fc.dictionary(fc.constantFrom("topic", "sections", "from"), hostileText(6)),
  }),
  shown: fc.constantFrom("reply" as const, "dialog" as const, "channel" as const, "form" as const),
});

/** Replies of any size and any Unicode. */
export const anyReply: fc.Arbitrary<Reply> = fc
  .tuple(
    fc.record(
      {
        outcome: fc.constantFrom("answered" as const, "choose" as const, "none" as const, "trouble" as const),
        title: hostileText(30),
        asOf: fc.constantFrom("2026-11-20", "<t:1:R>"),
        changedAt: fc.constantFrom("2026-11-20T09:00:00.000Z", "no instant"),
        edition: hostileText(5),
        blocks: fc.array(block, { maxLength: 8 }),
        actions: fc.oneof(fc.array(action, { maxLength: 6 }), fc.array(action, { maxLength: 60, size: "max" })),
        answers: fc.constant({ command: "whats-next", options: { topic: "harbour-strike" } }),
      },
      { requiredKeys: ["outcome", "title", "blocks", "actions"] },
    ),
    fc.array(aNote, { minLength: SOURCES, maxLength: SOURCES, size: "max" }),
  )
  .map(([reply, notes]) => ({ ...reply, notes: notes.map((more, index) => note(index + 1, more)) }));
