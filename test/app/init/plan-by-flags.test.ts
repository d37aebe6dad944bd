import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Given } from "#chat";
import { commands } from "#commands";
import { NotSetUp } from "../../../src/app/init/plan.ts";
import { planByFlags } from "../../../src/app/init/plan-by-flags.ts";
import { platformsSet } from "../../../src/app/settings/platforms.ts";
import { APP_TOKEN, BOT_TOKEN, openFakeSlack } from "../../fakes/slack/api.ts";
import { contentFolder } from "../../fixtures/content/folder.ts";

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

/** Plans to connect a Slack whose app lacks a scope, where one is named. */
async function plan(wrong: Given, { lacks, content }: { lacks?: string; content?: string } = {}) {
  const slack = await openFakeSlack();
  onTestFinished(() => slack.close());
  if (lacks !== undefined) slack.scopes.delete(lacks);
  const given = { SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_APP_TOKEN: APP_TOKEN, SLACK_API_URL: slack.apiUrl, ...wrong };
  const folder = await contentFolder({ "full/letter.txt": "Dear all" });
  const wishes = { platforms: platformsSet(given), unchecked: false, named: {}, ...(content && { content }) };
  const about = { specs: commands, schedulers: "members" as const };
  const beginning = { inFile: {}, given, about, tools: { log: SILENT, now: Date.now }, cwd: join(folder, "checkout") };
  return planByFlags(wishes, beginning, () => {});
}

test.each([
  [
    "an app's token that Slack does not know",
    { SLACK_APP_TOKEN: "xapp-wrong" },
    {},
    /^Slack rejects SLACK_APP_TOKEN: invalid_auth\. /,
  ],
  [
    "a token of another kind",
    { SLACK_BOT_TOKEN: "xoxp-1-2-3" },
    {},
    /^SLACK_BOT_TOKEN: a bot token, which begins with xoxb-/,
  ],
  ["a scope that the token lacks", {}, { lacks: "users:read" }, /^SLACK_BOT_TOKEN lacks users:read \(/],
  ["a content folder with other files", {}, { content: "../full" }, /holds other files/],
] as const)("flags are refused with %s, in a sentence without the token", async (_, wrong, more, sentence) => {
  const refused = await plan(wrong, more).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(NotSetUp);
  const { message } = refused as NotSetUp;
  expect(message).toMatch(sentence);
  expect(message).not.toContain("\n");
  for (const token of [BOT_TOKEN, APP_TOKEN, ...Object.values(wrong)]) expect(message).not.toContain(token);
});
