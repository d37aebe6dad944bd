import { describe, expect, test } from "vitest";
import { briefingFile, libraryOf, sourceFile } from "../../fixtures/content/library.ts";

function toldOf(text: string, quote: string): string {
  const library = libraryOf({
    "sources/wire.md": sourceFile(text),
    "briefings/rail.md": briefingFile({ happening: "- Said. [^1]", footnotes: `[^1]: wire "${quote}"` }),
  });
  return library.problems.map(({ message }) => message).join("\n");
}

const CHINESE = "谈判星期一开始。港口罢工事件已经持续了三天。工会没有说话，海上很安静。";
const JAPANESE = "会議が始まった。港は三日間閉鎖されたままだ。船は外で待つ。";
const THAI = "สภาเปิดแล้ว การประชุมสภาผู้แทนราษฎรเริ่มวันจันทร์ สหภาพยังไม่พูด";

describe("the nearest words to a quote that is not there", () => {
  test.each([
    ["one Chinese letter changed", CHINESE, "罢工事件已经持续了两天", "罢工事件已经持续了三天"],
    ["one left out", CHINESE, "罢工事件持续了三天", "罢工事件已经持续了"],
    ["one added", CHINESE, "罢工大事件已经持续了三天", "罢工事件已经持续了三天"],
    ["the first changed", CHINESE, "港日罢工事件已经持续", "港口罢工事件已经持续"],
    ["one Japanese letter changed", JAPANESE, "港は三月間閉鎖されたまま", "港は三日間閉鎖されたまま"],
    ["one Thai letter changed", THAI, "ประชุมสภาผู้แทนราษฎนเริ่มวันจันทร์", "ประชุมสภาผู้แทนราษฎรเริ่มวันจันทร์"],
    [
      "a name in another script, and much that is not there",
      "The dock workers of 青岛港 voted to strike on Monday.",
      "the 青岛港 crews never went home today or later",
      "The dock workers of 青岛港",
    ],
    ["a number in Chinese changed", "罢工已经持续了30天，工会说。", "罢工已经持续了31天", "罢工已经持续了30天"],
  ])("are shown with %s", (_, text, quote, nearest) => {
    expect(toldOf(text, quote)).toContain(`is not in content/sources/wire.md. Nearest: “${nearest}”`);
  });

  test.each([
    ["Chinese", CHINESE, "票价将于明年上涨百分之五"],
    ["Chinese that shares two of five", CHINESE, "票价罢工将于事件明年涨了"],
    ["Japanese", JAPANESE, "運賃は来年二パーセント上がる"],
  ])("are none where only letters that any text has are shared: %s", (_, text, quote) => {
    expect(toldOf(text, quote)).toContain("Nothing there comes close");
  });
});
