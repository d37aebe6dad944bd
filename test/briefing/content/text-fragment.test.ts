import { test as property } from "@fast-check/vitest";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Citation, linkToWords } from "#briefing";
import { briefingFile, libraryOf, sourceFile } from "../../fixtures/content/library.ts";

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
const GERMAN = "Donaudampfschifffahrtsgesellschaftskapitän und Rindfleischetikettierungsüberwachungsgesetz";
const THAI = "การประชุมสภาผู้แทนราษฎร".repeat(6);
/** Letters beyond ASCII as they are read; what has a meaning in an address stays escaped. */
const decoded = (link = "") => decodeURI(link);
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
    [
      "few and long words",
      `${GERMAN} said so`,
      GERMAN,
      "https://example.org/x",
      "https://example.org/x#:~:text=Donaudampfschifffahrtsgesellschaftskapitän,Rindfleischetikettierungsüberwachungsgesetz",
    ],
    [
      "one word that is longer than all others",
      `It says ${"https://example.org/".repeat(5)} now`,
      `says ${"https://example.org/".repeat(5)} now`,
      "https://example.org/x",
      "https://example.org/x#:~:text=says,now",
    ],
    [
      "Chinese, at its words",
      `${"港口罢工事件已经持续了三天，".repeat(8)}工会说谈判将于星期一继续。`,
      `${"港口罢工事件已经持续了三天，".repeat(8)}工会说谈判将于星期一继续`,
      "https://example.org/x",
      "https://example.org/x#:~:text=港口罢工事件已经持续了三天，港口罢工事件已经持续了,港口罢工事件已经持续了三天，工会说谈判将于星期一继续",
    ],
    [
      "Thai, at its words",
      THAI,
      THAI,
      "https://example.org/x",
      "https://example.org/x#:~:text=การประชุมสภาผู้แทนราษฎรการ,ราษฎรการประชุมสภาผู้แทนราษฎร",
    ],
  ])("of %s", (_, text, quote, url, link) => {
    expect(decoded(linkOf(text, quote, url))).toBe(decoded(link));
  });

  const words = new Intl.Segmenter("und", { granularity: "word" });
  const word = fc.oneof(
    fc.constantFrom(
      "港口罢工事件",
      "持续了三天",
      "การประชุมสภา",
      "ຜູ້ແທນ",
      "東京で会議",
      "2026",
      "well-known",
      "“said”",
      "a",
    ),
    fc.string({ unit: fc.constantFrom(..."abcdeföß"), minLength: 1, maxLength: 60 }),
  );
  property.prop([fc.array(word, { minLength: 4, maxLength: 40 }), fc.constantFrom(" ", "，", "\n")])(
    "begins and ends at words of the passage, whatever their length and script",
    (parts, between) => {
      const text = parts.join(between);
      const link = linkOf(`It is so: ${text}`, `is so: ${text}`, "https://example.org/x");
      fc.pre(link !== undefined);
      const named = /:~:text=(.*)$/.exec(link ?? "");
      const passage = `is so: ${text}`.replaceAll("\n", " ");
      const [first = "", last = first] = (named?.[1] ?? "").split(",").map(decodeURIComponent);
      expect(passage.startsWith(first) && passage.endsWith(last)).toBe(true);
      const starts = Array.from(words.segment(passage), ({ index }) => index).concat(passage.length);
      expect(starts).toContain(first.length);
      expect(starts).toContain(passage.length - last.length);
      expect(first.length + last.length <= passage.length || first === passage).toBe(true);
    },
  );

  test("of a script without spaces stays short", () => {
    const link = linkOf(HAN, HAN, "https://example.org/x") ?? "";
    expect(link.length).toBeLessThan(512);
    expect(decodeURIComponent(link)).toContain(`${HAN.slice(0, 24)},${HAN.slice(-24)}`);
  });
});
