import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ChatAdapter, Given } from "#chat";
import { openPlatforms, type PlatformsOptions } from "../../../src/app/life/platforms.ts";
import { platformsSet } from "../../../src/app/settings/platforms.ts";
import { commandInteraction } from "../../fakes/discord/payloads.ts";
import { wordsOf } from "../../fakes/discord/reading.ts";
import { slashCommand } from "../../fakes/slack/payloads.ts";
import { readMessage } from "../../fakes/slack/read.ts";
import { encoded, until } from "../../fakes/slack/rig.ts";
import { signed } from "../../fakes/slack/sign.ts";
import { botOver } from "../../fixtures/content/bot.ts";
import { ONE_STORY } from "../../fixtures/content/stories.ts";
import { bothPlatforms } from "../../fixtures/processes/whole.ts";

const STATEMENT = "A court hears the rail-strike.";
const SILENT = { info: () => {}, warn: () => {}, error: () => {} };
const NOTHING = () => {};
const NOBODY: Omit<PlatformsOptions, "onEnded" | "onNoneLeft"> = {
  ...{ log: SILENT, now: Date.now, allowedTenants: [], schedulers: "members", onCall: NOTHING },
  ...{ onRemoved: NOTHING, onBack: NOTHING, onAdded: NOTHING },
  ...{ onPlaceLost: NOTHING, onPlaceBack: NOTHING, onPlaceMoved: NOTHING },
  lead: () => (tell) => {
    tell(true);
    return { stop: async () => {} };
  },
  record: { tell: NOTHING, sharedLately: async () => undefined },
};

type World = Awaited<ReturnType<typeof bothPlatforms>>;

/** Starts the platforms that have credentials, on their fakes. */
async function started({ settings }: World, more: Given = {}) {
  const ended: { platform: string; left: readonly string[] }[] = [];
  const given: Given = { ...settings, ...more };
  const told = Promise.withResolvers<readonly string[]>();
  const platforms = await openPlatforms(platformsSet(given), given, {
    ...NOBODY,
    onEnded: ({ platform, left }) => ended.push({ platform, left }),
    onNoneLeft: told.resolve,
  });
  onTestFinished(() => platforms.stop());
  await platforms.start(botOver(ONE_STORY));
  return { platforms, ended, noneLeft: told.promise };
}

/** Somebody asks on a platform, and is answered. */
const answersOn = {
  async slack({ slack }: World, adapters: readonly ChatAdapter[]) {
    const web = adapters.find(({ platform }) => platform === "slack")?.web;
    const server = createServer(web?.listener).listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const from = { trigger_id: slack.newTrigger(), response_url: slack.newResponseUrl("CGENERAL") };
    const { body, type } = encoded(slashCommand({ command: "/whats-next", text: "", ...from }));
    const headers = { "content-type": type, ...signed(body), connection: "close" };
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${web?.path}`;
    expect((await fetch(url, { method: "POST", headers, body })).status).toBe(200);
    expect(readMessage(await until(() => slack.messages.at(-1))).text).toContain(STATEMENT);
  },
  async discord({ discord }: World) {
    const known = discord.interact(commandInteraction("whats-next", {}));
    expect(wordsOf(await until(() => known.message, 8_000))).toContain(STATEMENT);
  },
};

const OTHER = { slack: "discord", discord: "slack" } as const;
const WRONG = [
  ["SLACK_BOT_TOKEN", "slack", { SLACK_BOT_TOKEN: "xoxb-wrong" }, /SLACK_BOT_TOKEN: invalid_auth/],
  ["SLACK_APP_TOKEN", "slack", { SLACK_APP_TOKEN: "xapp-wrong" }, /SLACK_APP_TOKEN: invalid_auth/],
  ["DISCORD_TOKEN", "discord", { DISCORD_TOKEN: "a.wrong.token" }, /DISCORD_TOKEN/],
  ["DISCORD_APPLICATION_ID", "discord", { DISCORD_APPLICATION_ID: "112233445566778899" }, /DISCORD_APPLICATION_ID/],
] as const;

describe("the platforms of a process", () => {
  test.each(WRONG)("end one with a wrong %s, and go on with the other", async (_, platform, wrong, sentence) => {
    const world = await bothPlatforms();
    const { platforms, ended } = await started(world, wrong);
    expect(ended).toEqual([{ platform, left: [OTHER[platform]] }]);
    expect(platforms.troubles()).toEqual([expect.stringMatching(new RegExp(`^${platform} has stopped: `, "i"))]);
    expect(platforms.troubles()[0]).toMatch(sentence);
    await answersOn[OTHER[platform]](world, platforms.adapters);
  });

  test.each(WRONG)("say what to do about a wrong %s where there is no other", async (_, platform, wrong, sentence) => {
    const world = await bothPlatforms();
    const others = Object.keys(world.settings).filter((name) => name.startsWith(OTHER[platform].toUpperCase()));
    const none = Object.fromEntries(others.map((name) => [name, undefined]));
    const { noneLeft } = await started(world, { ...none, ...wrong });
    expect(await noneLeft).toEqual([expect.stringMatching(sentence)]);
  });

  test.each(["slack", "discord"] as const)(
    "start while %s cannot be reached, and connect when it can",
    async (away) => {
      const world = await bothPlatforms();
      await world[away].goAway();
      const { platforms, ended } = await started(world);
      expect(platforms.troubles()).toEqual([
        expect.stringMatching(new RegExp(`^not connected: ${away} \\(.*cannot be reached \\(ECONNREFUSED\\)`)),
      ]);
      await answersOn[OTHER[away]](world, platforms.adapters);
      await world[away].comeBack();
      await expect.poll(() => platforms.troubles(), { timeout: 20_000 }).toEqual([]);
      await answersOn[away](world, platforms.adapters);
      expect(ended).toEqual([]);
    },
  );
});
