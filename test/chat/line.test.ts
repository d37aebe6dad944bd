import { describe, expect, test } from "vitest";
import { type Line, prefixed, recited, unprefixed } from "#chat";
import { cite, line } from "../fixtures/content/replies.ts";

describe("a line shown again", () => {
  const said = line("The union stops work.", [1, 2], undefined, "date passed: 3 Nov");

  test("has words of ours before it, or none", () => {
    const was = prefixed("Was: ", said);
    expect(was).toEqual({ ...said, text: "Was: The union stops work." });
    expect(unprefixed(was)).toEqual(said);
    expect(unprefixed(said)).toEqual(said);
    expect(unprefixed(prefixed("Now, with other quotes: ", said))).toEqual(said);
  });

  test("has its quotes numbered and linked otherwise, but no others", () => {
    const other = { quote: "other words", at: "7-9" };
    const again = recited(said, ({ source, ...words }) => ({ ...words, ...other, source: source + 4, before: "" }));
    expect(again).toEqual({ ...said, cites: [1, 2].map((at) => ({ ...cite(at), source: at + 4, before: "" })) });
  });

  test("is no line with other words or quotes: that does not compile", () => {
    // @ts-expect-error
    const reworded: Line = { ...said, text: "The union goes on." };
    // @ts-expect-error
    const requoted: Line = { ...said, cites: [cite(3)] };
    // @ts-expect-error
    const unquoted: Line = { text: "The union goes on.", cites: [cite(3)] };
    expect([reworded, requoted, unquoted]).not.toContain(said);
  });
});
