import { spawn, spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { parse } from "dotenv";
import { expect, onTestFinished, test, vi } from "vitest";
import { APP_TOKEN, BOT_TOKEN, openFakeSlack } from "../fakes/slack/api.ts";
import { slashCommand } from "../fakes/slack/payloads.ts";
import { readMessage } from "../fakes/slack/read.ts";
import { until } from "../fakes/slack/rig.ts";
import { openFakeSocket } from "../fakes/slack/socket.ts";
import { cloned } from "../fixtures/processes/program.ts";

// A busy machine takes its time to start programs; it is still well under the five minutes.
vi.setConfig({ testTimeout: 120_000 });

const ENTER = "\r";
const SPACE = " ";
const DOWN = "\u001b[B";
/** What gives a program a terminal to ask at. */
const hasTerminal = process.platform === "linux" && spawnSync("script", ["--version"]).status === 0;

type Answers = readonly (readonly [RegExp, ...string[]])[];

/** Runs a program of a clone at a terminal of its own, where somebody answers each question once it is asked. */
async function atTerminal(root: string, script: string, env: object, answers: Answers) {
  const command = [process.execPath, "-r", join(root, "node-guard.cjs"), join(root, `src/bin/${script}.ts`)];
  const child = spawn(
    "script",
    ["-qefc", `stty cols 200 rows 60; exec ${command.map((part) => `'${part}'`).join(" ")}`, "/dev/null"],
    {
      cwd: root,
      env: { PATH: process.env.PATH ?? "", TERM: "xterm", ...env },
    },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  let shown = "";
  let from = 0;
  let next = 0;
  child.stdout.on("data", (part) => {
    shown += stripVTControlCharacters(String(part));
    const [question, ...keys] = answers[next] ?? [];
    const found = question?.exec(shown.slice(from));
    if (!found) return;
    from += found.index + found[0].length;
    next += 1;
    setImmediate(() => {
      for (const key of keys) child.stdin.write(key);
    });
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  return { code, shown, asked: next };
}

test.skipIf(!hasTerminal)("a clone answers in Slack within five minutes of somebody at a terminal", async () => {
  const [slack, socket] = await Promise.all([openFakeSlack(), openFakeSocket()]);
  onTestFinished(async () => void (await Promise.all([slack.close(), socket.close()])));
  slack.settings.socketUrl = socket.url;
  const clone = await cloned();
  // Where Slack is, and a port that is free, are the test's business and not the person's.
  const world = { SLACK_API_URL: slack.apiUrl, PORT: "0" };
  const { code, shown, asked } = await atTerminal(clone.root, "init", world, [
    [/Where should the bot answer/, SPACE, ENTER],
    [/SLACK_BOT_TOKEN \(/, "xoxb-wrong", ENTER],
    [/invalid_auth[\s\S]*Paste it again/, ENTER],
    [/SLACK_BOT_TOKEN \(/, BOT_TOKEN, ENTER],
    [/SLACK_APP_TOKEN \(/, APP_TOKEN, ENTER],
    [/Folder for your sources/, ENTER],
    [/What should it start with/, DOWN, ENTER],
    [/Write this\?/, ENTER],
  ]);
  expect([code, asked]).toEqual([0, 8]);
  expect(shown).toMatch(/✓ Slack accepts SLACK_APP_TOKEN[\s\S]*No problems found\.\s+Start it with npm start\./);
  for (const secret of [BOT_TOKEN, APP_TOKEN]) expect(shown).not.toContain(secret);
  expect(parse(await readFile(join(clone.root, ".env"), "utf8"))).toMatchObject({
    SLACK_BOT_TOKEN: BOT_TOKEN,
    CONTENT_DIR: join(clone.around, "nutgraf-content"),
  });

  const { child, printed, ended } = clone.start("main", [], world);
  await printed(/Ask there/);
  await until(() => socket.openConnections() > 0, 20_000);
  const from = { trigger_id: slack.newTrigger(), response_url: slack.newResponseUrl("CGENERAL") };
  socket.deliver("slash_commands", slashCommand({ command: "/whats-next", text: "irs", ...from }));
  const message = await until(() => slack.messages[0], 20_000);
  expect(readMessage(message).text).toContain("The IRS has pledged to overhaul its data-sharing protocols.");
  child.kill("SIGTERM");
  expect((await ended).code).toBe(0);
});
