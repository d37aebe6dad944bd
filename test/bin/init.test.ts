import { existsSync } from "node:fs";
import { chmod, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { parse } from "dotenv";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { APPLICATION, commandInteraction, TOKEN } from "../fakes/discord/payloads.ts";
import { wordsOf } from "../fakes/discord/reading.ts";
import { serverOf } from "../fakes/discord/scene.ts";
import { openDiscord } from "../fakes/discord/server.ts";
import { APP_TOKEN, BOT_TOKEN, openFakeSlack } from "../fakes/slack/api.ts";
import { slashCommand } from "../fakes/slack/payloads.ts";
import { readMessage } from "../fakes/slack/read.ts";
import { encoded, until } from "../fakes/slack/rig.ts";
import { SIGNING_SECRET, signed } from "../fakes/slack/sign.ts";
import { openFakeSocket } from "../fakes/slack/socket.ts";
import { cloned } from "../fixtures/processes/program.ts";

// Whole programs, which a busy machine takes its time to start.
vi.setConfig({ testTimeout: 120_000 });

const SECRETS = [BOT_TOKEN, APP_TOKEN, TOKEN];

async function openSlack() {
  const [slack, socket] = await Promise.all([openFakeSlack(), openFakeSocket()]);
  slack.settings.socketUrl = socket.url;
  onTestFinished(async () => void (await Promise.all([slack.close(), socket.close()])));
  const tokens = { SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_APP_TOKEN: APP_TOKEN, SLACK_API_URL: slack.apiUrl };
  return { slack, socket, tokens };
}

const lines = (values: Readonly<Record<string, string>>) =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");

describe("npm run init", () => {
  test("leads from a clone to an answer in Slack", async () => {
    const { slack, socket, tokens } = await openSlack();
    const clone = await cloned();
    const first = await clone.start("init", ["--slack"], {}).ended;
    expect(first.code).toBe(1);
    const address = /https:\/\/api\.slack\.com\/apps\S+/.exec(first.out)?.[0] ?? "";
    const { features, settings } = JSON.parse(new URL(address).searchParams.get("manifest_json") ?? "");
    expect(settings.socket_mode_enabled).toBe(true);
    expect(features.slash_commands.map(({ command }: { command: string }) => command)).toContain("/whats-next");
    expect(first.err).toMatch(
      /^Slack needs SLACK_BOT_TOKEN and SLACK_APP_TOKEN: pass them in the environment[^\n]+\n$/,
    );
    expect(await readdir(clone.around)).toEqual(["nutgraf"]);
    expect(existsSync(join(clone.root, ".env"))).toBe(false);

    const set = await clone.start(
      "init",
      ["--slack", "--stdin", "--start", "example"],
      {},
      lines({ ...tokens, PORT: "0" }),
    ).ended;
    expect(set).toMatchObject({ code: 0, err: "" });
    expect(set.out).toContain("✓ Slack accepts SLACK_BOT_TOKEN, for the workspace Home");
    expect(set.out).toContain("+ SLACK_BOT_TOKEN=••••••••");
    expect(set.out).toMatch(/every quote checked[\s\S]*No problems found/);
    for (const secret of SECRETS) expect(set.out).not.toContain(secret);
    expect((await stat(join(clone.root, ".env"))).mode & 0o777).toBe(0o600);
    const env = await readFile(join(clone.root, ".env"), "utf8");
    expect(parse(env)).toMatchObject({ ...tokens, PORT: "0", CONTENT_DIR: join(clone.around, "nutgraf-content") });
    expect(env).toContain("# IDs of the workspaces and servers that may use the bot");

    const { child, printed, ended } = clone.start("main", []);
    await printed(/Ask there/);
    await until(() => socket.openConnections() > 0, 20_000);
    const from = { trigger_id: slack.newTrigger(), response_url: slack.newResponseUrl("CGENERAL") };
    socket.deliver("slash_commands", slashCommand({ command: "/whats-next", text: "irs", ...from }));
    const message = await until(() => slack.messages[0], 20_000);
    expect(readMessage(message).text).toContain("The IRS has pledged to overhaul its data-sharing protocols.");

    // A second process beside the first, with the same store.
    const second = await clone.start("main", [], { LOG_LEVEL: "silent" }).ended;
    expect([second.code, second.err.trim().split("\n")]).toEqual([1, [expect.stringMatching(/in use|another/i)]]);
    child.kill("SIGTERM");
    expect((await ended).code).toBe(0);
  });

  test("lets Slack call by HTTP instead, also where it was connected by Socket Mode before", async () => {
    const { slack, tokens } = await openSlack();
    const clone = await cloned();
    const address = "https://nutgraf.example";
    const { SLACK_APP_TOKEN, ...bot } = tokens;
    const kept = join(clone.around, "app-token");
    await writeFile(kept, SLACK_APP_TOKEN);
    await writeFile(
      join(clone.root, ".env"),
      `PUBLIC_URL=${address}\nSLACK_APP_TOKEN_FILE=${kept}\nCONTENT_DIR=content\n`,
    );
    const begun = await clone.start("init", ["--slack", "--http"]).ended;
    expect([begun.code, begun.err]).toEqual([
      1,
      expect.stringMatching(/^Slack needs SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET: [^\n]+\n$/),
    ]);
    const shown = /https:\/\/api\.slack\.com\/apps\S+/.exec(begun.out)?.[0] ?? "";
    const { features, settings } = JSON.parse(new URL(shown).searchParams.get("manifest_json") ?? "");
    expect([settings.socket_mode_enabled, settings.interactivity.request_url, features.slash_commands[0].url]).toEqual([
      false,
      `${address}/slack/events`,
      `${address}/slack/events`,
    ]);
    const given = lines({
      ...bot,
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      PORT: "0",
      CONSOLE_PASSWORD: "a good password",
    });
    const refused = await clone.start("init", ["--slack", "--http", "--stdin"], { SLACK_APP_TOKEN }, given).ended;
    expect([refused.code, refused.err]).toEqual([
      1,
      "SLACK_APP_TOKEN is set, so Slack would connect that way: remove it, including from the environment\n",
    ]);
    const set = await clone.start("init", ["--slack", "--http", "--stdin"], {}, given).ended;
    expect(set).toMatchObject({ code: 0, err: "" });
    expect(set.out).toContain("- SLACK_APP_TOKEN_FILE=••••••••\n+ SLACK_APP_TOKEN_FILE=\n");
    for (const secret of [...SECRETS, SIGNING_SECRET]) expect(set.out).not.toContain(secret);

    const { child, printed, ended } = clone.start("main", []);
    const [, at = ""] = await printed(/(http:\/\/127\.0\.0\.1:\d+)\. Ask there/);
    const from = { trigger_id: slack.newTrigger(), response_url: slack.newResponseUrl("CGENERAL") };
    const { body, type } = encoded(slashCommand({ command: "/whats-next", text: "irs", ...from }));
    const headers = { "content-type": type, ...signed(body) };
    expect((await fetch(`${at}/slack/events`, { method: "POST", headers, body })).status).toBe(200);
    expect(readMessage(await until(() => slack.messages[0], 20_000)).text).toContain("The IRS has pledged to overhaul");
    child.kill("SIGTERM");
    expect((await ended).code).toBe(0);
  });

  test("connects Discord: finds the application, tells it the commands, and gives the invite", async () => {
    const quiet = { ...serverOf("81384788765712384", "1024"), name: "Quiet room" };
    const discord = await openDiscord({ servers: [serverOf(), quiet] });
    onTestFinished(() => discord.close());
    const clone = await cloned();
    const tokens = { DISCORD_TOKEN: TOKEN, DISCORD_API_URL: discord.url };
    const set = await clone.start("init", ["--discord", "--start", "blank"], { ...tokens, HOST: "::1" }).ended;
    expect(set).toMatchObject({ code: 0, err: "" });
    const { searchParams } = new URL(/https:\/\/discord\.com\/oauth2\S+/.exec(set.out)?.[0] ?? "");
    expect(Object.fromEntries(searchParams)).toEqual({
      client_id: APPLICATION,
      scope: "bot applications.commands",
      permissions: "274877910016",
    });
    expect(set.out).toContain(
      "! In the Discord server “Quiet room” the bot lacks Send Messages, Send Messages in Threads: allow them ",
    );
    expect(set.out).not.toContain("“Newsroom”");
    expect(set.out).toContain("Discord knows the commands");
    expect(set.out).not.toContain(TOKEN);
    const written = parse(await readFile(join(clone.root, ".env"), "utf8"));
    // What the environment sets besides is not the file's business.
    expect(written).toMatchObject({ DISCORD_APPLICATION_ID: APPLICATION, HOST: "127.0.0.1", ...tokens });

    const { child, printed, ended } = clone.start("main", [], { PORT: "0" });
    await printed(/Ask there/);
    const known = discord.interact(commandInteraction("whats-next", { topic: "first-story" }));
    expect(wordsOf(await until(() => known.message, 20_000))).toContain(
      "The next step is to put a document of your own",
    );
    child.kill("SIGTERM");
    expect((await ended).code).toBe(0);
  });

  test("says in a sentence what to do about what is wrong, and writes nothing", async () => {
    const { tokens } = await openSlack();
    const clone = await cloned();
    const slack = ["--slack", "--stdin"];
    const wrong = { ...tokens, SLACK_BOT_TOKEN: "xoxb-wrong" };
    const rows: readonly [readonly string[], Readonly<Record<string, string>>, RegExp][] = [
      [slack, wrong, /^Slack rejects SLACK_BOT_TOKEN: invalid_auth\. [^\n]+\n$/],
      [slack, { ...tokens, SLACK_TOKEN: "xoxb-1" }, /^SLACK_TOKEN on standard input is not a setting: [^\n]+\n$/],
      [slack, { ...tokens, PORT: "many" }, /^\.env was not changed:\nPORT: a whole number[^\n]+\n$/],
      [["--slack", "--http"], {}, /^--http needs PUBLIC_URL, the https address [^\n]+\n$/],
      [
        [...slack, "--http"],
        { PUBLIC_URL: "http://nutgraf.example" },
        /^--http needs PUBLIC_URL, the https address [^\n]+\n$/,
      ],
      [["--content", "content/mine"], {}, /^[^\n]+ is inside Nutgraf's own folder[^\n]*\n$/],
      [[], {}, /^npm run init asks its questions at a terminal; [^\n]+\n$/],
    ];
    for (const [args, given, sentence] of rows) {
      const { code, out, err } = await clone.start("init", args, {}, lines(given)).ended;
      expect([args, given, code, err]).toEqual([args, given, 1, expect.stringMatching(sentence)]);
      for (const value of [...SECRETS, "xoxb-wrong", "xoxb-1"]) expect(out + err).not.toContain(value);
      expect((await readdir(clone.root)).filter((name) => name.startsWith(".env"))).toEqual([".env.example"]);
      expect(await readdir(clone.around)).toEqual(["nutgraf"]);
    }
  });

  test("leaves a secret in the file that holds it, and writes where that is", async () => {
    const { tokens } = await openSlack();
    const clone = await cloned();
    const file = join(clone.around, "bot-token");
    await writeFile(file, `${BOT_TOKEN}\n`);
    const { SLACK_BOT_TOKEN: _, ...others } = tokens;
    const env = { ...others, SLACK_BOT_TOKEN_FILE: file };
    expect(await clone.start("init", ["--slack"], env).ended).toMatchObject({ code: 0, err: "" });
    const text = await readFile(join(clone.root, ".env"), "utf8");
    expect(parse(text)).toMatchObject({ ...others, SLACK_BOT_TOKEN_FILE: file, SLACK_BOT_TOKEN: "" });
    expect(text).not.toContain(BOT_TOKEN);
    expect((await clone.start("init", ["--slack"]).ended).out).toMatch(/Nothing to change/);
    await rm(file);
    const gone = await clone.start("init", ["--slack"]).ended;
    expect([gone.code, gone.err]).toEqual([
      1,
      expect.stringMatching(/^SLACK_BOT_TOKEN_FILE: there is no file [^\n]+\n$/),
    ]);
  });

  test("leaves nothing behind where Ctrl+C ends it while Slack is asked", async () => {
    const { slack, tokens } = await openSlack();
    slack.failNext("auth.test", { hang: true });
    const clone = await cloned();
    const { child, ended } = clone.start("init", ["--slack"], tokens);
    await until(() => slack.callsTo("auth.test").length > 0, 20_000);
    child.kill("SIGINT");
    await ended;
    expect((await readdir(clone.root)).filter((name) => name.startsWith(".env"))).toEqual([".env.example"]);
    expect(await readdir(clone.around)).toEqual(["nutgraf"]);
  });

  test("run again changes only what is asked", async () => {
    const clone = await cloned();
    const file = join(clone.root, ".env");
    const own = "# Our own words\nPORT=4000 # the proxy knows it\nCONTENT_DIR=content\nSLACK_API_URL=\n";
    await writeFile(file, own);
    await chmod(file, 0o644);
    expect(await clone.start("init", ["--none"]).ended).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Nothing to change/),
    });
    expect(await readFile(file, "utf8")).toBe(own);
    const folder = join(clone.around, "my stories");
    const again = await clone.start("init", ["--content", "../my stories", "--start", "blank"]).ended;
    expect(again.out).toContain(`- CONTENT_DIR=content\n+ CONTENT_DIR=${folder}`);
    expect(again.code).toBe(0);
    expect(await readFile(file, "utf8")).toBe(own.replace("DIR=content", `DIR='${folder}'`));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(again.out).toContain("my stories holds 1 briefing and 1 source, every quote checked");
    await writeFile(join(folder, "sources", "mine.md"), "My own words.");
    const third = await clone.start("init", ["--content", "../my stories"]).ended;
    expect(third.out).toMatch(/^Nothing to change/);
    expect((await readdir(join(folder, "sources"))).sort()).toEqual(["first-document.md", "mine.md"]);
  });

  test("shows without writing, and tells of a port that is taken", async () => {
    const clone = await cloned();
    const dry = await clone.start("init", ["--none", "--dry-run"]).ended;
    expect(dry.out).toMatch(/\+ CONTENT_DIR=.*nutgraf-content\n.*\(new folder\)\nNothing was changed\.\n$/);
    expect(await readdir(clone.around)).toEqual(["nutgraf"]);
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => taken.once("listening", resolve));
    onTestFinished(() => void taken.close());
    const port = String((taken.address() as { port: number }).port);
    const set = await clone.start("init", ["--none", "--stdin"], {}, `PORT=${port}\n`).ended;
    expect(set.out).toContain(`port ${port} on 127.0.0.1 is in use`);
  });
});
