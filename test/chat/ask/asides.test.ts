import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Bot, type Reply, withoutAsides } from "#chat";
import { createTerminal } from "#terminal";
import { commandInteraction } from "../../fakes/discord/payloads.ts";
import { openScene, until as untilThere } from "../../fakes/discord/scene.ts";
import { BOT_USER } from "../../fakes/slack/api.ts";
import { personAt } from "../../fakes/slack/person.ts";
import { openHttpRig, until } from "../../fakes/slack/rig.ts";
import { botOver } from "../../fixtures/content/bot.ts";
import { libraryOf } from "../../fixtures/content/library.ts";
import { story } from "../../fixtures/content/stories.ts";

const LIBRARY = libraryOf({
  ...story("irs-data-sharing", "title: IRS data sharing\naliases: [irs]"),
  ...story("rail-strike", "title: Rail strike\naliases: [walkout]"),
});

/** What each platform sends for the same thing that a person sees. */
const PIECES = {
  person: { slack: "<@U02SAM>", discord: "<@53908232506183681>", terminal: "@sam" },
  "person by name": { slack: "<@U02SAM|Sam Smith>", discord: "<@!53908232506183681>", terminal: "@Sam_Smith" },
  group: { slack: "<!subteam^S1|@news desk>", discord: "<@&771825006014889985>", terminal: "@news-desk" },
  everyone: { slack: "<!here>", discord: "@everyone", terminal: "@here" },
  channel: { slack: "<#C0DESK|newsroom>", discord: "<#645027906669510999>", terminal: "#newsroom" },
  link: {
    slack: "<https://example.org/a?b=1|example.org/a>",
    discord: "<https://example.org/a?b=1>",
    terminal: "https://example.org/a?b=1",
  },
  "labeled link": {
    slack: "<https://example.org/a|a piece worth reading>",
    discord: "[a piece worth reading](https://example.org/a)",
    terminal: "[a piece worth reading](https://example.org/a)",
  },
  address: {
    slack: "<mailto:sam@example.org|sam@example.org>",
    discord: "sam@example.org",
    terminal: "sam@example.org",
  },
  emoji: { slack: ":tada:", discord: "<:tada:771825006014889986>", terminal: "🎉" },
  "moving emoji": { slack: ":wave::skin-tone-3:", discord: "<a:wave:771825006014889987>", terminal: "👋🏽" },
} as const;
type Piece = keyof typeof PIECES;
type Platform = "slack" | "discord" | "terminal";

/** What a person types, with pieces in braces. */
const filled = (typed: string, platform: Platform) =>
  typed.replace(/\{([^}]+)\}/g, (_, piece: string) => PIECES[piece as Piece][platform]);

describe("what stands beside a question", () => {
  let ask: Record<Platform, (command: string, words: string) => Promise<Reply>>;
  const stops: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    const answered = () => {
      const replies: Reply[] = [];
      const bot = botOver(LIBRARY);
      const listened: Bot = {
        ...bot,
        async answer(ask) {
          const reply = await bot.answer(ask);
          replies.push(reply);
          return reply;
        },
      };
      return { bot: listened, replies };
    };
    const slack = answered();
    const rig = await openHttpRig(slack.bot);
    const ada = personAt(rig);
    const discord = answered();
    const { server, stop } = await openScene(discord.bot);
    const terminal = createTerminal({ show: () => {}, look: { columns: 80, colors: false }, newId: () => "1" });
    await terminal.start(botOver(LIBRARY));
    stops.push(() => rig.stop(), stop);
    ask = {
      async slack(command, words) {
        const count = slack.replies.length;
        // Slash commands do not work in threads: there, and in channels, people mention the bot.
        if (command === "") await ada.mention(`<@${BOT_USER}> ${words}`, { ts: `17000000${count}.000001` });
        else await ada.slash(command, words);
        return until(() => slack.replies[count]);
      },
      async discord(command, words) {
        const count = discord.replies.length;
        const option: Record<string, string> = command === "" ? { question: words } : { topic: words };
        server.interact(commandInteraction(command.slice(1) || "nutgraf", option));
        return untilThere(() => discord.replies[count]);
      },
      terminal: (command, words) => terminal.ask(command === "" ? `@nutgraf ${words}` : `${command} ${words}`),
    };
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  test.each([
    ["", "what's next for irs {person}", "irs-data-sharing"],
    ["", "{person} what's next for the irs?", "irs-data-sharing"],
    ["", "hey {person by name}, what's next for irs?", "irs-data-sharing"],
    ["", "what's next for irs cc {person} {person by name}", "irs-data-sharing"],
    ["", "what's next for the walkout? cc {group}", "rail-strike"],
    ["", "cc {person}, {group} and {person by name}: what's next for irs", "irs-data-sharing"],
    ["", "fyi {group} what's next irs", "irs-data-sharing"],
    ["", "what's next for irs cc Sam Smith, Kim", "irs-data-sharing"],
    ["", "{everyone} what's next on the walkout", "rail-strike"],
    ["", "what's next on the walkout {channel}", "rail-strike"],
    ["", "what's next for irs {link}", "irs-data-sharing"],
    ["", "saw {labeled link} - what's next for irs", "irs-data-sharing"],
    ["", "what's next for irs, ask {address}", "irs-data-sharing"],
    ["", "{emoji} what's next for irs {emoji}{moving emoji}", "irs-data-sharing"],
    ["", "what's next for irs :) <3", "irs-data-sharing"],
    ["", "what's next for #irs", "irs-data-sharing"],
    ["", "what's next for [IRS](https://example.org/irs)", "irs-data-sharing"],
    ["/whats-next", "irs {person}", "irs-data-sharing"],
    ["/whats-next", "irs {emoji} cc {group}", "irs-data-sharing"],
    ["/whats-next", "{link} walkout", "rail-strike"],
    ["/whats-next", "the walkout, {person by name} {channel} please", "rail-strike"],
    ["/whats-next", "irs {labeled link}", "irs-data-sharing"],
  ])("is ignored on every platform: %s %s", async (command, typed, topic) => {
    for (const platform of ["slack", "discord", "terminal"] as const) {
      const { outcome, answers } = await ask[platform](command, filled(typed, platform));
      expect([platform, outcome, answers]).toEqual([
        platform,
        "answered",
        { command: "whats-next", options: { topic } },
      ]);
    }
  });

  test.each(Object.keys(PIECES))("a %s names no story, and makes no other question of it", async (piece) => {
    for (const platform of ["slack", "discord", "terminal"] as const)
      for (const [command, typed] of [
        ["", `what's next {${piece}}`],
        ["", `{${piece}} what's next? {${piece}}`],
        ["", `what's next cc {${piece}}`],
        ["/whats-next", `{${piece}}`],
      ] as const) {
        const { title, blocks, form } = await ask[platform](command, filled(typed, platform));
        expect([platform, typed, title, form?.submit.ask.command]).toEqual([
          ...[platform, typed, "Choose a story", "whats-next"],
        ]);
        expect(blocks).toMatchObject([{ text: "Which story?" }]);
      }
  });

  test.each([
    ["", "thanks {person}! {emoji}", "Ask about a story"],
    ["", "cc {person} {group}", "Ask about a story"],
    ["", "{emoji}{moving emoji}", "Ask about a story"],
    ["", "{link}", "Ask about a story"],
    ["/whats-next", "{person} {emoji}", "Choose a story"],
  ])("and where nothing else is said, nothing is told: %s %s", async (command, typed, title) => {
    for (const platform of ["slack", "discord", "terminal"] as const)
      expect([platform, (await ask[platform](command, filled(typed, platform))).title]).toEqual([platform, title]);
  });
});

describe("what is an aside", () => {
  test.each([
    ["irs 🎉", "irs"],
    ["1️⃣ irs 👩🏽‍💻🇺🇸", "irs"],
    ["irs :+1::skin-tone-2: :flag-us:", "irs"],
    ["irs :-) ;) xD <3", "irs"],
    ["irs @sam’s", "irs"],
    ["irs, cc sam, kim and the desk", "irs,"],
    ["/cc @sam irs", "irs"],
    ["cc @sam, @kim & @desk irs", "irs"],
    ["irs cc sam? thanks", "irs ? thanks"],
    ["irs www.example.org/a", "irs"],
    ["irs example.com", "irs"],
    ["irs mailto:sam@example.org", "irs"],
    ["irs sam.smith+desk@mail.example.org", "irs"],
    ["[the piece](https://example.org/a_(b)) irs", "irs"],
    ["@sam 🎉 https://example.org", ""],
    ["irs\n@sam\nwhat's next", "irs\n \nwhat's next"],
  ])("“%s”", (typed, kept) => {
    expect(withoutAsides(typed)).toBe(kept);
  });
});

describe("what is no aside", () => {
  test.each([
    ["weekdays 9:30 and 10:45", "weekdays 9:30 and 10:45"],
    ["9:30:00", "9:30:00"],
    ["I.R.S. and the U.S. budget", "I.R.S. and the U.S. budget"],
    ["what's next.The end", "what's next.The end"],
    ["R&D #1 budget", "R&D budget"],
    ["price in ¢ and ©", "price in ¢ and ©"],
    ["why: because", "why: because"],
    ["success @ work", "success @ work"],
    ["a/b testing", "a/b testing"],
  ])("“%s”", (typed, kept) => {
    expect(withoutAsides(typed)).toBe(kept);
  });

  test("is the name of a story, whatever it looks like", () => {
    const names = new Set(["#irs", "irs", "@home", "irs.gov", "the cc"]);
    for (const name of names) expect(withoutAsides(name, (words) => names.has(words))).toBe(name);
    expect(withoutAsides("what's next for #irs", (words) => names.has(words))).toBe("what's next for irs");
  });
});
