import { describe, expect, test } from "vitest";
import { asking, botOver, lines, PLACE } from "../fixtures/content/bot.ts";
import { libraryOf } from "../fixtures/content/library.ts";
import { story } from "../fixtures/content/stories.ts";

const STORIES = libraryOf({
  ...story("harbour", "title: 港口罢工事件"),
  ...story("fares", "title: 东京地铁票价\naliases: [地铁]"),
  ...story("senate", "title: การประชุมสภาผู้แทนราษฎร"),
  ...story("duty", "title: 港口税"),
  ...story("summit", "title: 東京サミット2026\naliases: [首脳会議]"),
});
const bot = botOver(STORIES);

describe("a story whose name is written without spaces", () => {
  test.each([
    ["港口罢工事件", "harbour"],
    ["罢工", "harbour"],
    ["工事件", "harbour"],
    ["罢", "harbour"],
    ["罢工 港口", "harbour"],
    ["票价", "fares"],
    ["地铁", "fares"],
    ["ประชุมสภา", "senate"],
    ["ผู้แทน", "senate"],
    ["サミット", "summit"],
    ["サミット 2026", "summit"],
    ["2026", "summit"],
    ["会議", "summit"],
  ])("is found by %s", async (typed, topic) => {
    expect(lines(await bot.answer(asking(`/whats-next ${typed}`)))).toEqual([`A court hears the ${topic}.`]);
  });

  test.each([
    ["with others whose names share a part", "港口", ["duty", "harbour"]],
    ["by a guess, where a letter is wrong", "罢公 票价", ["fares"]],
  ])("is offered %s", async (_, typed, topics) => {
    const { outcome, actions } = await bot.answer(asking(`/whats-next ${typed}`));
    expect([outcome, actions.map(({ ask }) => ask.options.topic).sort()]).toEqual(["choose", topics]);
  });

  test.each(["海上", "东西", "ฝนตก"])("is not found by %s", async (typed) => {
    expect((await bot.answer(asking(`/whats-next ${typed}`))).outcome).toBe("none");
  });

  test.each([
    ["港", ["duty", "harbour"]],
    ["罢工", ["harbour"]],
    ["สภา", ["senate"]],
    ["京", ["fares", "summit"]],
  ])("is suggested while %s is typed", (typed, topics) => {
    const ask = { ...asking("x"), words: undefined, command: "whats-next", options: { topic: typed }, place: PLACE };
    expect(
      bot
        .suggest(ask, "topic")
        .map(({ value }) => value)
        .sort(),
    ).toEqual(topics);
  });
});
