import { test as property } from "@fast-check/vitest";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Block, fit as fitReply, plain, pointsIn, type Reply, skip } from "#chat";
import { anyCharacters } from "../../fixtures/any-characters.ts";
import { lines } from "../../fixtures/content/bot.ts";
import { line as citedLine, note } from "../../fixtures/content/replies.ts";

const line = (index: number) => citedLine(`Statement ${index}.`, [index + 1]);

/** A reply with these many lines in each of its sections. */
function replyOf(sizes: readonly number[]): Reply {
  let index = 0;
  const blocks = sizes.flatMap((size, section): Block[] => [
    { kind: "heading", level: "section", text: `Section ${section}` },
    size === 0
      ? { kind: "notice", tone: "info", text: "Nothing." }
      : { kind: "lines", lines: Array.from({ length: size }, () => line(index++)) },
  ]);
  const notes = Array.from({ length: index }, (_, at) => note(at + 1));
  return {
    outcome: "answered",
    title: "T",
    answers: { command: "briefing", options: { topic: "t" } },
    blocks,
    notes,
    actions: [],
  };
}

const sizes = fc.array(fc.nat(6), { minLength: 1, maxLength: 5 });

describe("fitting a reply", () => {
  property.prop([sizes, fc.integer({ min: 1, max: 40 })])(
    "keeps whole points with their sources, says what is left out, and leads on to it",
    (sizes, room) => {
      const whole = replyOf(sizes);
      const cut = fitReply(
        whole,
        (reply) => pointsIn(reply) <= room + 1 && (pointsIn(reply) <= room || reply !== whole),
      );
      const said = lines(cut);
      expect(said).toEqual(lines(whole).slice(0, said.length));
      expect(cut.notes.map(({ number }) => number)).toEqual(said.map((_, index) => index + 1));
      const last = cut.blocks.at(-1);
      expect(last?.kind).not.toBe("heading");
      if (cut === whole) return;
      const [more] = cut.actions;
      const from = Number(more?.ask.options.from);
      const left = pointsIn(whole) - from;
      expect(last).toMatchObject({ text: left === 1 ? "1 more point" : `${left} more points` });
      expect(more?.ask).toEqual({ command: "briefing", options: { topic: "t", from: String(from) } });
      expect([...said, ...lines(skip(whole, from))]).toEqual(lines(whole));
    },
  );

  test.each([
    [
      "says a point without quotes that no message has room for",
      "quotes",
      ["Statement 0."],
      "The quotes behind this point are too long to be shown here.",
    ],
    [
      "says that a point is left out that no message has room for",
      "lines",
      [],
      "1 point is too long to be shown here.",
    ],
  ] as const)("%s, and leads on past it", (_, kind, said, told) => {
    const whole = replyOf([3]);
    const reply: Reply = {
      ...whole,
      blocks: whole.blocks.map((block) => (block.kind === "lines" ? { ...block, kind } : block)),
    };
    const tooLong = ({ blocks }: Reply) =>
      blocks.some((block) => block.kind === kind && block.lines.some(({ text }) => text === "Statement 0."));
    const cut = fitReply(reply, (candidate) => !tooLong(candidate));
    expect(lines(cut)).toEqual(said);
    expect(cut.blocks).toContainEqual({ kind: "notice", tone: "info", text: told });
    expect(cut.actions[0]).toMatchObject({ label: "Show 2 more points", ask: { options: { from: "1" } } });
    const rest = fitReply(skip(reply, 1), (candidate) => !tooLong(candidate));
    expect(lines(rest)).toEqual(["Statement 1.", "Statement 2."]);
  });

  test("leads on from where it already went on", () => {
    const first = replyOf([5]);
    const second: Reply = { ...skip(first, 2), answers: { command: "briefing", options: { topic: "t", from: "2" } } };
    const cut = fitReply(second, (reply) => lines(reply).length <= 1);
    expect(lines(cut)).toEqual(["Statement 2."]);
    expect(cut.notes.map(({ number }) => number)).toEqual([3]);
    expect(cut.actions[0]).toMatchObject({ label: "Show 2 more points", ask: { options: { from: "3" } } });
  });

  test("a heading of a topic stands over what is left of it", () => {
    const reply: Reply = {
      ...replyOf([1]),
      blocks: [{ kind: "heading", level: "topic", text: "A" }, ...replyOf([2, 1]).blocks],
      notes: replyOf([3]).notes,
    };
    expect(skip(reply, 2).blocks.map((block) => ("text" in block ? block.text : block.kind))).toEqual([
      "A",
      "Section 1",
      "lines",
    ]);
  });
});

describe("plain text", () => {
  property.prop([anyCharacters()])("is one line that nothing in it can turn or move", (text) => {
    expect(plain(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
    expect(plain(text).isWellFormed()).toBe(true);
  });

  test("keeps what people write", () => {
    expect(plain("naïve “words” — 漢字 👩‍👩‍👧 שלום\u200f")).toBe("naïve “words” — 漢字 👩‍👩‍👧 שלום\u200f");
  });
});
