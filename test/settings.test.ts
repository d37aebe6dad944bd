import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSettings, SETTING_NAMES, SettingsError, unknownSettings } from "../src/settings.ts";
import { contentFolder } from "./fixtures/folder.ts";

const NONE = "/dev/null";

function problemsOf(env: Record<string, string>, file = NONE): readonly string[] {
  try {
    readSettings(env, file);
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.problems;
  }
}

describe("settings", () => {
  test("have defaults that run on this machine alone", () => {
    expect(readSettings({}, NONE)).toEqual({
      CONTENT_DIR: "content",
      DATA_DIR: "data",
      HOST: "127.0.0.1",
      PORT: 3000,
      LOG_LEVEL: "info",
      SCHEDULERS: "members",
      DISCORD_USER_INSTALLS: "no",
    });
  });

  test.each<[Record<string, string>, string[]]>([
    [{ PORT: "0" }, []],
    [{ PORT: "" }, []],
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
    [
      { ALLOWED_TENANTS: "my team" },
      ["ALLOWED_TENANTS: ids of Slack workspaces and Discord servers, divided by commas"],
    ],
    [{ COMMAND_PREFIX: "/acme" }, ["COMMAND_PREFIX: at most 12 of a-z and 0-9, like acme"]],
    [
      { SLACK_API_URL: "file:///etc" },
      ["SLACK_API_URL: an http or https address; leave it empty for the platform's own"],
    ],
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
    const problems = isLoss ? [`${name}: put it in quotation marks: what follows # is a comment now, and lost`] : [];
    expect(problemsOf({}, file)).toEqual(problems);
    // What the environment sets itself is as it is set.
    if (name === "CONSOLE_PASSWORD") expect(problemsOf({ CONSOLE_PASSWORD: "long#password" }, file)).toEqual([]);
  });

  test.each(['CONSOLE_PASSWORD="long\\new"', 'CONSOLE_PASSWORD="longpassword\nDATA_DIR=data"'])(
    "hold no line break: %j",
    async (lines) => {
      const file = join(await contentFolder(), ".env");
      await writeFile(file, lines);
      const message = "CONSOLE_PASSWORD: put it in single quotation marks, on one line: it holds a line break now";
      expect(problemsOf({}, file)).toEqual([message]);
    },
  );

  test("are all in .env.example, which sets nothing that is not one", async () => {
    const names = [...(await readFile(".env.example", "utf8")).matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(names.sort()).toEqual([...SETTING_NAMES].sort());
    expect(unknownSettings(".env.example")).toEqual([]);
    expect(() => readSettings({}, ".env.example")).not.toThrow();
  });
});
