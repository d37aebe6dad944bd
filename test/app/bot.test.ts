import { test as property } from "@fast-check/vitest";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Command, commands } from "#commands";
import { anyCharacters } from "../fixtures/any-characters.ts";
import { asking, botOver, failing, PLACE } from "../fixtures/content/bot.ts";
import { STORIES } from "../fixtures/content/stories.ts";

describe("a command that does not work", () => {
  test.each<[string, ReturnType<typeof failing>["run"]]>([
    [
      "throws",
      () => {
        throw new Error("broken");
      },
    ],
    [
      "throws nothing",
      () => {
        throw undefined;
      },
    ],
    ["rejects", () => Promise.reject(new Error("broken"))],
    ["never answers", () => new Promise(() => {})],
    ["answers with nothing", () => ({ outcome: "answered", title: "", blocks: [], notes: [], actions: [] })],
    ["answers with undefined", () => undefined as never],
  ])("and %s is apologized for, with the reference that is in the log", async (_, run) => {
    const failures: { reference: string }[] = [];
    const bot = botOver(STORIES, {
      commands: [failing(run)],
      onFailure: (failure) => failures.push(failure),
      patienceMs: 20,
    });
    const reply = await bot.answer({ ...asking("/failing"), words: undefined, options: {} });
    expect(failures).toHaveLength(1);
    expect(failures[0]?.reference).toMatch(/^[0-9a-f]{8}$/);
    expect(reply.outcome).toBe("trouble");
    expect(reply.blocks).toMatchObject([
      { kind: "notice", tone: "trouble", text: expect.stringContaining(failures[0]?.reference ?? "?") },
    ]);
    expect(reply.actions).toEqual([{ label: "Try again", ask: { command: "failing", options: {} }, shown: "reply" }]);
  });

  test("is answered for even when the log fails too", async () => {
    const bot = botOver(STORIES, {
      commands: [
        failing(() => {
          throw new Error("broken");
        }),
      ],
    });
    await expect(bot.answer(asking("/failing"))).resolves.toMatchObject({ outcome: "trouble" });
  });
});

describe("whatever is typed", () => {
  const bot = botOver(STORIES, {
    onFailure: ({ error }) => {
      throw error;
    },
  });
  const typed = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 300 }),
    anyCharacters({ maxLength: 300 }),
    fc.constantFrom("__proto__", "constructor", "<!channel>", "@everyone", "a".repeat(5000), "\u202e\u0000"),
  );
  test.each([
    ["cc @a", " "],
    ["cc", " @a,"],
    ["", "@"],
    ["", ":a"],
    ["", "[a]("],
    ["", "a.a"],
    ["", "a@a."],
    ["", "what's next "],
    ["", "thanks a lot "],
    ["", "can you please tell me "],
    ["", "why is the so important "],
    ["", "I.R.S."],
    ["", "🎉"],
    ["", "<@U1> "],
    ["", "罢工"],
  ])("is answered soon, however long: %j and %j again and again", async (start, again) => {
    const words = start + again.repeat(40_000 / again.length);
    for (const command of ["nutgraf", "whats-next", "briefing-schedule", words]) {
      const from = process.cpuUsage();
      expect((await bot.answer({ id: "1", command, words, place: PLACE, by: { id: "U" } })).outcome).not.toBe(
        "trouble",
      );
      expect(process.cpuUsage(from).user / 1_000).toBeLessThan(500);
    }
  });
  const name = fc.oneof(fc.constantFrom(...commands.map(({ name }) => name)), typed);

  property.prop([name, typed])("is answered with something", async (command, words) => {
    const reply = await bot.answer({ id: "1", command, words, place: PLACE, by: { id: "U" } });
    expect(reply.outcome).not.toBe("trouble");
    expect(reply.blocks.length).toBeGreaterThan(0);
  });

  property.prop([name, fc.dictionary(fc.constantFrom("topic", "sections", "from", "__proto__", "x"), typed)])(
    "as options is answered with something, and suggestions come",
    async (command, options) => {
      const ask = { id: "1", command, options, place: PLACE, by: { id: "U" } };
      const reply = await bot.answer(ask);
      expect(reply.outcome).not.toBe("trouble");
      for (const option of ["topic", "sections", "x"]) expect(bot.suggest(ask, option).length).toBeLessThanOrEqual(25);
    },
  );
});

describe("what is typed after a command", () => {
  const choices = ["pause", "resume", "stop"].map((value) => ({ value, label: value }));
  const given = async (many: boolean, words: string) => {
    const heard: unknown[] = [];
    const command: Command = {
      ...failing((ask) => {
        heard.push(ask.options);
        return { outcome: "answered", title: "Done", blocks: [], notes: [], actions: [] };
      }),
      options: [
        { name: "topic", summary: "Which", kind: "topic" },
        { name: "do", summary: "What to do", kind: "choice", choices, many },
      ],
    };
    await botOver(STORIES, { commands: [command], onFailure: () => {} }).answer(asking(`/failing ${words}`));
    return heard[0];
  };
  test.each([
    ["rail strike", false, { topic: "rail strike" }],
    ["rail strike Pause", false, { topic: "rail strike", do: "pause" }],
    ["pause", false, { do: "pause" }],
    ["pause rail strike", false, { topic: "pause rail strike" }],
    ["rail strike pause resume", false, { topic: "rail strike pause", do: "resume" }],
    ["rail strike, resume, pause", true, { topic: "rail strike", do: "pause.resume" }],
    ["rail strike pause and stop", true, { topic: "rail strike", do: "pause.stop" }],
    ["rail strike pause resume stop", true, { topic: "rail strike" }],
  ])("is %s: of one choice, or of many (%s), those at its end", async (words, many, options) => {
    expect(await given(many, words)).toEqual(options);
  });
});

describe("suggestions", () => {
  const bot = botOver(STORIES);
  const suggest = (command: string, option: string, typed: string) =>
    bot
      .suggest({ ...asking(""), command, words: undefined, options: { [option]: typed } }, option)
      .map(({ value }) => value);
  test.each([
    ["whats-next", "topic", "", ["merger", "rail-fares", "rail-strike"]],
    ["whats-next", "topic", "q", ["merger"]],
    ["whats-next", "topic", "R", ["rail-fares", "rail-strike"]],
    ["whats-next", "topic", "stri", ["rail-strike"]],
    ["whats-next", "topic", "walk", ["rail-strike"]],
    ["briefing", "sections", "", ["happening", "important", "next", "differ"]],
    ["briefing", "sections", "wh", ["happening", "important", "next", "differ"].filter((value) => value !== "")],
    ["briefing", "sections", "n", ["next"]],
    ["topics", "topic", "", []],
    ["nothing", "topic", "", []],
  ])("for /%s %s “%s”", (command, option, typed, values) => {
    expect(suggest(command, option, typed).sort()).toEqual([...values].sort());
  });
});
