import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { distinctLabels } from "../../../commands/parts/distinct.ts";
import { botOver } from "../../fixtures/content/bot.ts";
import { libraryOf } from "../../fixtures/content/library.ts";
import { story } from "../../fixtures/content/stories.ts";

describe("labels of things to choose", () => {
  test.prop([
    fc.array(
      fc.record({
        name: fc.oneof(
          fc.constantFrom("Rail strike", "rail  strike", "Rail strike · no. 1", "x".repeat(90)),
          fc.string(),
        ),
        facets: fc.array(fc.oneof(fc.constantFrom("", "weekdays at 09:00", "y".repeat(90)), fc.string()), {
          maxLength: 3,
        }),
      }),
      { maxLength: 30 },
    ),
  ])("are never alike and never too long, whatever they are made of", (named) => {
    const labels = distinctLabels(named);
    expect(labels).toHaveLength(named.length);
    const seen = labels.map((label) => label.normalize("NFKC").replace(/\s+/g, " ").trim().toLowerCase());
    expect(new Set(seen).size).toBe(named.length);
    for (const label of labels) expect(label.length).toBeLessThanOrEqual(75);
  });

  test("say no more than it takes", () => {
    const named = [
      { name: "Rail strike", facets: ["weekdays at 09:00", "Europe/London", "always"] },
      { name: "Rail strike", facets: ["weekdays at 09:00", "Europe/London", "when something changed"] },
      { name: "Rail fares", facets: ["Fridays at 16:00"] },
    ];
    expect(distinctLabels(named)).toEqual([
      "Rail strike · always",
      "Rail strike · when something changed",
      "Rail fares",
    ]);
  });
});

describe("two stories of one title", () => {
  test.each([
    ["topics", {}],
    ["whats-next", {}],
    ["whats-next", { topic: "ferry" }],
  ])("are told apart where /%s %j offers them", async (command, options) => {
    const bot = botOver(
      libraryOf({ ...story("ferry-north", "title: Ferry"), ...story("ferry-south", "title: Ferry") }),
    );
    const place = { platform: "fake", tenant: "T1", id: "C1" };
    const reply = await bot.answer({ id: "a", command, options, place, by: { id: "U1" } });
    const labels = reply.actions.filter(({ ask }) => ask.options.topic).map(({ label }) => label);
    expect(labels).toEqual(["Ferry · ferry-north", "Ferry · ferry-south"]);
    const suggested = bot.suggest(
      { id: "s", command: "whats-next", options: { topic: "ferry" }, place, by: { id: "U1" } },
      "topic",
    );
    expect(suggested.map(({ label }) => label)).toEqual(labels);
  });
});
