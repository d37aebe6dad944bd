import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { APPLICATION, TOKEN } from "../fakes/discord/payloads.ts";
import { serverOf } from "../fakes/discord/scene.ts";
import { openDiscord } from "../fakes/discord/server.ts";
import { APP_TOKEN, BOT_TOKEN, openFakeSlack } from "../fakes/slack/api.ts";
import { openFakeSocket, openSilentSocket } from "../fakes/slack/socket.ts";
import { programs } from "../fixtures/processes/program.ts";

const { start, run } = programs();
const PASSWORD = "a password of the test";

async function platforms() {
  const [slack, socket, silent] = await Promise.all([openFakeSlack(), openFakeSocket(), openSilentSocket()]);
  const discord = await openDiscord({ servers: [serverOf()] });
  slack.settings.socketUrl = socket.url;
  onTestFinished(async () => void (await Promise.all([slack, socket, silent, discord].map((one) => one.close()))));
  const env: Record<string, string> = {
    PORT: "0",
    ...{ SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_APP_TOKEN: APP_TOKEN, SLACK_API_URL: slack.apiUrl },
    ...{ DISCORD_TOKEN: TOKEN, DISCORD_APPLICATION_ID: APPLICATION, DISCORD_API_URL: discord.url },
  };
  return { slack, socket, silent, env };
}

const portOf = (address = "") => new URL(address).port;

describe("npm run doctor, beside the running bot", () => {
  test("says that its connections are alive, not only open", async () => {
    const { socket, env } = await platforms();
    const { child, printed, ended } = start("main", [], env);
    const [, address] = await printed(/(http:\/\/127\.0\.0\.1:\d+)\. Ask there/);
    socket.deliver("events_api", { type: "event_callback", event: { type: "app_home_opened" } });
    await expect.poll(() => socket.unacknowledged()).toEqual([]);
    const doctor = await run("doctor", [], { ...env, PORT: portOf(address) });
    expect(doctor.out).toMatch(
      /✓ Nutgraf is running at http:\/\/127\.0\.0\.1:\d+, and ready; Slack answered \d+ s ago and sent its last event \d+ s ago; Discord answered \d+ s ago and has sent no event yet\n/,
    );
    expect((await (await fetch(`${address}/status`)).text()).replace(/<[^>]*>/g, " ").replace(/\s+/g, " ")).toMatch(
      /Connection to slack answered \d+ seconds? ago; last event \d+ seconds? ago Connection to discord answered/,
    );
    child.kill("SIGTERM");
    await ended;
  });

  test("says why it is not ready, and without the password only that it is not", async () => {
    const { slack, silent, env } = await platforms();
    slack.settings.socketUrl = silent.url;
    const { child, printed, ended } = start("main", [], { ...env, CONSOLE_PASSWORD: PASSWORD });
    const [, address] = await printed(/(http:\/\/127\.0\.0\.1:\d+)\. Ask there/);
    const doctor = await run("doctor", [], { ...env, CONSOLE_PASSWORD: PASSWORD, PORT: portOf(address) });
    expect(doctor).toMatchObject({
      code: 1,
      out: expect.stringMatching(/✗ Nutgraf is running at \S+, but not ready: not connected: slack/),
    });
    const stranger = await run("doctor", [], { ...env, PORT: portOf(address) });
    expect(stranger.out).toMatch(/✗ Nutgraf is running at \S+, but not ready: its log says why\n/);
    child.kill("SIGTERM");
    await ended;
  });
});

test("npm run doctor says what only a person can tell, without calling it a problem, and never what a secret's file holds", async () => {
  const { env } = await platforms();
  const folder = await mkdtemp(join(tmpdir(), "nutgraf-doctor-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "slack-bot-token");
  await writeFile(file, `${BOT_TOKEN}\n`);
  const { SLACK_BOT_TOKEN: _, ...others } = env;
  const doctor = await run("doctor", [], { ...others, SLACK_BOT_TOKEN_FILE: file });
  expect(doctor.out).toContain("✓ SLACK_BOT_TOKEN is set\n");
  expect(doctor.out).toMatch(/✓ Slack accepts SLACK_BOT_TOKEN/);
  expect(doctor.out).toMatch(/✓ Discord accepts DISCORD_TOKEN/);
  expect(doctor.out).toMatch(/^! OPERATOR is not set: nobody gets/m);
  expect(doctor.out).toMatch(/^! COMMAND_PREFIX is not set: if another app .* docs\/run\.md$/m);
  for (const secret of [BOT_TOKEN, APP_TOKEN, TOKEN]) expect(doctor.out).not.toContain(secret);
  expect(doctor.code).toBe(0);
  const prefixed = await run("doctor", [], { ...env, COMMAND_PREFIX: "acme", OPERATOR: "slack:T0HOME/COPS" });
  expect(prefixed.out).not.toMatch(/^! (?:OPERATOR|COMMAND_PREFIX)/m);
});
