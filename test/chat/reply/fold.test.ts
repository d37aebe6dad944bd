import { test as property } from "@fast-check/vitest";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Block, type Change, fold, folded, type Line, type Reply } from "#chat";
import { lines } from "../../fixtures/content/bot.ts";
import { answered, line, note } from "../../fixtures/content/replies.ts";

const REST = { command: "briefing", options: { topic: "t", points: "more" } };
const change = fc.constantFrom<(Change | undefined)[]>(
  undefined,
  undefined,
  undefined,
  "new",
  "corrected",
  "withdrawn",
);
const section = fc.record({ changes: fc.array(change, { minLength: 1, maxLength: 12 }), whole: fc.boolean() });

/** A reply with these sections, its statements numbered throughout, each from one of three sources. */
function replyOf(sections: readonly { changes: readonly (Change | undefined)[]; whole: boolean }[]): Reply {
  let index = 0;
  const blocks = sections.flatMap(({ changes, whole }, at): Block[] => [
    { kind: "heading", level: "section", text: `Section ${at}` },
    {
      kind: "lines",
      lines: changes.map((change) => line(`Statement ${index}.`, [(index++ % 3) + 1], change)),
      ...(whole && { whole }),
    },
  ]);
  const share = { label: "Share", ask: { command: "briefing", options: { topic: "t" } }, shown: "channel" } as const;
  return answered(
    [...blocks, { kind: "notice", tone: "info", text: "Said." }],
    [note(1), note(2), note(3)].slice(0, index),
    {
      actions: [share],
    },
  );
}

const sectionsIn = ({ blocks }: Reply): (readonly Line[])[] =>
  blocks.flatMap((block) => (block.kind === "lines" ? [block.lines] : []));

describe("folding a reply", () => {
  property.prop([fc.array(section, { minLength: 1, maxLength: 4 }), fc.constantFrom(3, 5)])(
    "shows the first points of each section, what is new or corrected, and all of a whole one; the rest is one press away",
    (sections, most) => {
      const whole = replyOf(sections);
      const shown = fold(whole, most, REST);
      const rest = folded(whole, most);
      const expected = sections.map(({ changes, whole }) =>
        changes.map((change, at) => whole || at < most || change === "new" || change === "corrected"),
      );
      expect(sectionsIn(shown).map((lines) => lines.length)).toEqual(
        expected.map((kept) => kept.filter(Boolean).length),
      );
      const all = lines(whole);
      expect(lines(shown)).toEqual(all.filter((_, at) => expected.flat()[at]));
      expect(lines(rest)).toEqual(all.filter((_, at) => !expected.flat()[at]));
      for (const part of [shown, rest]) {
        const cited = new Set(sectionsIn(part).flatMap((lines) => lines.flatMap(({ cites }) => cites[0].source)));
        expect(part.notes.map(({ number }) => number)).toEqual([...cited].sort());
      }
      const left = lines(rest).length;
      const label = left === 1 ? "1 more point" : `${left} more points`;
      const more = { label, ask: REST, shown: "reply" } as const;
      expect(shown.actions).toEqual(left === 0 ? whole.actions : [more, ...whole.actions]);
      expect(rest.blocks.some((block) => block.kind === "notice")).toBe(false);
    },
  );

  test("leaves nothing out where no button can lead to it", () => {
    const whole = replyOf([{ changes: Array.from({ length: 9 }, () => undefined), whole: false }]);
    const tooLong = { command: "briefing", options: { topic: "t".repeat(120) } };
    expect(fold(whole, 5, tooLong)).toEqual(whole);
  });
});
