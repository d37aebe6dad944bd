import { test as property } from "@fast-check/vitest";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Action } from "#chat";
import { customIdOf, editionMark, readCustomId } from "../../../src/discord/render/custom-id.ts";
import { anyCharacters } from "../../fixtures/any-characters.ts";

const action = fc.record({
  label: fc.constant("x"),
  ask: fc.record({
    command: fc.constantFrom("whats-next", "whats-happening", "sources"),
    options: fc.dictionary(fc.constantFrom("topic", "sections", "from", "other"), anyCharacters({ maxLength: 60 })),
  }),
  shown: fc.constantFrom<Action["shown"]>("reply", "dialog", "channel", "form"),
});

describe("a button's state", () => {
  property.prop([action, fc.string()])("comes back as it was, or does not fit", (action, edition) => {
    const id = customIdOf(action, edition);
    if (id === undefined) return;
    expect(id.length).toBeLessThanOrEqual(100);
    const shareOf = action.shown === "channel" ? { shareOf: editionMark(edition) } : {};
    const form = action.shown === "form" ? { form: true } : {};
    expect(readCustomId(id)).toEqual({ stub: action.ask, ...shareOf, ...form });
  });

  property.prop([anyCharacters({ maxLength: 110 })])("that is forged is read as an ask or not at all", (id) => {
    const pressed = readCustomId(id);
    if (pressed) expect(typeof pressed.stub.command).toBe("string");
  });

  it("fits for the longest topic, shared or not", () => {
    const ask = { command: "whats-happening", options: { topic: "t".repeat(48) } };
    for (const shown of ["reply", "dialog", "channel"] as const)
      expect(customIdOf({ label: "", ask, shown }, "e")).toBeDefined();
    const sources = { command: "briefing", options: { topic: "t".repeat(48), sections: "happening.important.next" } };
    expect(customIdOf({ label: "", ask: sources, shown: "channel" }, "e")).toBeDefined();
  });
});
