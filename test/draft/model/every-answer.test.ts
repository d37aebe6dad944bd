import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { checkText, sentencesOf } from "#briefing";
import { checkSupport, evidenceFor } from "#draft";
import { anyCharacters } from "../../fixtures/any-characters.ts";
import { BRIDGE, draftedWith, PORT } from "./asking.ts";

const SENTENCES = [BRIDGE, PORT].flatMap(({ id, text }) => sentencesOf(text).map((one) => ({ id, text: one.text })));
const TURN = fc.constantFrom(
  (text: string) => text,
  (text: string) => text.replace(/\d+/, "77"),
  (text: string) => text.replace(/\b(?:said|will|may|was)\b/, "did not"),
  (text: string) => text.replace(/\p{Lu}\p{Ll}+(?= )/u, "Caracas"),
  (text: string) => text.replace(/ of [^ ]+/, ""),
  (text: string) => `${text} <@U123> https://evil.example`,
  (text: string) => `${text}\n- Another. [^1]`,
  (text: string) => text.toUpperCase(),
  (text: string) => text.split(" ").reverse().join(" "),
);
const OFFER = fc
  .record({
    said: fc.constantFrom(...SENTENCES),
    quoted: fc.constantFrom(...SENTENCES),
    isOwn: fc.boolean(),
    turn: TURN,
    section: fc.constantFrom("happening", "important", "next"),
    odd: anyCharacters({ maxLength: 30 }),
    isOdd: fc.boolean(),
  })
  .map(({ said, quoted, isOwn, turn, section, odd, isOdd }) => ({
    section,
    text: isOdd ? said.text + odd : turn(said.text),
    quotes: [{ source: isOwn ? said.id : quoted.id, quote: (isOwn ? said.text : quoted.text).replace(/\.$/, "") }],
  }));

describe("every answer of a model", () => {
  test.prop([fc.array(OFFER, { maxLength: 12 }), fc.array(OFFER, { maxLength: 4 }), fc.integer({ min: 1, max: 4 })], {
    numRuns: 30,
  })(
    "leaves a draft in which every statement passes the checks of citation and support, and no more than was asked for",
    async (offers, better, points) => {
      const mended = better.map((one, at) => ({ ...one, number: at + 1 }));
      const { text, said, placed, statements } = await draftedWith(
        [{ statements: offers }, { mended }, { doubts: [] }],
        { points },
      );
      expect(placed).toHaveLength(statements);
      const { briefing } = checkText({ topic: "story", file: "story.md", text }, [BRIDGE, PORT], (id) => id);
      for (const name of ["happening", "important", "next"] as const) {
        expect(said(name).length).toBeLessThanOrEqual(points);
        for (const statement of briefing?.sections[name].statements ?? [])
          expect(checkSupport(statement.text, evidenceFor(statement)).verdict).toBe("no difference");
      }
      expect(text).not.toMatch(/evil|<@U123>|77|Caracas/);
    },
    120_000,
  );
});
