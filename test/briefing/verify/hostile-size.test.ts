import { describe, expect, test } from "vitest";
import { briefingFile, libraryOf, sourceFile } from "../../fixtures/content/library.ts";

const NOTE = '[^1]: wire "will stop at noon"';
const SOURCE = sourceFile("Trains will stop at noon.");
const rail = (parts: Parameters<typeof briefingFile>[0]) => ({
  "sources/wire.md": SOURCE,
  "briefings/rail.md": briefingFile(parts),
});

/**
 * Files as large as they may be, made to be slow. What takes time with the square of a file's length would take minutes
 * here, so the test's own time limit tells.
 */
describe("a file made to be slow", () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ["a heading of spaces", rail({ more: `## a${" ".repeat(60_000)}b` })],
    ["marks that never close", rail({ happening: '- Words "[^'.repeat(1) + '"[^'.repeat(20_000), footnotes: NOTE })],
    ["marks upon marks", rail({ happening: `- Words ${"[^1] , ".repeat(8_000)}`, footnotes: NOTE })],
    [
      "footnotes upon footnotes",
      rail({ footnotes: Array.from({ length: 3_000 }, (_, at) => `[^${at}]: wire "a b c"`).join("\n") }),
    ],
    ["small lists", rail({ happening: "- a\n".repeat(15_000) })],
    ["quotation marks", rail({ footnotes: `[^1]: wire ${'"'.repeat(60_000)}` })],
    ["full stops", rail({ happening: `- ${"A. ".repeat(20_000)}[^1]`, footnotes: NOTE })],
    [
      "keys of a source's header",
      { "sources/wire.md": sourceFile("a b c", Array.from({ length: 200_000 }, (_, at) => `k${at}: 1`).join("\n")) },
    ],
    ["brackets in a header", { "sources/wire.md": sourceFile("a b c", `title: ${"[".repeat(8_000)}`) }],
    ["combining marks", { "sources/wire.md": sourceFile(`a${"\u0301\u0323".repeat(1_000_000)}`) }],
    [
      "decomposed letters",
      {
        ...rail({ footnotes: '[^1]: wire "no such words there"' }),
        "sources/wire.md": sourceFile("cafe\u0301 du monde ".repeat(110_000)),
      },
    ],
    [
      "a first piece without end",
      {
        ...rail({ footnotes: '[^1]: wire "foo bar baz […] qux quux corge"' }),
        "sources/wire.md": sourceFile(`${"foo bar baz\n\n".repeat(300_000)}qux quux corge`),
      },
    ],
    [
      "a first piece without end in one paragraph",
      {
        ...rail({ footnotes: '[^1]: wire "foo bar baz […] qux quux corge"' }),
        "sources/wire.md": sourceFile(`${"foo bar baz ".repeat(300_000)}\n\nqux quux corge`),
      },
    ],
    [
      "quotes that are not there",
      {
        ...rail({
          footnotes: Array.from({ length: 60 }, (_, at) => `[^${at}]: wire "word${at} is nowhere to be found"`).join(
            "\n",
          ),
        }),
        "sources/wire.md": sourceFile(Array.from({ length: 500_000 }, (_, at) => `w${at % 977}`).join(" ")),
      },
    ],
    [
      "quotes that are not there, where lines end in hyphens",
      {
        ...rail({
          footnotes: Array.from({ length: 30 }, (_, at) => `[^${at}]: wire "word${at} is nowhere to be found"`).join(
            "\n",
          ),
        }),
        "sources/wire.md": sourceFile("wo-\nrd a wor-\nd b c wor-\nd-\ns is no-\nwhere ".repeat(50_000)),
      },
    ],
    [
      "invisible marks",
      {
        ...rail({ footnotes: '[^1]: wire "will stop at noon"' }),
        "sources/wire.md": sourceFile(`${"\u202e\u200b\u00ad".repeat(600_000)} will stop`),
      },
    ],
    [
      "white space and dashes",
      {
        ...rail({ footnotes: '[^1]: wire "will stop at noon"' }),
        "sources/wire.md": sourceFile(`a${" -\u200b \u2014\u00ad \t".repeat(400_000)}b`),
      },
    ],
    ["marks of formatting", rail({ happening: `- ${"*_`<b>&amp;[a](".repeat(240)}[^1]`, footnotes: NOTE })],
  ])(
    "%s",
    (_, files) => {
      const library = libraryOf(files);
      expect(library.problems.length + library.sources.length).toBeGreaterThan(0);
    },
    15_000,
  );
});
