import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { commands } from "#commands";
import { NotSetUp } from "../../../src/app/init/plan.ts";
import { planByQuestions } from "../../../src/app/init/plan-by-questions.ts";
import { APPLICATION, TOKEN } from "../../fakes/discord/payloads.ts";
import { serverOf } from "../../fakes/discord/scene.ts";
import { openDiscord } from "../../fakes/discord/server.ts";
import { APP_TOKEN, BOT_TOKEN, openFakeSlack } from "../../fakes/slack/api.ts";
import { SIGNING_SECRET } from "../../fakes/slack/sign.ts";

const ENTER = "\r";
const SPACE = " ";
const DOWN = "\u001b[B";
const CTRL_C = "\u0003";
const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

/** A person at a terminal, who answers each question once it stands there. */
async function atDesk(
  given: Readonly<Record<string, string>>,
  answers: readonly (readonly [RegExp, ...string[]])[],
  inFile = {},
) {
  const cwd = await mkdtemp(join(tmpdir(), "nutgraf-desk-"));
  onTestFinished(() => rm(cwd, { recursive: true }));
  const [input, output] = [new PassThrough(), new PassThrough()];
  let shown = "";
  let from = 0;
  let next = 0;
  output.on("data", (part) => {
    shown += stripVTControlCharacters(String(part));
    const [question, ...keys] = answers[next] ?? [];
    const found = question?.exec(shown.slice(from));
    if (!found) return;
    from += found.index + found[0].length;
    next += 1;
    // After the question is drawn; a key at a time, as they are typed.
    setImmediate(() => {
      for (const key of keys) input.write(key);
    });
  });
  const opened: string[] = [];
  const beginning = {
    inFile,
    given,
    about: { specs: commands, schedulers: "members" as const },
    tools: { log: SILENT, now: () => 0 },
    cwd,
  };
  const desk = { input, output, open: (address: string) => void opened.push(address) };
  const plan = await planByQuestions(desk, beginning).catch((error: unknown) => error);
  return { plan, opened, shown, cwd, asked: next };
}

describe("npm run init at a terminal", () => {
  test("connects Slack: opens the address, checks each token as it is pasted, and asks again for a wrong one", async () => {
    const slack = await openFakeSlack();
    onTestFinished(() => slack.close());
    const { plan, opened, shown, cwd } = await atDesk({ SLACK_API_URL: slack.apiUrl }, [
      [/Where should the bot answer/, SPACE, ENTER],
      [/Open this address/, ENTER],
      [/SLACK_BOT_TOKEN \(/, "xoxb-wrong", ENTER],
      [/invalid_auth[\s\S]*Paste it again/, ENTER],
      [/SLACK_BOT_TOKEN \(/, BOT_TOKEN, ENTER],
      [/SLACK_APP_TOKEN \(/, APP_TOKEN, ENTER],
      [/Folder for your sources/, ENTER],
      [/What should it start with/, DOWN, ENTER],
    ]);
    const folder = join(cwd, "../nutgraf-content");
    expect(plan).toMatchObject({
      values: {
        SLACK_BOT_TOKEN: BOT_TOKEN,
        SLACK_APP_TOKEN: APP_TOKEN,
        SLACK_API_URL: slack.apiUrl,
        CONTENT_DIR: folder,
      },
      content: { folder, start: "example" },
      platforms: [{ name: "slack" }],
    });
    expect(opened).toEqual([expect.stringMatching(/^https:\/\/api\.slack\.com\/apps\?new_app=1&manifest_json=/)]);
    // On a line of its own, to be copied whole.
    expect(shown.split(/\r?\n/)).toContain(opened[0]);
    expect(shown.match(/Slack accepts SLACK_BOT_TOKEN/g)).toHaveLength(1);
    for (const secret of [BOT_TOKEN, APP_TOKEN, "xoxb-wrong"]) expect(shown).not.toContain(secret);
  });

  test("says which scope lacks, and keeps the token where it is told to", async () => {
    const slack = await openFakeSlack();
    onTestFinished(() => slack.close());
    slack.scopes.delete("groups:read");
    const { plan, shown } = await atDesk(
      { SLACK_API_URL: slack.apiUrl },
      [
        [/Where should the bot answer/, SPACE, ENTER],
        [/Open this address/, "n"],
        [/SLACK_BOT_TOKEN \(/, BOT_TOKEN, ENTER],
        [/Paste it again/, "n"],
        [/SLACK_APP_TOKEN \(/, APP_TOKEN, ENTER],
      ],
      { CONTENT_DIR: "/stories" },
    );
    expect(shown.replace(/[│\s]+/g, " ")).toContain("SLACK_BOT_TOKEN lacks groups:read");
    expect(plan).toMatchObject({ values: { SLACK_BOT_TOKEN: BOT_TOKEN }, platforms: [{ name: "slack" }] });
    expect(plan).not.toHaveProperty("content");
  });

  test.each([
    [
      "calls the bot, where there is an address and that is chosen",
      [DOWN, ENTER],
      "SLACK_SIGNING_SECRET",
      SIGNING_SECRET,
    ],
    ["is connected to, unless that is chosen", [ENTER], "SLACK_APP_TOKEN", APP_TOKEN],
  ])("Slack %s", async (_, choice, setting, secret) => {
    const slack = await openFakeSlack();
    onTestFinished(() => slack.close());
    const publicUrl = "https://nutgraf.example";
    const inFile = { CONTENT_DIR: "/stories", PUBLIC_URL: publicUrl, SLACK_APP_TOKEN: "xapp-before" };
    const { plan, opened, asked } = await atDesk(
      { SLACK_API_URL: slack.apiUrl },
      [
        [/Where should the bot answer/, SPACE, ENTER],
        [/How should the bot connect to Slack/, ...choice],
        [/Open this address/, ENTER],
        [/SLACK_BOT_TOKEN \(/, BOT_TOKEN, ENTER],
        [new RegExp(`${setting} \\(`), secret, ENTER],
      ],
      inFile,
    );
    expect(asked).toBe(5);
    const isCalled = setting === "SLACK_SIGNING_SECRET";
    expect(plan).toMatchObject({
      values: { SLACK_BOT_TOKEN: BOT_TOKEN, [setting]: secret, ...(isCalled && { SLACK_APP_TOKEN: "" }) },
    });
    const { settings } = JSON.parse(new URL(opened[0] ?? "").searchParams.get("manifest_json") ?? "");
    expect(settings.socket_mode_enabled).toBe(!isCalled);
    if (isCalled) expect(settings.event_subscriptions.request_url).toBe(`${publicUrl}/slack/events`);
  });

  test("connects Discord with the token alone, and says what the bot lacks in which server", async () => {
    const discord = await openDiscord({ servers: [serverOf("81384788765712384", "1024")] });
    onTestFinished(() => discord.close());
    const { plan, shown } = await atDesk(
      { DISCORD_API_URL: discord.url },
      [
        [/Where should the bot answer/, DOWN, SPACE, ENTER],
        [/Open this address/, "n"],
        [/DISCORD_TOKEN \(/, TOKEN, ENTER],
      ],
      { CONTENT_DIR: "/stories" },
    );
    expect(plan).toMatchObject({
      values: { DISCORD_TOKEN: TOKEN, DISCORD_APPLICATION_ID: APPLICATION },
      platforms: [{ name: "discord" }],
    });
    expect(shown.replace(/[│\s]+/g, " ")).toContain(
      "“Newsroom” the bot lacks Send Messages, Send Messages in Threads:",
    );
  });

  const steps: readonly (readonly [RegExp, ...string[]])[] = [
    [/Where should the bot answer/, SPACE, ENTER],
    [/Open this address/, "n"],
    [/SLACK_BOT_TOKEN \(/, BOT_TOKEN, ENTER],
    [/SLACK_APP_TOKEN \(/, APP_TOKEN, ENTER],
    [/Folder for your sources/, ENTER],
    [/What should it start with/, ENTER],
  ];
  test.each(steps.map(([question], index) => [question, index] as const))(
    "Ctrl+C at %s leaves, and nothing was changed",
    async (question, index) => {
      const slack = await openFakeSlack();
      onTestFinished(() => slack.close());
      const answers = [...steps.slice(0, index), [question, CTRL_C] as const];
      const { plan, asked } = await atDesk({ SLACK_API_URL: slack.apiUrl }, answers);
      expect(asked).toBe(answers.length);
      expect(plan).toEqual(new NotSetUp("Nothing was changed."));
    },
  );
});
