import { describe, expect, test } from "vitest";
import { type Citation, linkToWords } from "#briefing";
import { briefingFile, libraryOf, sourceFile } from "../../fixtures/library.ts";

function linkOf(text: string, quote: string, url: string): string | undefined {
  const library = libraryOf({
    "sources/a.md": sourceFile(text, `url: ${url}`),
    "briefings/rail.md": briefingFile({ happening: "- Said. [^1]", footnotes: `[^1]: a "${quote}"` }),
  });
  const [statement] = library.briefing("rail")?.sections.happening.statements ?? [];
  return statement && linkToWords(statement.citations[0] as Citation);
}

const LONG =
  "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen";
const HAN = "这是一份没有空格的文件".repeat(30);

describe("a link to the words", () => {
  test.each([
    [
      "a short quote",
      "a well-known fact, they said",
      "a well-known fact",
      "https://example.org/x",
      "https://example.org/x#:~:text=a%20well%2Dknown%20fact",
    ],
    [
      "a page's own fragment",
      "one two three",
      "one two three",
      "https://example.org/x#part",
      "https://example.org/x#part:~:text=one%20two%20three",
    ],
    [
      "a fragment that names words already",
      "one two three",
      "one two three",
      "https://example.org/x#:~:text=old",
      "https://example.org/x#:~:text=one%20two%20three",
    ],
    [
      "a long quote",
      LONG,
      LONG,
      "https://example.org/x",
      "https://example.org/x#:~:text=one%20two%20three%20four%20five,thirteen%20fourteen%20fifteen%20sixteen%20seventeen",
    ],
    [
      "skipped words",
      "one two three, four five six seven",
      "one two three […] five six seven",
      "https://example.org/x",
      "https://example.org/x#:~:text=one%20two%20three&text=five%20six%20seven",
    ],
  ])("of %s", (_, text, quote, url, link) => {
    expect(linkOf(text, quote, url)).toBe(link);
  });

  test("of a script without spaces stays short", () => {
    const link = linkOf(HAN, HAN, "https://example.org/x") ?? "";
    expect(link.length).toBeLessThan(512);
    expect(decodeURIComponent(link)).toContain(`${HAN.slice(0, 24)},${HAN.slice(-24)}`);
  });
});
