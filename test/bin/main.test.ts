import { describe, expect, onTestFinished, test } from "vitest";
import { APPLICATION, commandInteraction, TOKEN } from "../fakes/discord/payloads.ts";
import { wordsOf } from "../fakes/discord/reading.ts";
import { serverOf } from "../fakes/discord/scene.ts";
import { openDiscord } from "../fakes/discord/server.ts";
import { APP_TOKEN, BOT_TOKEN, openFakeSlack } from "../fakes/slack/api.ts";
import { directMessage, eventCallback, slashCommand } from "../fakes/slack/payloads.ts";
import { readMessage } from "../fakes/slack/read.ts";
import { encoded, until } from "../fakes/slack/rig.ts";
import { SIGNING_SECRET, signed } from "../fakes/slack/sign.ts";
import { openFakeSocket, openSilentSocket } from "../fakes/slack/socket.ts";
import { contentFolder } from "../fixtures/content/folder.ts";
import { story } from "../fixtures/content/stories.ts";
import { programs } from "../fixtures/processes/program.ts";

const { start, run } = programs();

const API_SECRET = "secret-of-a-program-that-reads";
const STATEMENT = "The IRS has pledged to overhaul its data-sharing protocols.";

async function openPlatforms() {
  const slack = await openFakeSlack();
  const discord = await openDiscord({ servers: [serverOf()] });
  onTestFinished(async () => {
    await discord.close();
    await slack.close();
  });
  const env = {
    PORT: "0",
    SLACK_BOT_TOKEN: BOT_TOKEN,
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_API_URL: slack.apiUrl,
    DISCORD_TOKEN: TOKEN,
    DISCORD_APPLICATION_ID: APPLICATION,
    DISCORD_API_URL: discord.url,
    ...{ API: "closed", API_TOKENS: `desk:${API_SECRET}:everyone` },
  };
  return { slack, discord, env };
}

/** What the log tells of each ask of a command, ask by ask. */
function stepsOf(log: string, command: string): string[][] {
  const lines = log.split("\n").filter((line) => line.startsWith("{"));
  const steps = lines.map((line): Step => JSON.parse(line)).filter(({ ask }) => ask !== undefined);
  const asks = [...Map.groupBy(steps, ({ ask }) => ask).values()];
  return asks
    .filter(([asked]) => asked?.command === command)
    .map(([asked, ...more]) => [asked, ...more].map((step) => `${asked?.platform} ${step?.msg}`));
}

type Step = { readonly ask?: string; readonly command?: string; readonly platform?: string; readonly msg: string };

describe("the whole bot", () => {
  test("answers on both platforms and in the playground, on one port, and stops when told, with what was asked before answered", async () => {
    const { slack, discord, env } = await openPlatforms();
    slack.users.set("UADA", { id: "UADA", team_id: "T0HOME", tz: "Europe/London" });
    const { child, printed, ended, log } = start("main", [], { ...env, LOG_LEVEL: "debug" });
    const [, address] = await printed(/(http:\/\/127\.0\.0\.1:\d+)\. Ask there/);
    await until(async () => (await fetch(`${address}/readyz`)).status === 200);

    const payload = {
      command: "/whats-next",
      text: "irs",
      trigger_id: slack.newTrigger(),
      response_url: slack.newResponseUrl("CGENERAL"),
    };
    const { body, type } = encoded(slashCommand(payload));
    const response = await fetch(`${address}/slack/events`, {
      method: "POST",
      headers: { "content-type": type, ...signed(body) },
      body,
    });
    expect(response.status).toBe(200);
    const message = await until(() => slack.messages[0]);
    expect(readMessage(message).text).toContain(STATEMENT);
    expect(slack.faults).toEqual([]);

    const known = discord.interact(commandInteraction("whats-next", { topic: "irs" }));
    await until(() => known.ack);
    expect(wordsOf(discord.arrived.at(-1)?.message)).toContain(STATEMENT);
    expect(discord.illegal).toEqual([]);

    const page = await (await fetch(`${address}/?ask=${encodeURIComponent("/whats-next irs")}`)).text();
    expect(page).toContain(STATEMENT);
    expect(stepsOf(log(), "whats-next")).toEqual([
      ["slack asked", "slack answered"],
      ["discord asked", "discord answered"],
      ["console asked", "console answered"],
    ]);

    const program = { headers: { authorization: `Bearer ${API_SECRET}` } };
    expect(await (await fetch(`${address}/api/briefings/irs`, program)).text()).toContain(STATEMENT);
    const changes = () => fetch(`${address}/api/briefings/irs/changes`, program);
    await until(async () => (await changes()).status === 200);
    const { headers } = await fetch(`${address}/api/topics`);
    expect(headers.get("www-authenticate")).toBe("Bearer");

    const schedule = async (text: string) => {
      const from = { trigger_id: slack.newTrigger(), response_url: slack.newResponseUrl("CGENERAL") };
      const { body, type } = encoded(slashCommand({ command: "/briefing-schedule", text, ...from }));
      const headers = { "content-type": type, ...signed(body) };
      await fetch(`${address}/slack/events`, { method: "POST", headers, body });
    };
    const answers = () => slack.messages.filter(({ blocks }) => blocks).map((message) => readMessage(message).text);
    await schedule("irs daily 08:00");
    await until(() => answers().length === 2, 20_000);
    slack.failNext("users.info", { slowMs: 1_500 });
    await schedule("irs daily 09:00");
    await until(() => slack.callsTo("users.info").length === 2);
    child.kill("SIGTERM");
    expect((await ended).code).toBe(0);
    expect(answers()[2]).toMatch(/Save this schedule\?[\s\S]*at 09:00/);
    expect(log()).not.toContain("did not stop cleanly");
    for (const secret of [BOT_TOKEN, TOKEN, SIGNING_SECRET, API_SECRET]) expect(log()).not.toContain(secret);
  }, 60_000);

  test("answers what goes on from the answer before, in its thread", async () => {
    const { slack, env } = await openPlatforms();
    const stories = { ...story("rail-strike", "title: Rail strike"), ...story("bridge", "title: The bridge") };
    const { printed } = start("main", [], { ...env, CONTENT_DIR: await contentFolder(stories) });
    const [, address] = await printed(/(http:\/\/127\.0\.0\.1:\d+)\. Ask there/);
    await until(async () => (await fetch(`${address}/readyz`)).status === 200);
    const now = () => (Date.now() / 1_000).toFixed(6);
    const say = async (text: string, more: object) => {
      const { body, type } = encoded(eventCallback(directMessage(text, more)));
      const headers = { "content-type": type, ...signed(body) };
      await fetch(`${address}/slack/events`, { method: "POST", headers, body });
    };
    const answers = () => slack.messages.filter(({ blocks }) => blocks).map((message) => readMessage(message).text);
    const first = now();
    await say("what's next on the bridge?", { ts: first });
    expect(await until(() => answers()[0], 20_000)).toContain("A court hears the bridge.");
    await say("why?", { ts: now(), thread_ts: first });
    expect(await until(() => answers()[1], 20_000)).toContain("The bridge matters.");
  });

  test("starts while Slack's socket is silent, says so, answers on Discord, and is ready once it is there", async () => {
    const { slack, discord, env } = await openPlatforms();
    const [socket, silent] = await Promise.all([openFakeSocket(), openSilentSocket()]);
    onTestFinished(async () => void (await Promise.all([socket.close(), silent.close()])));
    slack.settings.socketUrl = silent.url;
    const { child, printed, ended, log } = start("main", [], { ...env, SLACK_APP_TOKEN: APP_TOKEN });
    const [, address] = await printed(/(http:\/\/127\.0\.0\.1:\d+)\. Ask there/);
    const ready = await fetch(`${address}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([503, expect.stringContaining("slack")]);
    expect(log()).toMatch(/Slack is not responding; starting without it|starting without Slack, and trying again/);
    await answersOnDiscord(discord);
    slack.settings.socketUrl = socket.url;
    await expect.poll(async () => (await fetch(`${address}/readyz`)).status, { timeout: 20_000 }).toBe(200);
    child.kill("SIGTERM");
    expect((await ended).code).toBe(0);
  }, 60_000);

  test("with wrong credentials of both platforms ends with what to do about each", async () => {
    const { env } = await openPlatforms();
    const wrong = { SLACK_BOT_TOKEN: "xoxb-wrong", DISCORD_TOKEN: "a.wrong.token" };
    const { code, out, err } = await run("main", [], { ...env, LOG_LEVEL: "silent", ...wrong });
    expect([code, out]).toEqual([1, ""]);
    expect(err.trim().split("\n").sort()).toEqual([
      expect.stringContaining("DISCORD_TOKEN"),
      expect.stringContaining("SLACK_BOT_TOKEN"),
    ]);
  });

  test("with wrong credentials of one goes on with the other, and says so", async () => {
    const { discord, env } = await openPlatforms();
    const { child, printed, ended, log } = start("main", [], { ...env, SLACK_BOT_TOKEN: "xoxb-wrong" });
    const [, address] = await printed(/(http:\/\/127\.0\.0\.1:\d+)\. Ask there/);
    const ready = await fetch(`${address}/readyz`);
    const why = expect.stringMatching(/^Slack has stopped: .*SLACK_BOT_TOKEN: invalid_auth/);
    expect([ready.status, await ready.json()]).toEqual([503, expect.objectContaining({ why })]);
    expect(log()).toMatch(/SLACK_BOT_TOKEN: invalid_auth/);
    await answersOnDiscord(discord);
    child.kill("SIGINT");
    expect((await ended).code).toBe(0);
  });

  test("starts while no platform can be reached, says so once, and stops at a signal", async () => {
    const { slack, discord, env } = await openPlatforms();
    await Promise.all([slack.goAway(), discord.goAway()]);
    const { child, printed, ended, log } = start("main", [], env);
    const [, address] = await printed(/(http:\/\/127\.0\.0\.1:\d+)\. Ask there/);
    const ready = await fetch(`${address}/readyz`);
    const away = (name: string) => `not connected: ${name} \\(.*cannot be reached \\(ECONNREFUSED\\)`;
    const why = expect.stringMatching(new RegExp(`^${away("slack")}.*; ${away("discord")}`));
    expect([ready.status, await ready.json()]).toEqual([503, expect.objectContaining({ ready: false, why })]);
    expect(log().match(/cannot be reached/g)).toHaveLength(2);
    child.kill("SIGHUP");
    expect((await ended).code).toBe(0);
  });
});

/** Somebody asks on Discord, and is answered. */
async function answersOnDiscord(discord: Awaited<ReturnType<typeof openPlatforms>>["discord"]) {
  const known = discord.interact(commandInteraction("whats-next", { topic: "irs" }));
  expect(wordsOf(await until(() => known.message, 8_000))).toContain(STATEMENT);
}

describe("npm run doctor", () => {
  test("tries the platforms' credentials", async () => {
    const { env } = await openPlatforms();
    const ill = await run("doctor", [], { ...env, SLACK_BOT_TOKEN: "xoxb-wrong", DISCORD_TOKEN: "a.wrong.token" });
    expect(ill.out).toMatch(/✗ Slack rejects SLACK_BOT_TOKEN: invalid_auth/);
    expect(ill.out).toMatch(/✗ Discord does not accept DISCORD_TOKEN/);
    expect(ill.code).toBe(1);
    for (const secret of ["xoxb-wrong", "a.wrong.token"]) expect(ill.out).not.toContain(secret);
  });
});

describe("npm run register", () => {
  test("tells Discord of the commands once", async () => {
    const { env } = await openPlatforms();
    expect(await run("platforms/register", [], env)).toMatchObject({
      code: 0,
      out: "The commands are registered with Discord.\n",
    });
    expect(await run("platforms/register", [], env)).toMatchObject({
      code: 0,
      out: "Discord already has these commands.\n",
    });
    const without = await run("platforms/register", []);
    expect(without).toMatchObject({
      code: 1,
      out: "",
      err: "To register the commands with Discord, set DISCORD_TOKEN and DISCORD_APPLICATION_ID (see .env.example)\n",
    });
  });

  test("says in a sentence what to do about what Discord refuses", async () => {
    const { env } = await openPlatforms();
    const { code, out, err } = await run("platforms/register", [], { ...env, DISCORD_TOKEN: "a.wrong.token" });
    expect([code, out, err.trim().split("\n")]).toEqual([1, "", [expect.stringMatching(/DISCORD_TOKEN/)]]);
  });
});

describe("npm run manifest", () => {
  test.each([
    [[], {}, true],
    [["--http"], { PUBLIC_URL: "https://nutgraf.example.org" }, false],
  ])("%j prints a manifest", async (args, env, socketMode) => {
    const { code, out } = await run("platforms/manifest", args, env);
    const { settings, features } = JSON.parse(out);
    expect([code, settings.socket_mode_enabled]).toEqual([0, socketMode]);
    expect(features.slash_commands.map(({ command }: { command: string }) => command)).toContain("/whats-next");
  });

  test("says what --http needs", async () => {
    expect(await run("platforms/manifest", ["--http"], { PUBLIC_URL: "http://nutgraf.example.org" })).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringContaining("--http needs PUBLIC_URL, the https address"),
    });
  });
});

describe("npm run ask --as", () => {
  test.each(["slack", "discord"])("%s prints the very payload", async (platform) => {
    const { code, out } = await run("ask", ["/whats-next irs", "--as", platform]);
    const payload = JSON.parse(out);
    expect(code).toBe(0);
    expect(platform === "slack" ? readMessage(payload).text : wordsOf(payload)).toContain(STATEMENT);
  });
});
