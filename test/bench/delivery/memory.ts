import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { APPLICATION, SERVER, TOKEN } from "../../fakes/discord/payloads.ts";
import { serverOf } from "../../fakes/discord/scene.ts";
import { openDiscord } from "../../fakes/discord/server.ts";
import { BOT_TOKEN, openFakeSlack, TEAM } from "../../fakes/slack/api.ts";
import { SIGNING_SECRET } from "../../fakes/slack/sign.ts";
import { subscriptionRow } from "../../fixtures/rows.ts";
import { type Ground, withStore } from "./ground.ts";

export type MemoryRun = { readonly deliveries: number };

const ROOT = resolve(import.meta.dirname, "../../..");
const LONGEST_MS = 150_000;

/**
 * How much memory the whole bot takes: the program that `npm start` starts, connected to both platforms, its embedded
 * database open, after it delivered the real briefing to many channels at once.
 */
export async function memoryRun({ deliveries }: MemoryRun, ground: Ground) {
  const { folder } = await ground.database("embedded");
  const slack = await openFakeSlack();
  const discord = await openDiscord({ servers: [serverOf()] });
  const places = Array.from({ length: deliveries }, (_, index) =>
    // Most are Discord's, which lets the bot post faster.
    index % 10 === 0
      ? { platform: "slack", tenant: TEAM, place: `C${index}` }
      : { platform: "discord", tenant: SERVER, place: String(900_000_000_000_000_000n + BigInt(index)) },
  );
  for (const { platform, place } of places) if (platform === "slack") slack.channels.set(place, { is_member: true });
  await withStore({ folder }, async ({ db }) => {
    const due = { topic: "irs-data-sharing", cron: "0 9 * * *", next_run_at: new Date(Date.now() - 1_000) };
    const rows = places.map((place, index) => subscriptionRow(`s${index}`, { ...place, ...due, owner: `${index}` }));
    for (let from = 0; from < rows.length; from += 1_000)
      await db
        .insertInto("subscriptions")
        .values(rows.slice(from, from + 1_000))
        .execute();
  });
  const { scripts } = JSON.parse(await readFile(resolve(ROOT, "package.json"), "utf8"));
  const [, ...args] = String(scripts.start).split(" ");
  const bot = spawn(process.execPath, args, {
    cwd: ROOT,
    env: {
      ...{ PATH: process.env.PATH, PORT: "0", DATA_DIR: folder, LOG_LEVEL: "error" },
      ...{ SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_SIGNING_SECRET: SIGNING_SECRET, SLACK_API_URL: slack.apiUrl },
      ...{ DISCORD_TOKEN: TOKEN, DISCORD_APPLICATION_ID: APPLICATION, DISCORD_API_URL: discord.url },
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = once(bot, "exit");
  const posted = () => [
    ...slack.messages.map(({ channel }) => channel),
    ...discord.arrived.filter(({ kind }) => kind === "post").map(({ channel }) => channel),
  ];
  let mostMb = 0;
  const startedAt = performance.now();
  try {
    while (posted().length < deliveries && performance.now() - startedAt < LONGEST_MS && bot.exitCode === null) {
      await new Promise((done) => setTimeout(done, 250));
      mostMb = Math.max(mostMb, residentMb(bot.pid));
    }
    const seconds = (performance.now() - startedAt) / 1_000;
    await new Promise((done) => setTimeout(done, 1_000));
    const rssMb = residentMb(bot.pid);
    const channels = posted();
    const reached = new Set(channels);
    return { lost: deliveries - reached.size, twice: channels.length - reached.size, rssMb, mostMb, seconds };
  } finally {
    bot.kill("SIGTERM");
    await ended;
    await slack.close();
    await discord.close();
  }
}

function residentMb(pid: number | undefined): number {
  try {
    return Math.round((Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)])) * 1_024) / 1e6);
  } catch {
    // It has ended.
    return 0;
  }
}
