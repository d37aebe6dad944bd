import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { plain } from "#chat";
import { anyCharacters } from "../../fixtures/any-characters.ts";

/** Letters of every kind beside all that has no place in a line. */
const letters = fc.oneof(
  fc.constantFrom(
    "a",
    "é",
    "’",
    "💧",
    "\u200f",
    "\n",
    "\u0000",
    "\u0085",
    "\u2028",
    "\u202e",
    "\u2067",
    "\ud83d",
    "\udca7",
  ),
  anyCharacters({ minLength: 1, maxLength: 1 }),
);

describe("text for one line", () => {
  test.prop([fc.array(letters, { maxLength: 40 }).map((all) => all.join(""))])(
    "holds no control, no turn of direction and no half of a character; all else stands as it did",
    (text) => {
      const shown = plain(text);
      expect(shown.isWellFormed()).toBe(true);
      expect(shown).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
      const rest = (words: string) =>
        words.toWellFormed().replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069 ]/gu, "");
      expect(rest(shown)).toBe(rest(text));
    },
  );
});
