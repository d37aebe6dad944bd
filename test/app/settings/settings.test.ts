import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { tellTokens } from "../../../src/app/settings/api-tokens.ts";
import { adviceOn } from "../../../src/app/settings/setting-advice.ts";
import {
  programEnvironment,
  readSettings,
  SETTING_NAMES,
  sayStray,
  strayNames,
} from "../../../src/app/settings/settings.ts";
import { contentFolder } from "../../fixtures/content/folder.ts";
import { NONE, problemsOf } from "./problems-of.ts";

describe("settings", () => {
  test("have defaults that run on this machine alone", () => {
    expect(readSettings({}, NONE)).toEqual({
      CONTENT_DIR: "content",
      DATA_DIR: "data",
      HOST: "127.0.0.1",
      PORT: 3000,
      LOG_LEVEL: "info",
      REQUIRE_REVIEW: "no",
      API: "open",
      SCHEDULERS: "members",
      STALE: "say",
      WEEKLY: "yes",
      COUNT_QUESTIONS: "no",
      platforms: { DISCORD_USER_INSTALLS: "no" },
    });
  });

  test.each([
    ["openai:a-model", { speaks: "openai", name: "a-model", url: "https://api.openai.com/v1" }],
    ["anthropic:a-model", { speaks: "anthropic", name: "a-model", url: "https://api.anthropic.com/v1" }],
    ["org/model:8b@http://localhost:1/v1", { speaks: "openai", name: "org/model:8b", url: "http://localhost:1/v1" }],
  ])("name a model and where it is: %s", (MODEL, meant) => {
    expect(readSettings({ MODEL, MODEL_KEY: "k" }, NONE).MODEL).toEqual(meant);
  });

  test("name programs and what each reads", () => {
    const secret = "0123456789-abcdef_0123456789";
    const more = secret.toUpperCase();
    const API_TOKENS = `desk:${secret}:slack:T0123/C045+discord:1122+full-text, web:${more}:everyone`;
    const tokens = readSettings({ API_TOKENS }, NONE).API_TOKENS ?? [];
    const scopes = [
      { platform: "slack", tenant: "T0123", place: "C045" },
      { platform: "discord", tenant: "1122" },
    ];
    expect(tokens).toEqual([
      { name: "desk", secret, scopes, readsWhole: true },
      { name: "web", secret: more, scopes: [], readsWhole: false },
    ]);
    expect(tellTokens(tokens)).toBe("desk (slack:T0123/C045, discord:1122, full-text), web (everyone)");
  });

  test.each([
    ["no scopes", "desk:0123456789-abcdef_0123456789"],
    ["an empty scope", "desk:0123456789-abcdef_0123456789:slack:T0123+"],
    ["a scope of nothing", "desk:0123456789-abcdef_0123456789:slack"],
    ["an unknown word", "desk:0123456789-abcdef_0123456789:everything"],
    ["a short secret", "desk:0123456789-abcdef:everyone"],
    ["a secret with a space", "desk:0123456789 abcdef_0123456789:everyone"],
    ["a nameless one", ":0123456789-abcdef_0123456789:everyone"],
    ["one wrong among two", "desk:0123456789-abcdef_0123456789:everyone web:short:everyone"],
    ["a secret that two share", "a:0123456789-abcdef_0123456789:everyone b:0123456789-abcdef_0123456789:everyone"],
    ["a name that two share", "a:0123456789-abcdef_0123456789:everyone a:1123456789-abcdef_0123456789:everyone"],
  ])("refuse %s among the tokens, and repeat no secret", (_, API_TOKENS) => {
    const [problem = "", ...more] = problemsOf({ API_TOKENS });
    expect(problem).toMatch(/^API_TOKENS: /);
    expect(more).toEqual([]);
    expect(problem).not.toContain("abcdef");
  });

  test.each<[Record<string, string>, string[]]>([
    [{ PORT: "0" }, []],
    [{ API: "closed" }, []],
    [{ API: "off" }, ["API: open or closed"]],
    [{ PORT: "" }, []],
    [{ PUBLISHER: "The Harbor Post", REQUIRE_REVIEW: "yes" }, []],
    [{ PUBLISHER: "x".repeat(76) }, ["PUBLISHER: a name of at most 75 characters"]],
    [{ PUBLISHER: "The\u202ePost" }, ["PUBLISHER: a name of at most 75 characters"]],
    [{ REQUIRE_REVIEW: "maybe" }, ["REQUIRE_REVIEW: yes or no"]],
    [{ PORT: "eighty" }, ["PORT: a whole number from 0 to 65535 (0: any free port)"]],
    [{ PORT: "65536" }, ["PORT: a whole number from 0 to 65535 (0: any free port)"]],
    [{ PORT: "-1" }, ["PORT: a whole number from 0 to 65535 (0: any free port)"]],
    [
      { HOST: "127.0.0.1:80", CONSOLE_PASSWORD: "long enough" },
      ["HOST: a host name or address without a port, like 127.0.0.1"],
    ],
    [{ HOST: "::1" }, []],
    [{ HOST: "127.4.5.6" }, []],
    [
      { HOST: "0.0.0.0" },
      [
        "CONSOLE_PASSWORD: set it, since HOST=0.0.0.0 lets other machines reach the console; or leave HOST at 127.0.0.1",
      ],
    ],
    [
      { HOST: "127.0.0.1.example.org" },
      [
        "CONSOLE_PASSWORD: set it, since HOST=127.0.0.1.example.org lets other machines reach the console; or leave HOST at 127.0.0.1",
      ],
    ],
    [{ HOST: "::", CONSOLE_PASSWORD: "long enough" }, []],
    [{ CONSOLE_PASSWORD: "short" }, ["CONSOLE_PASSWORD: at least 8 characters"]],
    [
      { PUBLIC_URL: "nutgraf.example.org" },
      ["PUBLIC_URL: an http or https address without a path, like https://nutgraf.example.org"],
    ],
    [
      { PUBLIC_URL: "https://nutgraf.example.org/bot" },
      ["PUBLIC_URL: an http or https address without a path, like https://nutgraf.example.org"],
    ],
    [{ PUBLIC_URL: "https://nutgraf.example.org/" }, []],
    [
      { SLACK_BOT_TOKEN: "xoxb-1" },
      [
        "SLACK_APP_TOKEN or SLACK_SIGNING_SECRET: set the one for Socket Mode or the other for HTTP, since SLACK_BOT_TOKEN is set",
      ],
    ],
    [{ SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1" }, []],
    [{ SLACK_APP_TOKEN: "xapp-1" }, ["SLACK_BOT_TOKEN: set it, since the Slack app's other settings are"]],
    [
      { SLACK_BOT_TOKEN: "xapp-1", SLACK_APP_TOKEN: "xoxb-1" },
      [
        "SLACK_BOT_TOKEN: a bot token, which begins with xoxb- (your app, OAuth & Permissions)",
        "SLACK_APP_TOKEN: an app-level token, which begins with xapp- (your app, Basic Information)",
      ],
    ],
    [{ DISCORD_TOKEN: "a.b.c" }, ["DISCORD_APPLICATION_ID: set it, since DISCORD_TOKEN is"]],
    [
      { DISCORD_TOKEN: "a b", DISCORD_APPLICATION_ID: "my-app" },
      [
        "DISCORD_TOKEN: a bot token in three parts (your application, Bot, Reset Token)",
        "DISCORD_APPLICATION_ID: the application's id, a long number (your application, General Information)",
      ],
    ],
    [{ ALLOWED_TENANTS: "T012, 112233445566778899" }, []],
    [{ ALLOWED_TENANTS: "," }, ["ALLOWED_TENANTS: IDs of Slack workspaces and Discord servers, separated by commas"]],
    [
      { ALLOWED_TENANTS: "my team" },
      ["ALLOWED_TENANTS: IDs of Slack workspaces and Discord servers, separated by commas"],
    ],
    [{ COMMAND_PREFIX: "/acme" }, ["COMMAND_PREFIX: at most 12 of a-z and 0-9, like acme"]],
    [{ SLACK_API_URL: "file:///etc" }, ["SLACK_API_URL: an http or https address; leave it empty for Slack's own"]],
    [{ MODEL: "openai:some-model", MODEL_KEY: "sk-1" }, []],
    [{ MODEL: "openai:some-model" }, ["MODEL_KEY: set it, since MODEL=openai:some-model needs one"]],
    [{ MODEL: "anthropic:some-model" }, ["MODEL_KEY: set it, since MODEL=anthropic:some-model needs one"]],
    [{ MODEL: "qwen3:8b@http://localhost:11434/v1" }, []],
    [{ MODEL: "anthropic:some-model@http://127.0.0.1:8080/v1" }, []],
    ...[
      "some-model",
      "openai:",
      "@http://localhost",
      "a b@http://localhost",
      "m@file:///x",
      "m@http://u:p@host/v1",
    ].map((MODEL): [Record<string, string>, string[]] => [
      { MODEL, MODEL_KEY: "sk-1" },
      ["MODEL: openai:NAME, anthropic:NAME, or NAME@ADDRESS, like qwen3:8b@http://localhost:11434/v1"],
    ]),
    [{ MODEL_KEY: "two words" }, ["MODEL_KEY: the key as the provider gave it, without spaces"]],
    [{ LOG_LEVEL: "loud" }, ["LOG_LEVEL: one of debug, info, warn, error, silent"]],
    [
      { PORT: "x", LOG_LEVEL: "y", PUBLIC_URL: "z", HOST: "0.0.0.0" },
      [
        "PORT: a whole number from 0 to 65535 (0: any free port)",
        "PUBLIC_URL: an http or https address without a path, like https://nutgraf.example.org",
        "LOG_LEVEL: one of debug, info, warn, error, silent",
        "CONSOLE_PASSWORD: set it, since HOST=0.0.0.0 lets other machines reach the console; or leave HOST at 127.0.0.1",
      ],
    ],
  ])("%j: every problem at once, by name", (env, problems) => {
    expect(problemsOf(env)).toEqual(problems);
  });

  test.each([
    ["CONSOLE_PASSWORD=longpassword#1", true],
    ["CONSOLE_PASSWORD=longpassword #1", true],
    ["CONSOLE_PASSWORD=#longpassword", true],
    ["export CONSOLE_PASSWORD = long#password # mine", true],
    ["CONSOLE_PASSWORD: long#password", true],
    ['CONSOLE_PASSWORD="longpassword#1', true],
    ['CONSOLE_PASSWORD="longpassword"#1', true],
    ["CONSOLE_PASSWORD=longpassword\r\nDATA_DIR=/srv/#1", true],
    ["DATABASE_URL=postgres://user:pass#word@host/database", true],
    ["CONSOLE_PASSWORD=long#password\nCONSOLE_PASSWORD=longpassword", false],
    ["CONSOLE_PASSWORD='longpassword#1'", false],
    ['CONSOLE_PASSWORD="longpassword#1" # mine', false],
    ["CONSOLE_PASSWORD=`longpassword#1`", false],
    ["CONSOLE_PASSWORD=longpassword # mine", false],
    ["# CONSOLE_PASSWORD=longpassword#1", false],
    ["CONSOLE_PASSWORD= # none", false],
    ["CONSOLE_NOTES=a#b", false],
  ])("lose nothing that .env says: %j", async (line, isLoss) => {
    const file = join(await contentFolder(), ".env");
    await writeFile(file, `PORT=0\n${line}\nLOG_LEVEL=info\n`);
    const name = /DATA\w+/.exec(line)?.[0] ?? "CONSOLE_PASSWORD";
    const problems = isLoss ? [`${name}: put it in quotation marks; now what follows # is read as a comment`] : [];
    expect(problemsOf({}, file)).toEqual(problems);
    // What the environment sets itself is as it is set.
    if (name === "CONSOLE_PASSWORD") expect(problemsOf({ CONSOLE_PASSWORD: "long#password" }, file)).toEqual([]);
  });

  test.each(['CONSOLE_PASSWORD="long\\new"', 'CONSOLE_PASSWORD="longpassword\nDATA_DIR=data"'])(
    "hold no line break: %j",
    async (lines) => {
      const file = join(await contentFolder(), ".env");
      await writeFile(file, lines);
      const message = "CONSOLE_PASSWORD: put it in single quotation marks, on one line; now it contains a line break";
      expect(problemsOf({}, file)).toEqual([message]);
    },
  );

  test("are all in .env.example, which sets nothing that is not one", async () => {
    const names = [...(await readFile(".env.example", "utf8")).matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(names.sort()).toEqual([...SETTING_NAMES].sort());
    expect(strayNames({}, ".env.example")).toEqual([]);
    expect(() => readSettings({}, ".env.example")).not.toThrow();
  });
});

async function envFile(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "nutgraf-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, ".env");
  await writeFile(file, text);
  return file;
}

describe("a name in .env that is no setting", () => {
  test.each([
    ["SLACK_TOKEN", "SLACK_BOT_TOKEN"],
    ["slack_bot_token", "SLACK_BOT_TOKEN"],
    ["SLACK_BOT_USER_OAUTH_TOKEN", "SLACK_BOT_TOKEN"],
    ["SLACK_API_TOKEN", "SLACK_BOT_TOKEN"],
    ["SLACK_OAUTH_TOKEN", "SLACK_BOT_TOKEN"],
    ["SLACK_APP_LEVEL_TOKEN", "SLACK_APP_TOKEN"],
    ["SLACK_SECRET", "SLACK_SIGNING_SECRET"],
    ["SLACK_SIGNING", "SLACK_SIGNING_SECRET"],
    ["DISCORD_BOT_TOKEN", "DISCORD_TOKEN"],
    ["DISCORD_CLIENT_ID", "DISCORD_APPLICATION_ID"],
    ["DISCORD_APP_ID", "DISCORD_APPLICATION_ID"],
    ["DISCORD_USER_INSTALL", "DISCORD_USER_INSTALLS"],
    ["CONSOLE_PASSWRD", "CONSOLE_PASSWORD"],
    ["CONSOLE_PASS", "CONSOLE_PASSWORD"],
    ["PASSWORD", "CONSOLE_PASSWORD"],
    ["PUBLICURL", "PUBLIC_URL"],
    ["PUBLIC_URI", "PUBLIC_URL"],
    ["BASE_URL", "PUBLIC_URL"],
    ["DATABASE_URI", "DATABASE_URL"],
    ["POSTGRES_URL", "DATABASE_URL"],
    ["DATADIR", "DATA_DIR"],
    ["CONTENT_DIRECTORY", "CONTENT_DIR"],
    ["LOGLEVEL", "LOG_LEVEL"],
    ["ALLOWED_TENANT", "ALLOWED_TENANTS"],
    ["COMMANDS_PREFIX", "COMMAND_PREFIX"],
    ["OPERATORS", "OPERATOR"],
    ["port", "PORT"],
    ["SLACK_WEBHOOK_URL", undefined],
    ["SLACK_APP_ID", undefined],
    ["COMPOSE_PROJECT_NAME", undefined],
    ["TZ", undefined],
  ])("%s is told, with or without a value, and what was meant: %s", async (name, meant) => {
    for (const value of ["", "xoxb-1"]) {
      const file = await envFile(`${name}=${value}\nPORT=0\n`);
      expect(strayNames({}, file)).toEqual([{ name, where: ".env", ...(meant && { meant }) }]);
    }
  });

  test("is told in a sentence that says what to do, also where nothing comes near", () => {
    expect(sayStray({ name: "SLACK_TOKEN", where: ".env", meant: "SLACK_BOT_TOKEN" })).toBe(
      "SLACK_TOKEN in .env is not a setting: did you mean SLACK_BOT_TOKEN? Correct or remove it; .env.example lists them all",
    );
    expect(sayStray({ name: "TZ", where: ".env" })).toBe(
      "TZ in .env is not a setting: correct or remove it; .env.example lists them all",
    );
  });

  test.each([
    [{ SLACK_TOKEN: "x" }, ["SLACK_BOT_TOKEN"]],
    [{ SLACK_TOKEN: "" }, []],
    [{ SLACK_TOKEN: "x", SLACK_BOT_TOKEN: "xoxb-1" }, []],
    [{ DISCORD_BOT_TOKEN: "x", LOGLEVEL: "debug" }, ["DISCORD_TOKEN", "LOG_LEVEL"]],
    [{ slack_bot_token: "x" }, ["SLACK_BOT_TOKEN"]],
    // What machines, shells and other programs have.
    [{ HOSTNAME: "a", PATH: "b", XDG_DATA_DIRS: "c", PGDATABASE: "d", npm_config_public_url: "e", PORT0: "1" }, []],
    [{ host: "a", port: "1", BASE_URL: "b", GITHUB_TOKEN: "c", BOT_TOKEN: "d", DB_URL: "e", PASSWORD: "f" }, []],
    [{ KUBERNETES_SERVICE_HOST: "a", NUTGRAF_SERVICE_PORT: "1", COLORTERM: "b", LOGNAME: "c", DATA: "d" }, []],
  ])("in the environment, %j, is told where it is nearly one that nothing sets: %j", (env, meant) => {
    expect(strayNames(env, NONE).map((stray) => stray.meant)).toEqual(meant);
  });

  test("in the environment is not told where .env sets what was meant", async () => {
    expect(strayNames({ SLACK_TOKEN: "x" }, await envFile("SLACK_BOT_TOKEN=xoxb-1\n"))).toEqual([]);
  });
});

describe("settings that are right one by one", () => {
  const PUBLIC_URL = "https://nutgraf.example.org";
  const CONSOLE_PASSWORD = "long enough";
  const HTTP = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_SIGNING_SECRET: "0123456789abcdef" };
  const SOCKET = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1" };
  const DISCORD = { DISCORD_TOKEN: "a.b.c", DISCORD_APPLICATION_ID: "112233445566778899" };

  test.each<[Record<string, string>, RegExp[]]>([
    [{}, []],
    [{ CONSOLE_PASSWORD }, []],
    [{ PUBLIC_URL, CONSOLE_PASSWORD }, []],
    [{ PUBLIC_URL }, [/^PUBLIC_URL is set but CONSOLE_PASSWORD is not.*\/metrics.*Set CONSOLE_PASSWORD/]],
    [{ PUBLIC_URL, ...HTTP }, [/^PUBLIC_URL is set but CONSOLE_PASSWORD is not/]],
    [HTTP, [/^Slack calls this bot by HTTP, but neither PUBLIC_URL nor CONSOLE_PASSWORD is set.*Set both$/]],
    [{ ...HTTP, CONSOLE_PASSWORD }, []],
    [{ ...HTTP, ...SOCKET }, []],
    [SOCKET, []],
    [{ OPERATOR: "slack:T0123/C045" }, [/^OPERATOR is slack:T0123\/C045, and slack is not connected/]],
    [{ OPERATOR: "slack:T0123/C045", ...DISCORD }, [/slack is not connected/]],
    [{ OPERATOR: "slack:T0123/C045", ...SOCKET }, []],
    [{ OPERATOR: "discord:1122/3344", ...DISCORD }, []],
    [{ OPERATOR: "teams:1122/3344", ...DISCORD }, [/teams is not connected/]],
  ])("%j: what together is shut, open or unheard is told", (env, says) => {
    const told = adviceOn(readSettings(env, NONE));
    expect(told).toHaveLength(says.length);
    for (const [index, pattern] of says.entries()) expect(told[index]).toMatch(pattern);
  });
});

test("a program that we start is given where things are, and no token, no setting and nothing that steers git", () => {
  const ours = Object.fromEntries(SETTING_NAMES.map((name) => [name, "secret"]));
  const git = {
    GIT_DIR: "/elsewhere",
    GIT_SSH_COMMAND: "x",
    GIT_CONFIG_COUNT: "1",
    LD_PRELOAD: "x",
    NODE_OPTIONS: "x",
  };
  const given = programEnvironment({ ...ours, ...git, PATH: "/usr/bin", HOME: "/home/ann" });
  expect(given).toEqual({ PATH: "/usr/bin", HOME: "/home/ann" });
});
