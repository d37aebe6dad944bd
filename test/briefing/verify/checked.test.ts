import { describe, expect, test } from "vitest";
import { asWithdrawn, checkText } from "#briefing";
import { briefingFile, CHANGED_AT, libraryOf, sourceFile, told } from "../../fixtures/content/library.ts";

const WORDS = "Trains will stop at noon on Monday and stay there.";
const NOTE = '[^1]: wire "will stop at noon on Monday"';

function checked(parts: Parameters<typeof briefingFile>[0], source = WORDS) {
  const library = libraryOf({
    "sources/wire.md": sourceFile(source),
    "briefings/rail.md": briefingFile({ footnotes: NOTE, ...parts }),
  });
  return { briefing: library.briefing("rail"), told: told(library.problems), problems: library.problems };
}

describe("a briefing that is checked", () => {
  test("tells how many statements of each section are withheld", () => {
    const { briefing } = checked({
      happening: "- Trains stop. [^1]\n- They wait. [^2]\n- All of them. [^3]",
      important: "- Trains stop. [^1]",
      next: "- Buses run. [^2]",
    });
    const counts = Object.values(briefing?.sections ?? {}).map(({ statements, withheld }) => [
      statements.length,
      withheld,
    ]);
    expect(counts).toEqual([
      [1, 2],
      [1, 0],
      [0, 1],
      [0, 0],
    ]);
  });

  test("tells its problems from the top of the file to its end, and from left to right", () => {
    const parts = {
      header: "title: Rail\nauthor: me",
      happening: "- *Trains* stop. [^8] [^9]\n- They wait. [^2]\n- They stop [^7] the *trains*. [^6]",
      footnotes: '[^2]: wire "words that are not there"\n[^1]: elsewhere "will stop at noon"',
    };
    const file = { topic: "rail", file: "rail.md", text: briefingFile(parts) };
    const alone = checkText(file, [], (id) => `${id}.md`);
    for (const { problems } of [checked(parts), alone]) {
      const places = problems.map(({ line, column }) => line * 1_000 + column);
      expect(places.length).toBeGreaterThanOrEqual(5);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
    }
  });

  test("has its date, when it changed, and nothing that can be changed", () => {
    const { briefing } = checked({
      header: "title: Rail\nasOf: 2026-11-20\naliases: [trains]",
      happening: "- Trains stop. [^1]",
    });
    expect(briefing).toMatchObject({ asOf: "2026-11-20", changedAt: CHANGED_AT, aliases: ["trains"], title: "Rail" });
    const frozen = (value: unknown): boolean =>
      typeof value !== "object" || value === null || (Object.isFrozen(value) && Object.values(value).every(frozen));
    expect(frozen(briefing)).toBe(true);
    expect(checked({ happening: "- Trains stop. [^1]" }).briefing).not.toHaveProperty("asOf");
  });

  test("is of another version where its words, quotes, title or date are others, and of the same otherwise", () => {
    const happening = "- Trains stop. [^1]";
    const version = (parts: Parameters<typeof briefingFile>[0], source?: string) =>
      checked({ happening, ...parts }, source).briefing?.version;
    const first = version({});
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(version({ header: "title: Rail strike\naliases: [trains]" })).toBe(first);
    expect(version({}, `${WORDS}\n\nMore words follow here.`)).toBe(first);
    const others = [
      version({ happening: "- Trains rest. [^1]" }),
      version({ footnotes: '[^1]: wire "stop at noon on Monday"' }),
      version({ header: "title: Rail" }),
      version({ header: "title: Rail strike\nasOf: 2026-11-20" }),
      version({ happening: "", important: happening }),
    ];
    expect(new Set([first, ...others]).size).toBe(6);
  });

  test("is withdrawn with what its file says of that", () => {
    const source = { "sources/wire.md": sourceFile(WORDS) };
    const text = briefingFile({ happening: "- Trains stop. [^1]", footnotes: NOTE });
    const library = libraryOf({ ...source, "briefings/rail.md": asWithdrawn(text, "The strike was called off.", []) });
    expect(library.briefing("rail")).toBeUndefined();
    expect(library.withdrawal("rail")).toMatchObject({ kind: "withdrawal", why: "The strike was called off." });
    const silent = libraryOf({ ...source, "briefings/rail.md": text.replace("---\n", "---\nwithdrawn: true\n") });
    expect([silent.briefing("rail"), silent.withdrawal("rail")]).toEqual([undefined, undefined]);
  });

  test("tells a warning, and says the statement all the same", () => {
    const { briefing, told } = checked({ happening: "- Trains *stop* here. [^1]" });
    expect(told).toHaveLength(1);
    expect(briefing?.sections.happening.statements.map(({ text }) => text)).toEqual(["Trains stop here."]);
  });

  test.each([
    [
      "ends one where its source has it inside a sentence",
      "They left the port and went. The port, too, is shut.",
      true,
    ],
    ["may end one where its source has it only with a dot", "They left the port. The port. Ships wait.", false],
    [
      "may end one where its source has it only inside other words",
      "They left the airport and the portal, too.",
      false,
    ],
    ["may end one where its source has it not", "They left the town and went away there.", false],
    ["ends one where its source has it late", "The airport. The port. The portal. The port is shut.", true],
    ["ends one where its source has it before a comma", "The airport. The port, they say.", true],
    ["may end one where its source has it last of all", "They went from there to the port", false],
  ])("takes a full stop for the end of a sentence by the word before it: %s", (_, source, isEnd) => {
    const text = "Trains stopped at the port. Ships wait there.";
    const quote = source.split(" ").slice(0, 4).join(" ").replace(/\W$/, "");
    const { briefing, told } = checked({ happening: `- ${text} [^1]`, footnotes: `[^1]: wire "${quote}"` }, source);
    expect(told).toEqual([expect.stringContaining(isEnd ? "a second sentence begins" : "a second sentence may begin")]);
    expect(briefing?.sections.happening.statements).toHaveLength(isEnd ? 0 : 1);
  });
});
