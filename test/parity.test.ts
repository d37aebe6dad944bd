import { describe, expect, test } from "vitest";
import { loadLibrary } from "#briefing";
import { type Ask, pointsIn, type Reply } from "#chat";
import { discordPayload } from "#discord";
import { slackPayload } from "#slack";
import { render } from "#terminal";
import { wordsOf } from "./fakes/discord/reading.ts";
import { readMessage } from "./fakes/slack/read.ts";
import { asking, botOver } from "./fixtures/bot.ts";
import { STORIES } from "./fixtures/stories.ts";

const REAL = await loadLibrary("content");

/** What a person reads on each platform, from the very payload that is sent. */
const PLATFORMS: Readonly<Record<string, (reply: Reply) => string>> = {
  slack: (reply) => readMessage(slackPayload(reply, { seenBy: "asker", prefix: "" })).text,
  discord: (reply) => wordsOf(discordPayload(reply)),
};
/** Lines that were wrapped stand under their text, some columns in; a quote begins with its mark. */
const onTerminal = (reply: Reply) =>
  render(reply, { columns: 80, colours: false }).replace(/\n {2,4}(?=[^\s[]|(?:\[\d+\])+$)/gm, " ");

/** Each statement with its notes, in order; lines of sources and quotes begin with a mark of their own. */
function statementsIn(text: string): string[] {
  const lines = text.split("\n").map((line) => line.replace(/^[\s•-]*(?:\d+\. )?/, ""));
  return lines.filter((line) => /^[^[>].*\[\d+\]$/.test(line)).map((line) => line.replace(/\s+(?=\[)/, " "));
}

/** All that is told when every "Show more" is followed. */
async function everythingTold(
  ask: Ask,
  bot: ReturnType<typeof botOver>,
  show: (reply: Reply) => string,
): Promise<string[]> {
  let reply = await bot.answer(ask);
  const whole = pointsIn(reply);
  const told: string[] = [];
  for (let pages = 1; ; pages++) {
    const text = show(reply);
    told.push(...statementsIn(text));
    const left = /(\d+) more points?/.exec(text)?.[1];
    if (left === undefined || pages > 20) return told;
    const { command, options } = reply.answers ?? { command: "", options: {} };
    const { words: _, ...asked } = ask;
    reply = await bot.answer({ ...asked, command, options: { ...options, from: String(whole - Number(left)) } });
  }
}

describe("the same ask on every platform", () => {
  test.each([
    ["/whats-happening irs", 13],
    ["/why-important irs", 9],
    ["/whats-next irs", 10],
    ["/briefing irs", 32],
    ["/briefing irs next", 10],
    ["/briefing irs happening important", 19],
    ["/briefing irs differ", 3],
    ["/briefing all", 32],
    ["/sources irs", 32],
    ["/sources irs next", 10],
    ["/whats-happening", 13],
    ["/whats-next taxpayer data", 10],
    ["/why-important IRS data sharing", 9],
    ["what's next on the irs story?", 10],
    ["why is the irs story important?", 9],
    ["brief me on the taxpayer data", 32],
    ["/topics", 0],
    ["/nutgraf help", 0],
    ["/whats-next zebra", 0],
    ["/no-such-command", 0],
  ])("%s says the same %i statements with the same notes", async (typed, count) => {
    const bot = botOver(REAL);
    const whole = statementsIn(onTerminal(await bot.answer(asking(typed))));
    expect(whole).toHaveLength(count);
    for (const [platform, show] of Object.entries(PLATFORMS)) {
      expect([platform, await everythingTold(asking(typed), bot, show)]).toEqual([platform, whole]);
    }
  });

  test("offers the same choice of stories", async () => {
    const reply = await botOver(STORIES).answer(asking("/whats-next rail"));
    for (const show of [onTerminal, PLATFORMS.slack, PLATFORMS.discord]) {
      for (const label of reply.actions.map(({ label }) => label)) {
        if (show === PLATFORMS.discord) expect(JSON.stringify(discordPayload(reply))).toContain(label);
        else expect(show?.(reply)).toContain(label);
      }
    }
  });
});
