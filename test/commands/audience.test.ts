import { describe, expect, test } from "vitest";
import type { Place, Reply } from "#chat";
import { commands } from "#commands";
import { asking, botOver, everyWord } from "../fixtures/content/bot.ts";
import { STORIES } from "../fixtures/content/stories.ts";

const HIDDEN = ["merger", "layoffs", "leak"] as const;
const NAMES: Record<(typeof HIDDEN)[number], RegExp> = { merger: /merger|falcon/i, layoffs: /layoff/i, leak: /leak/i };

const places: readonly [string, Place, readonly (typeof HIDDEN)[number][]][] = [
  ["a channel of the workspace", { platform: "slack", tenant: "T1", id: "C1" }, ["merger"]],
  ["the one channel", { platform: "slack", tenant: "T1", id: "C9" }, ["merger", "layoffs"]],
  ["a thread in the one channel", { platform: "slack", tenant: "T1", id: "C9:1", parent: "C9" }, ["merger", "layoffs"]],
  ["the one channel while outsiders read along", { platform: "slack", tenant: "T1", id: "C9", outsiders: true }, []],
  ["a channel of that name in another workspace", { platform: "slack", tenant: "T2", id: "C9" }, []],
  ["a tenant of that name on another platform", { platform: "discord", tenant: "T1", id: "C9" }, []],
  ["the server's channel", { platform: "discord", tenant: "1122", id: "3344" }, ["leak"]],
  ["another channel of the server", { platform: "discord", tenant: "1122", id: "5566" }, []],
  ["a direct message without a tenant", { platform: "discord", tenant: "", id: "3344" }, []],
  ["the terminal", { platform: "terminal", tenant: "local", id: "terminal" }, []],
];

/** Everything that could give a name away: each command by id, alias, title, part, misspelling, nothing, and all. */
const words = [
  "",
  "all",
  "merger",
  "project-falcon",
  "falcon",
  "Quiet merger",
  "quiet",
  "mergr",
  "layoffs",
  "lay",
  "leak",
  "the leak",
  "lek",
  "zebra",
];

describe.each(places)("in %s", (_, place, seen) => {
  const bot = botOver(STORIES);

  test("what is for others does not exist: not in answers, choices, near-misses or suggestions", async () => {
    const said: string[] = [];
    for (const typed of words) {
      said.push(shown(await bot.answer(asking(`what's next ${typed}`, place)), typed));
      for (const { name } of commands) {
        said.push(shown(await bot.answer(asking(`/${name} ${typed}`, place)), typed));
        said.push(
          JSON.stringify(bot.suggest({ ...asking(`/${name}`, place), words: typed, options: undefined }, "topic")),
        );
      }
    }
    for (const topic of HIDDEN) {
      const found = said.some((one) => NAMES[topic].test(one));
      expect([topic, found]).toEqual([topic, seen.includes(topic)]);
    }
  });

  test("an unknown name and one that is for others are told apart by nothing", async () => {
    for (const topic of HIDDEN.filter((topic) => !seen.includes(topic))) {
      const hidden = await bot.answer(asking(`/whats-next ${topic}`, place));
      const unknown = await bot.answer(asking("/whats-next zebra", place));
      expect(everyWord(hidden).replaceAll(topic, "…")).toBe(everyWord(unknown).replaceAll("zebra", "…"));
    }
  });
});

/** All that a reply shows, without the asker's own words said back. */
function shown({ answers: _, ...reply }: Reply, typed: string): string {
  return everyWord(reply).replace(/“([^”]*)”/g, (quoted, words) =>
    typed.toLowerCase().includes(words.toLowerCase()) ? "“…”" : quoted,
  );
}
