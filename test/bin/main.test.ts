import { describe, expect, onTestFinished, test } from "vitest";
import { APPLICATION, commandInteraction, TOKEN } from "../fakes/discord/payloads.ts";
import { wordsOf } from "../fakes/discord/reading.ts";
import { serverOf } from "../fakes/discord/scene.ts";
import { openDiscord } from "../fakes/discord/server.ts";
import { APP_TOKEN, BOT_TOKEN, openFakeSlack } from "../fakes/slack/api.ts";
import { slashCommand } from "../fakes/slack/payloads.ts";
import { readMessage } from "../fakes/slack/read.ts";
import { encoded, until } from "../fakes/slack/rig.ts";
import { SIGNING_SECRET, signed } from "../fakes/slack/sign.ts";
import { openFakeSocket, openSilentSocket } from "../fakes/slack/socket.ts";
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

describe("the whole bot", () => {
  test("answers on both platforms and in the playground, on one port, and stops when told", async () => {
    const { slack, discord, env } = await openPlatforms();
    const { child, printed, ended, log } = start("main", [], env);
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

    const program = { headers: { authorization: `Bearer ${API_SECRET}` } };
    expect(await (await fetch(`${address}/api/briefings/irs`, program)).text()).toContain(STATEMENT);
    const changes = () => fetch(`${address}/api/briefings/irs/changes`, program);
    await until(async () => (await changes()).status === 200);
    const { headers } = await fetch(`${address}/api/topics`);
    expect(headers.get("www-authenticate")).toBe("Bearer");
    child.kill("SIGTERM");
    expect((await ended).code).toBe(0);
    for (const secret of [BOT_TOKEN, TOKEN, SIGNING_SECRET, API_SECRET]) expect(log()).not.toContain(secret);
  });

  test("answers what was asked before it is told to stop, out of what is stored", async () => {
    const { slack, env } = await openPlatforms();
    slack.users.set("UADA", { id: "UADA", team_id: "T0HOME", tz: "Europe/London" });
    const { child, printed, ended, log } = start("main", [], env);
    const [, address] = await printed(/(http:\/\/127\.0\.0\.1:\d+)\. Ask there/);
    const ask = async (text: string) => {
      const from = { trigger_id: slack.newTrigger(), response_url: slack.newResponseUrl("CGENERAL") };
      const { body, type } = encoded(slashCommand({ command: "/briefing-schedule", text, ...from }));
      const headers = { "content-type": type, ...signed(body) };
      await fetch(`${address}/slack/events`, { method: "POST", headers, body });
    };
    const answers = () => slack.messages.filter(({ blocks }) => blocks).map((message) => readMessage(message).text);
    await ask("irs daily 08:00");
    await until(() => answers().length === 1, 20_000);
    slack.failNext("users.info", { slowMs: 1_500 });
    await ask("irs daily 09:00");
    await until(() => slack.callsTo("users.info").length === 2);
    child.kill("SIGTERM");
    expect((await ended).code).toBe(0);
    expect(answers()[1]).toMatch(/Save this schedule\?[\s\S]*at 09:00/);
    expect(log()).not.toContain("did not stop cleanly");
  }, 60_000);

  test("starts while Slack's socket is silent, says so, and is ready once it is there", async () => {
    const { slack, env } = await openPlatforms();
    const [socket, silent] = await Promise.all([openFakeSocket(), openSilentSocket()]);
    onTestFinished(async () => void (await Promise.all([socket.close(), silent.close()])));
    slack.settings.socketUrl = silent.url;
    const { child, printed, ended, log } = start("main", [], { ...env, SLACK_APP_TOKEN: APP_TOKEN });
    const [, address] = await printed(/(http:\/\/127\.0\.0\.1:\d+)\. Ask there/);
    const ready = await fetch(`${address}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([503, expect.stringContaining("slack")]);
    expect(log()).toMatch(/Slack is not responding; starting without it|starting without Slack, and trying again/);
    slack.settings.socketUrl = socket.url;
    await expect.poll(async () => (await fetch(`${address}/readyz`)).status, { timeout: 20_000 }).toBe(200);
    child.kill("SIGTERM");
    expect((await ended).code).toBe(0);
  }, 60_000);

  const WRONG = [
    ["SLACK_BOT_TOKEN", "slack", { SLACK_BOT_TOKEN: "xoxb-wrong" }, /SLACK_BOT_TOKEN: invalid_auth/],
    ["SLACK_APP_TOKEN", "slack", { SLACK_APP_TOKEN: "xapp-wrong" }, /SLACK_APP_TOKEN: invalid_auth/],
    ["DISCORD_TOKEN", "discord", { DISCORD_TOKEN: "a.wrong.token" }, /DISCORD_TOKEN/],
    ["DISCORD_APPLICATION_ID", "discord", { DISCORD_APPLICATION_ID: "112233445566778899" }, /DISCORD_APPLICATION_ID/],
  ] as const;

  test.each(WRONG)(
    "with a wrong %s and no other platform ends with what to do",
    async (_, platform, wrong, message) => {
      const { env } = await openPlatforms();
      const { code, err } = await run("main", [], { ...only(platform, env), LOG_LEVEL: "silent", ...wrong });
      expect(code).toBe(1);
      expect(err).toMatch(message);
      expect(err.trim().split("\n")).toHaveLength(1);
    },
  );

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

  test.each(WRONG)(
    "with a wrong %s goes on with the other platform, and says so",
    async (_, platform, wrong, message) => {
      const { slack, discord, env } = await openPlatforms();
      const { child, printed, ended, log } = start("main", [], { ...env, ...wrong });
      const [, address] = await printed(/(http:\/\/127\.0\.0\.1:\d+)\. Ask there/);
      const ready = await fetch(`${address}/readyz`);
      const { why } = (await ready.json()) as { why: string };
      expect([ready.status, why]).toEqual([503, expect.stringMatching(new RegExp(`^${platform} has stopped: `, "i"))]);
      expect(why).toMatch(message);
      expect(log()).toMatch(message);
      if (platform === "slack") await answersOn.discord(discord);
      else await answersOn.slack(slack, address ?? "");
      child.kill("SIGTERM");
      expect((await ended).code).toBe(0);
    },
  );

  test.each(["slack", "discord"] as const)(
    "starts while %s cannot be reached, and connects when it can",
    async (away) => {
      const { slack, discord, env } = await openPlatforms();
      const platform = { slack, discord }[away];
      await platform.goAway();
      const { child, printed, ended, log } = start("main", [], env);
      const [, address] = await printed(/(http:\/\/127\.0\.0\.1:\d+)\. Ask there/);
      const readiness = async () => (await fetch(`${address}/readyz`)).json();
      expect(await readiness()).toMatchObject({
        ready: false,
        why: expect.stringMatching(new RegExp(`^not connected: ${away} \\(.*cannot be reached \\(ECONNREFUSED\\)`)),
      });
      expect(log().match(/cannot be reached/g)).toHaveLength(1);
      if (away === "slack") await answersOn.discord(discord);
      else await answersOn.slack(slack, address ?? "");
      await platform.comeBack();
      await expect.poll(readiness, { timeout: 20_000 }).toMatchObject({ ready: true });
      if (away === "slack") await answersOn.slack(slack, address ?? "");
      else await answersOn.discord(discord);
      child.kill("SIGTERM");
      expect((await ended).code).toBe(0);
    },
  );

  test.each(["SIGTERM", "SIGHUP", "SIGINT"] as const)(
    "stops at %s, also while a platform is waited for",
    async (signal) => {
      const { slack, env } = await openPlatforms();
      await slack.goAway();
      const { child, printed, ended } = start("main", [], only("slack", env));
      await printed(/Ask there/);
      child.kill(signal);
      expect((await ended).code).toBe(0);
    },
  );
});

type Platforms = Awaited<ReturnType<typeof openPlatforms>>;

/** The settings of one platform alone. */
function only(platform: string, env: Platforms["env"]): Readonly<Record<string, string>> {
  const own = Object.entries(env).filter(([name]) => name === "PORT" || name.startsWith(platform.toUpperCase()));
  return Object.fromEntries(own);
}

/** Somebody asks on a platform, and is answered. */
const answersOn = {
  async slack(slack: Platforms["slack"], address: string) {
    const before = slack.messages.length;
    const from = { trigger_id: slack.newTrigger(), response_url: slack.newResponseUrl("CGENERAL") };
    const { body, type } = encoded(slashCommand({ command: "/whats-next", text: "irs", ...from }));
    const headers = { "content-type": type, ...signed(body) };
    expect((await fetch(`${address}/slack/events`, { method: "POST", headers, body })).status).toBe(200);
    expect(readMessage(await until(() => slack.messages[before])).text).toContain(STATEMENT);
  },
  async discord(discord: Platforms["discord"]) {
    const known = discord.interact(commandInteraction("whats-next", { topic: "irs" }));
    expect(wordsOf(await until(() => known.message, 8_000))).toContain(STATEMENT);
  },
};

describe("npm run doctor", () => {
  test("tries the platforms' credentials", async () => {
    const { env } = await openPlatforms();
    const well = await run("doctor", [], env);
    expect(well.out).toMatch(/✓ Slack accepts SLACK_BOT_TOKEN/);
    expect(well.out).toMatch(/✓ Discord accepts DISCORD_TOKEN/);
    const ill = await run("doctor", [], { ...env, SLACK_BOT_TOKEN: "xoxb-wrong", DISCORD_TOKEN: "a.wrong.token" });
    expect(ill.out).toMatch(/✗ Slack rejects SLACK_BOT_TOKEN: invalid_auth/);
    expect(ill.out).toMatch(/✗ Discord does not accept DISCORD_TOKEN/);
    expect(ill.code).toBe(1);
    for (const secret of [BOT_TOKEN, APP_TOKEN, TOKEN]) expect(well.out + ill.out).not.toContain(secret);
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
      err: expect.stringContaining("set DISCORD_TOKEN and DISCORD_APPLICATION_ID"),
    });
  });

  test.each([
    [{ DISCORD_TOKEN: "a.wrong.token" }, /DISCORD_TOKEN/],
    [{ DISCORD_APPLICATION_ID: "112233445566778899" }, /DISCORD_APPLICATION_ID/],
  ])("says in a sentence what to do about %j", async (wrong, message) => {
    const { env } = await openPlatforms();
    const { code, out, err } = await run("platforms/register", [], { ...env, ...wrong });
    expect([code, out, err.trim().split("\n")]).toEqual([1, "", [expect.stringMatching(message)]]);
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
    expect(await run("platforms/manifest", ["--http"])).toMatchObject({
      code: 1,
      err: expect.stringContaining("--http needs PUBLIC_URL"),
    });
    expect(await run("platforms/manifest", ["--http"], { PUBLIC_URL: "http://nutgraf.example.org" })).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringContaining("the https address"),
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
