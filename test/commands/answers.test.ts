import { describe, expect, test } from "vitest";
import type { Reply } from "#chat";
import { asking, botOver, lines } from "../fixtures/content/bot.ts";
import { briefingFile, libraryOf, sourceFile } from "../fixtures/content/library.ts";
import { ONE_STORY, STORIES, story } from "../fixtures/content/stories.ts";

const HAPPENING = "The rail-strike is close to being settled.";
const IMPORTANT = "The rail-strike matters.";
const NEXT = "A court hears the rail-strike.";

describe("what is asked is answered", () => {
  test.each<[string, string, string[]]>([
    ["/whats-happening rail-strike", "answered", [HAPPENING]],
    ["/why-important rail-strike", "answered", [IMPORTANT]],
    ["/whats-next rail-strike", "answered", [NEXT]],
    ["/briefing rail-strike", "answered", [HAPPENING, IMPORTANT, NEXT]],
    ["/briefing rail-strike next happening", "answered", [HAPPENING, NEXT]],
    ["/briefing rail-strike, next", "answered", [NEXT]],
    ["/sources rail-strike important", "answered", [IMPORTANT]],
    // by alias, title, other case, other spacing, part of a name, misspelt
    ["/whats-next walkout", "answered", [NEXT]],
    ["/whats-next WALKOUT", "answered", [NEXT]],
    ["/whats-next Rail Strike", "answered", [NEXT]],
    ["/whats-next rail_strike", "answered", [NEXT]],
    ["/whats-next stri", "answered", [NEXT]],
    ["/whats-next walkuot", "answered", [NEXT]],
    // several, none, unknown
    ["/whats-next rail", "choose", []],
    ["/whats-next", "choose", []],
    ["/whats-next zebra", "none", []],
    ["/whats-next rail zebra", "choose", []],
    // plain words
    ["what's next on the rail strike story?", "answered", [NEXT]],
    ["What’s next for the walkout?", "answered", [NEXT]],
    ["why is the rail strike important?", "answered", [IMPORTANT]],
    ["Why does the walkout matter", "answered", [IMPORTANT]],
    ["what is happening with the trains", "answered", [HAPPENING]],
    ["walkout", "answered", [HAPPENING]],
    ["brief me on the walkout please", "answered", [HAPPENING, IMPORTANT, NEXT]],
    ["/nutgraf what's next walkout", "answered", [NEXT]],
    // the rest
    ["/topics", "answered", []],
    ["/nutgraf help", "answered", []],
    ["/nutgraf", "answered", []],
    ["help", "answered", []],
    ["/whats-next help", "answered", []],
    ["/what-next rail", "none", []],
    ["/briefing rail-strike next and important", "answered", [IMPORTANT, NEXT]],
    ["/briefing rail-strike differ", "answered", []],
    ["/briefing all differ", "none", []],
    ["/sources rail-strike differ", "none", []],
    ["/WHATS-NEXT walkout", "answered", [NEXT]],
    ["/briefing all stories next", "answered", [NEXT, "A court hears the rail-fares.", "A court hears the merger."]],
    ["/briefing all next", "answered", [NEXT, "A court hears the rail-fares.", "A court hears the merger."]],
  ])("%s", async (typed, outcome, said) => {
    const reply = await botOver(STORIES).answer(asking(typed));
    expect([reply.outcome, lines(reply).sort()]).toEqual([outcome, [...said].sort()]);
    expect(reply.blocks.length).toBeGreaterThan(0);
  });

  test("one visible topic needs no naming", async () => {
    const reply = await botOver(ONE_STORY).answer(asking("/whats-next"));
    expect(lines(reply)).toEqual([NEXT]);
  });

  test("no topic at all says what to do", async () => {
    const reply = await botOver(libraryOf({})).answer(asking("/whats-next"));
    expect(reply).toMatchObject({
      outcome: "none",
      blocks: [
        { text: "There are no briefings here yet. Whoever runs this bot adds them as files in the content folder." },
      ],
    });
  });

  test("a command that is misspelt brings buttons of those that may be meant, with what was typed", async () => {
    const bot = botOver(STORIES);
    const { actions } = await bot.answer(asking("/whats-nxt walkout"));
    expect(actions.map(({ label, ask }) => [label, ask.options.topic])).toEqual([
      ["/whats-next", "walkout"],
      ["/whats-changed", "walkout"],
      ["/whats-happening", "walkout"],
      ["Help", undefined],
    ]);
  });

  test.each([
    ["/whatsnext", "/whats-next"],
    ["/whats-happenin", "/whats-happening"],
    ["/whatshappening", "/whats-happening"],
    ["/why_important", "/why-important"],
    ["/whyimportant", "/why-important"],
    ["/next", "/whats-next"],
    ["/briefings", "/briefing"],
    ["/breifing", "/briefing"],
    ["/topic", "/topics"],
    ["/source", "/sources"],
    ["/briefingschedule", "/briefing-schedule"],
    ["/nutgraff", "/nutgraf"],
  ])("%s is met with %s first", async (typed, first) => {
    const { actions, outcome } = await botOver(STORIES).answer(asking(`${typed} walkout`));
    expect([outcome, actions[0]?.label]).toEqual(["none", first]);
  });

  test("what only buttons lead to is never typed", async () => {
    const { outcome, blocks } = await botOver(STORIES).answer(asking("/report walkout"));
    expect([outcome, JSON.stringify(blocks)]).toEqual(["none", expect.stringContaining("Unknown command “report”")]);
  });

  test("more stories than can be offered are said to be there", async () => {
    const many = libraryOf(
      Object.assign({}, ...Array.from({ length: 30 }, (_, at) => story(`rail-${at}`, `title: Rail ${at}`))),
    );
    const reply = await botOver(many).answer(asking("/whats-next"));
    expect(reply.actions).toHaveLength(25);
    expect(JSON.stringify(reply.blocks)).toContain("Showing the first 25.");
  });

  test("several topics bring buttons that ask the same of each", async () => {
    const bot = botOver(STORIES);
    const { actions, form } = await bot.answer(asking("/briefing rail next"));
    expect(actions.map(({ label, ask }) => [label, ask])).toEqual([
      ["Rail fares", { command: "briefing", options: { topic: "rail-fares", sections: "next" } }],
      ["Rail strike", { command: "briefing", options: { topic: "rail-strike", sections: "next" } }],
    ]);
    expect(form?.submit.ask).toEqual({ command: "briefing", options: { sections: "next" } });
    const [, strike] = actions;
    const reply = await bot.answer({
      ...asking("x"),
      words: undefined,
      ...(strike?.ask ?? { command: "none", options: {} }),
    });
    expect(lines(reply)).toEqual([NEXT]);
  });
});

/** How people put it; each to the one story, however it is wrapped. */
describe("plain words", () => {
  const bot = botOver(ONE_STORY);
  test.each<[string, readonly string[]]>([
    [
      HAPPENING,
      [
        "What's the latest on the walkout?",
        "whats up with the rail strike",
        "any news about the walkout?",
        "update me on the walkout",
        "walkout update",
        "what happened at the walkout yesterday?",
        "what's going on with the rail strike this week",
        "catch me up on the walkout please",
        "what do you know about the walkout",
        "can you help me with the rail strike story",
        "where do sources differ on the walkout",
        "hey, what's new?",
        "walkout?",
        "tell me about the walkout",
      ],
    ],
    [
      IMPORTANT,
      [
        "why is the rail strike thing important?",
        "why should I care about the walkout?",
        "what matters most in the walkout story",
        "why?",
        "why does the rail strike matter so much",
        "importance of the walkout",
      ],
    ],
    [
      NEXT,
      [
        "what will happen next with the walkout?",
        "what's going to happen next",
        "what is next for us in the walkout",
        "next steps on the rail strike?",
        "so what happens next with the walkout, do you know?",
      ],
    ],
  ])("that ask for “%s”", async (said, questions) => {
    for (const typed of questions) {
      const reply = await bot.answer(asking(typed));
      expect([typed, lines(reply)]).toEqual([typed, [said]]);
    }
  });

  test.each([
    "summarize the walkout",
    "can you give me a summary of the walkout story",
    "tell me everything",
    "brief me",
    "give me the whole story",
  ])("that ask for all of it: %s", async (typed) => {
    expect(lines(await bot.answer(asking(typed)))).toEqual([HAPPENING, IMPORTANT, NEXT]);
  });

  test("that come as an option, where a platform has no other place for them", async () => {
    const options = { question: "what's next on the walkout?" };
    const reply = await bot.answer({ ...asking("x"), words: undefined, command: "nutgraf", options });
    expect(lines(reply)).toEqual([NEXT]);
  });

  test.each(["what's next on the zebra story", "any zebra news?"])(
    "that name another story find none: %s",
    async (typed) => {
      expect((await bot.answer(asking(typed))).outcome).toBe("none");
    },
  );
});

describe("names", () => {
  const stories = libraryOf({
    ...story("iran-talks", "title: Iran nuclear talks"),
    ...story("irs", "title: Tax data"),
    ...story("agency", "title: IRS\naliases: [us budget]"),
  });
  test.each<[string, string, readonly string[]]>([
    ["iraq", "choose", []],
    ["nuclaer", "answered", ["A court hears the iran-talks."]],
    ["IRS", "answered", ["A court hears the irs."]],
    ["us", "answered", ["A court hears the agency."]],
    ["us-budget", "answered", ["A court hears the agency."]],
  ])("%s: %s", async (typed, outcome, said) => {
    const reply = await botOver(stories).answer(asking(`/whats-next ${typed}`));
    expect([reply.outcome, lines(reply)]).toEqual([outcome, said]);
  });
});

describe("a story that is named in other words", () => {
  const stories = libraryOf({
    ...story("port-strike", "title: 港口罢工事件"),
    ...story("school", "title: École São João\naliases: [St. John's school]"),
    ...story("rail", "title: 철도 파업"),
    ...story("flood", "title: น้ำท่วมภาคใต้"),
    ...story("irs", "title: IRS data sharing\naliases: [I.R.S. leak]"),
    ...story("budget", "title: US budget\naliases: [us]"),
  });
  test.each<[string, string]>([
    ["罢工", "port-strike"],
    ["港口罢工", "port-strike"],
    ["罢工事", "port-strike"],
    ["파업", "rail"],
    ["น้ำท่วม", "flood"],
    ["ecole sao joao", "school"],
    ["joao", "school"],
    ["st johns school", "school"],
    ["St John’s School", "school"],
    ["I.R.S.", "irs"],
    ["i.r.s", "irs"],
    ["irs leak", "irs"],
    ["the IRS’s data", "irs"],
    ["irs?", "irs"],
    ["on the irs story please", "irs"],
    ["irs zebra", "irs"],
    ["(IRS)", "irs"],
    ["U.S.", "budget"],
    ["U.S. budget", "budget"],
  ])("%s is found", async (typed, topic) => {
    const { answers, outcome } = await botOver(stories).answer(asking(`/whats-next ${typed}`));
    expect([outcome, answers?.options.topic]).toEqual(["answered", topic]);
  });

  test.each([
    ["港口罢课", ["港口罢工事件"]],
    ["파업은", ["철도 파업"]],
    ["hearing", ["IRS data sharing"]],
    ["irs and us budget", ["IRS data sharing", "US budget"]],
  ])("%s offers what may be meant", async (typed, titles) => {
    const { outcome, actions } = await botOver(stories).answer(asking(`/whats-next ${typed}`));
    expect([outcome, actions.map(({ label }) => label).sort()]).toEqual(["choose", titles]);
  });
});

describe("where there is one story", () => {
  const iran = libraryOf(story("iran-talks", "title: Iran nuclear talks\naliases: [tehran]"));
  const port = libraryOf(story("port-strike", "title: 港口罢工事件"));
  test.each([
    [iran, "iraq", "answered"],
    [iran, "irann", "answered"],
    [iran, "nuclear deal", "answered"],
    [iran, "teheran", "answered"],
    [iran, "data center outage of the nuclear kind", "none"],
    [iran, "zebra", "none"],
    [port, "港口罢课", "answered"],
    [port, "海啸", "none"],
  ])("it is told of or not, and never offered as a choice of one: %#", async (library, typed, outcome) => {
    const reply = await botOver(library).answer(asking(`/whats-next ${typed}`));
    expect([typed, reply.outcome]).toEqual([typed, outcome]);
  });
});
const linesIn = ({ blocks }: Reply) => blocks.flatMap((block) => ("lines" in block ? block.lines : []));
const citesOf = (reply: Reply) => linesIn(reply).map(({ cites }) => cites);
/** Each statement with the number of the source and the words of each of its citations. */
const said = (reply: Reply) =>
  linesIn(reply).map(({ text, cites }) => [text, cites.map(({ source, quote }) => [source, quote])]);

describe("an answer", () => {
  test("carries numbered sources, and with each line its words in their surroundings and a link to them", async () => {
    const reply = await botOver(ONE_STORY).answer(asking("/whats-next"));
    expect(reply).toMatchObject({ title: "Rail strike", asOf: "2026-11-20", changedAt: "2026-11-20T09:00:00.000Z" });
    expect(reply.notes).toEqual([{ number: 1, source: "rail-strike-wire", title: "rail-strike wire" }]);
    expect(citesOf(reply)).toEqual([
      [
        {
          source: 1,
          at: "107-129",
          quote: "will be heard in court",
          before: "People say that rail-strike matters a lot. Next the rail-strike ",
          after: ".",
          url: "https://example.org/rail-strike#:~:text=will%20be%20heard%20in%20court",
        },
      ],
    ]);
  });

  test("offers the other questions, the quotes and sharing", async () => {
    const { actions } = await botOver(ONE_STORY).answer(asking("/whats-next"));
    expect(actions.map(({ label, ask, shown }) => [label, ask.command, shown])).toEqual([
      ["What's happening", "whats-happening", "reply"],
      ["Why it's important", "why-important", "reply"],
      ["See quotes", "sources", "dialog"],
      ["Share", "whats-next", "channel"],
    ]);
  });

  test("numbers sources, not passages, and says where sources differ", async () => {
    const library = libraryOf({
      "sources/a.md": sourceFile("The talks have failed. The strike goes on.", "title: A"),
      "sources/b.md": sourceFile("The talks go on. The strike is off."),
      "briefings/rail.md": briefingFile({
        happening: "- Talks failed. [^1]\n- The strike goes on. [^2][^1]",
        more: "## Where sources differ\n\n- A says the talks failed, the untitled document that they go on. [^1][^3]",
        footnotes: '[^1]: a "The talks have failed"\n[^2]: a "The strike goes on"\n[^3]: b "The talks go on"',
      }),
    });
    const reply = await botOver(library).answer(asking("/whats-happening"));
    expect(said(reply)).toEqual([
      ["Talks failed.", [[1, "The talks have failed"]]],
      [
        "The strike goes on.",
        [
          [1, "The strike goes on"],
          [1, "The talks have failed"],
        ],
      ],
      [
        "A says the talks failed, the untitled document that they go on.",
        [
          [1, "The talks have failed"],
          [2, "The talks go on"],
        ],
      ],
    ]);
    expect(reply.notes.map(({ number, title }) => [number, title])).toEqual([
      [1, "A"],
      [2, "“The talks go on. The strike is off.” (untitled)"],
    ]);
  });

  test("links to our own page where the source has no address and ours is public", async () => {
    const library = libraryOf({
      "sources/a.md": sourceFile("The talks have failed."),
      "briefings/rail.md": briefingFile({
        happening: "- Talks failed. [^1]",
        footnotes: '[^1]: a "The talks have failed"',
      }),
    });
    const bot = botOver(library, { publicUrl: "https://nutgraf.example.org" });
    const [[cite] = []] = citesOf(await bot.answer(asking("/whats-happening")));
    expect(cite?.url).toBe("https://nutgraf.example.org/sources/a?at=0-21#quote");
  });

  test("says so where the sources say nothing, and where a statement waits to be mended", async () => {
    const library = libraryOf({
      "sources/a.md": sourceFile("The talks have failed."),
      "briefings/rail.md": briefingFile({
        next: "- Uncited.",
        happening: "- Talks failed. [^1]",
        footnotes: '[^1]: a "The talks have failed"',
      }),
    });
    const bot = botOver(library);
    const text = (reply: { blocks: readonly unknown[] }) => JSON.stringify(reply.blocks);
    const important = await bot.answer(asking("/why-important"));
    expect([important.outcome, text(important)]).toEqual([
      "answered",
      expect.stringContaining("Nothing is written on this yet."),
    ]);
    const next = await bot.answer(asking("/whats-next"));
    expect([next.outcome, text(next)]).toEqual([
      "none",
      expect.stringContaining("its one statement is held back until its citation is fixed"),
    ]);
    expect(text(next)).not.toContain("Uncited");
  });

  const file = (parts: Parameters<typeof briefingFile>[0]) => ({
    "sources/a.md": sourceFile("The talks have failed. The talks go on."),
    "sources/b.md": sourceFile("The talks have failed. The talks go on."),
    "briefings/rail.md": briefingFile(parts),
  });
  const happening = "- Talks failed. [^1][^2][^1]";
  const footnotes = '[^1]: a "The talks have failed"\n[^2]: b "The talks have failed"';

  test("keeps the same words of two sources apart, and names each once", async () => {
    const reply = await botOver(libraryOf(file({ happening, footnotes }))).answer(asking("/whats-happening"));
    expect(said(reply)).toEqual([
      [
        "Talks failed.",
        [
          [1, "The talks have failed"],
          [2, "The talks have failed"],
        ],
      ],
    ]);
    expect(reply.notes.map(({ source }) => source)).toEqual(["a", "b"]);
  });

  test("gives a source the number that it has in every other answer of its edition", async () => {
    const library = libraryOf({
      ...file({
        happening: "- Talks failed. [^1]",
        important: "- Talks failed there. [^2]",
        next: "- Talks go on. [^4][^3]",
        footnotes: `${footnotes}\n[^3]: a "The talks go on"\n[^4]: c "The talks go on"`,
      }),
      "sources/c.md": sourceFile("The talks go on."),
    });
    const numbersIn = async (typed: string) => {
      const { notes } = await botOver(library).answer(asking(typed));
      return notes.map(({ number, source }) => `${number} ${source}`);
    };
    expect(await numbersIn("/briefing")).toEqual(["1 a", "2 b", "3 c"]);
    expect(await numbersIn("/whats-happening")).toEqual(["1 a"]);
    expect(await numbersIn("/why-important")).toEqual(["2 b"]);
    expect(await numbersIn("/whats-next")).toEqual(["1 a", "3 c"]);
    expect(await numbersIn("/sources rail important")).toEqual(["2 b"]);
    expect(await numbersIn("/briefing all")).toEqual(["1 a", "2 b", "3 c"]);
  });

  test("numbers the points whose quotes are seen, over its sections and where a cut one goes on", async () => {
    const bot = botOver(ONE_STORY);
    const firsts = ({ blocks }: Reply) =>
      blocks.flatMap((block) => (block.kind === "quotes" ? [block.first ?? 1] : []));
    expect(firsts(await bot.answer(asking("/sources")))).toEqual([1, 2, 3]);
    const from = { ...asking("x"), words: undefined, command: "sources", options: { from: "1" } };
    expect(firsts(await bot.answer(from))).toEqual([2, 3]);
  });

  test.each([
    ["undated where no source has a date", {}, undefined],
    ["of its newest source's date", { a: "2026-11-19", b: "2026-11-20" }, "2026-11-20"],
    ["of the one date there is", { a: "2026-11-19" }, "2026-11-19"],
    [
      "of its own date where it has one",
      { a: "2026-11-19", header: "title: Rail strike\nasOf: 2026-11-18" },
      "2026-11-18",
    ],
  ])("is %s", async (_, { a, b, header }: { a?: string; b?: string; header?: string }, date) => {
    const dated = (published?: string) =>
      sourceFile("The talks have failed. The talks go on.", published && `published: ${published}`);
    const files = { ...file({ happening, footnotes, ...(header !== undefined && { header }) }) };
    const bot = botOver(libraryOf({ ...files, "sources/a.md": dated(a), "sources/b.md": dated(b) }));
    for (const typed of ["/whats-happening", "/briefing", "/briefing all", "/sources"])
      expect((await bot.answer(asking(typed))).asOf).toBe(date);
    const topics = JSON.stringify((await bot.answer(asking("/topics"))).blocks);
    expect(topics).toContain(date === undefined ? "undated" : `as of ${date}`);
    // What is cited elsewhere does not date an answer.
    expect((await bot.answer(asking("/whats-next"))).asOf).toBe(header && date);
  });

  test("has an edition of its own for what it says, quotes and date included", async () => {
    const editions = await Promise.all(
      [
        file({ happening, footnotes }),
        file({ happening: happening.replace("failed", "broke down"), footnotes }),
        file({ happening, footnotes: footnotes.replace('a "The talks have failed"', 'a "The talks go on"') }),
        file({ happening, footnotes, header: "title: Rail strike\nasOf: 2026-11-20" }),
        file({ happening, footnotes, header: "title: Strike" }),
      ].flatMap((files) =>
        ["/whats-happening", "/why-important", "/sources", "/sources rail happening", "/briefing"].map(
          async (typed) => (await botOver(libraryOf(files)).answer(asking(typed))).edition,
        ),
      ),
    );
    expect(new Set(editions).size).toBe(editions.length);
    const again = await botOver(libraryOf(file({ happening, footnotes }))).answer(asking("/whats-happening"));
    expect(again.edition).toBe(editions[0]);
  });

  test("with nothing said offers nothing to share or to quote", async () => {
    for (const typed of ["/whats-next", "/briefing all next"]) {
      const { actions } = await botOver(libraryOf(file({ happening, footnotes }))).answer(asking(typed));
      expect(actions.map(({ shown }) => shown).filter((shown) => shown !== "reply")).toEqual([]);
    }
  });

  test("goes on from where a cut one ended, and from the beginning where that makes no sense", async () => {
    const bot = botOver(ONE_STORY);
    const asked = (from: string) =>
      bot.answer({ ...asking("x"), words: undefined, command: "briefing", options: { from } });
    expect(lines(await asked("1"))).toEqual([IMPORTANT, NEXT]);
    expect((await asked("1")).answers).toEqual({ command: "briefing", options: { topic: "rail-strike", from: "1" } });
    for (const from of ["3", "99999", "-1", "1e9", "x", ""]) expect(lines(await asked(from))).toHaveLength(3);
  });
});
