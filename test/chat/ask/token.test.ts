import { test as property } from "@fast-check/vitest";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitsToken, pack, type Stub, TOKEN_BYTES, unpack } from "#chat";
import { commands } from "#commands";
import { anyCharacters } from "../../fixtures/any-characters.ts";

const SECTIONS = ["happening", "important", "next", "differ"];
const topic = fc.string({
  unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz0123456789-"),
  minLength: 1,
  maxLength: 48,
});
const sections = fc.subarray(SECTIONS, { minLength: 1, maxLength: 3 }).map((names) => names.join("."));
const from = fc.nat(999).map(String);

describe("a token", () => {
  property.prop([fc.constantFrom(...commands.map(({ name }) => name)), topic, fc.option(sections), fc.option(from)])(
    "carries every ask that a button of ours makes",
    (command, topic, sections, from) => {
      const stub: Stub = {
        command,
        options: { topic, ...(sections && { sections }), ...(from && !sections && { from }) },
      };
      const token = pack(stub);
      expect(token.length).toBeLessThanOrEqual(TOKEN_BYTES);
      expect(token).toMatch(/^[\x21-\x7e]+$/);
      expect(unpack(token)).toEqual(stub);
    },
  );

  property.prop([fc.string({ unit: "grapheme" }), fc.dictionary(fc.string({ minLength: 1 }), fc.string())])(
    "comes back as it was, or is refused",
    (command, options) => {
      const stub = { command, options };
      if (fitsToken(stub) && command !== "") expect(unpack(pack(stub))).toEqual(stub);
    },
  );

  test.each(["t", "s", "f"])("refuses an option called by another's letter: %s", (name) => {
    expect(fitsToken({ command: "x", options: { [name]: "y" } })).toBe(false);
  });

  property.prop([anyCharacters({ maxLength: 200 })])(
    "that somebody forged is read as nothing worse than a stub",
    (token) => {
      const stub = unpack(token);
      if (stub) expect(Object.values(stub.options).every((value) => typeof value === "string")).toBe(true);
    },
  );

  test.each([
    "",
    "0whats-next",
    "2whats-next~t=irs",
    "1",
    "1a~t",
    "1a~=x",
    "1a~t=1=2",
    "1a~t=%E0%A4%A",
    `1${"a".repeat(100)}`,
  ])("“%s” is none of ours", (token) => {
    expect(unpack(token)).toBeUndefined();
  });
});
