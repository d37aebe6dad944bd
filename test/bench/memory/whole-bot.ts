import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { Kysely } from "kysely";
import type { Tables } from "#store";
import { connect } from "../../../src/store/sqlite/connection.ts";
import { sqliteDialect } from "../../../src/store/sqlite/dialect.ts";
import { APPLICATION, SERVER, TOKEN } from "../../fakes/discord/payloads.ts";
import { serverOf } from "../../fakes/discord/scene.ts";
import { openDiscord } from "../../fakes/discord/server.ts";
import { BOT_TOKEN, openFakeSlack, TEAM } from "../../fakes/slack/api.ts";
import { SIGNING_SECRET } from "../../fakes/slack/sign.ts";
import { subscriptionRow } from "../../fixtures/stores/rows.ts";
import { startArguments } from "../start/start-arguments.ts";
import { openDraftBeside } from "./draft-beside.ts";
import { setUpSchedule } from "./first-schedule.ts";
import type { Limit } from "./limit.ts";
import { residentMb } from "./resident.ts";

export type WholeBotRun = {
  readonly deliveries: number;
  readonly limit?: Limit;
  readonly flags?: readonly string[];
  /** A draft of 1 MB is made beside it twice, under the same limit: while it posts, and after. */
  readonly drafts?: boolean;
};

/** All in MB; what was posted is the platforms' own count. */
export type WholeBotResult = {
  /** Connected to both platforms, its store open, its first schedule set up. */
  readonly idleMb: number;
  readonly afterMb: number;
  /** After it, without what it shares with other processes of the same program. */
  readonly ownMb: number;
  readonly mostMb: number;
  readonly firstScheduleMs: number;
  readonly lost: number;
  readonly twice: number;
  readonly seconds: number;
  /** The most that a draft beside it took up, and both at one moment. */
  readonly draftMb?: number;
  readonly togetherMb?: number;
  /** What ended it, or a draft beside it, before it was through. */
  readonly ended?: string;
};

const ROOT = resolve(import.meta.dirname, "../../..");
const LONGEST_MS = 150_000;
/** So long nothing is asked of it before it counts as idle. */
const IDLE_MS = 3_000;

/**
 * Runs the program that `npm start` starts, connected to both platforms, on an embedded store that it makes itself:
 * somebody sets up the first schedule, then the real briefing falls due in many channels at once.
 */
export async function wholeBotRun({ deliveries, limit, flags = [], drafts }: WholeBotRun): Promise<WholeBotResult> {
  const folder = await mkdtemp(join(tmpdir(), "nutgraf-bench-whole-"));
  const slack = await openFakeSlack();
  const discord = await openDiscord({ servers: [serverOf()] });
  const places = placesFor(deliveries);
  for (const { platform, place } of places) if (platform === "slack") slack.channels.set(place, { is_member: true });
  const beside = drafts ? await openDraftBeside(folder, { flags, ...(limit && { limit }) }) : undefined;
  const urls = { slackUrl: slack.apiUrl, discordUrl: discord.url };
  const bot = await startBot(folder, { ...urls, limit, flags, content: beside?.content });
  const posted = () => [
    ...slack.messages.filter(({ ephemeral }) => !ephemeral).map(({ channel }) => channel),
    ...discord.arrived.filter(({ kind }) => kind === "post").map(({ channel }) => channel),
  ];
  const none = { idleMb: 0, afterMb: 0, ownMb: 0, firstScheduleMs: 0, lost: deliveries, twice: 0, seconds: 0 };
  try {
    const address = await bot.address;
    const startedAt = performance.now();
    while (!discord.gateway.connected() && bot.runs() && performance.now() - startedAt < LONGEST_MS) await pause(20);
    if (!address || !bot.runs()) return { ...none, mostMb: bot.mostMb(), ended: bot.why() };
    const firstAt = performance.now();
    await setUpSchedule(address, slack);
    const firstScheduleMs = Math.round(performance.now() - firstAt);
    await pause(IDLE_MS);
    const idleMb = bot.now().now;
    const before = posted().length;
    await subscribeAll(folder, places);
    const dueAt = performance.now();
    const first = beside?.draft("drafted-meanwhile", bot.pid);
    while (posted().length - before < deliveries && performance.now() - dueAt < LONGEST_MS && bot.runs())
      await pause(100);
    const seconds = (performance.now() - dueAt) / 1_000;
    await pause(1_000);
    const drafted = beside
      ? [await first, await beside.draft("drafted-after", bot.pid)].flatMap((one) => one ?? [])
      : [];
    const failed = drafted.find((one) => one.failed !== undefined)?.failed;
    const channels = posted().slice(before);
    const reached = new Set(channels);
    return {
      ...{ idleMb, afterMb: bot.now().now, ownMb: bot.now().own, mostMb: bot.mostMb(), firstScheduleMs, seconds },
      ...{ lost: deliveries - reached.size, twice: channels.length - reached.size },
      ...(beside && {
        draftMb: Math.max(...drafted.map(({ draftMb }) => draftMb)),
        togetherMb: Math.max(...drafted.map(({ togetherMb }) => togetherMb)),
      }),
      ...(failed !== undefined && { ended: failed }),
      ...(!bot.runs() && { ended: bot.why() }),
    };
  } finally {
    await bot.stop();
    await slack.close();
    await discord.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Most are Discord's, which lets the bot post faster. */
function placesFor(deliveries: number) {
  return Array.from({ length: deliveries }, (_, index) =>
    index % 10 === 0
      ? { platform: "slack", tenant: TEAM, place: `C${index}` }
      : { platform: "discord", tenant: SERVER, place: String(900_000_000_000_000_000n + BigInt(index)) },
  );
}

type Started = {
  readonly slackUrl: string;
  readonly discordUrl: string;
  readonly limit: Limit | undefined;
  readonly flags: readonly string[];
  readonly content: string | undefined;
};

async function startBot(folder: string, { slackUrl, discordUrl, limit, flags, content }: Started) {
  const [program = "", ...rest] = [...(limit?.before ?? []), process.execPath, ...flags, ...startArguments()];
  const child = spawn(program, rest, {
    cwd: ROOT,
    env: {
      ...{ PATH: process.env.PATH, PORT: "0", DATA_DIR: folder, LOG_LEVEL: "error" },
      ...(content !== undefined && { CONTENT_DIR: content }),
      ...{ SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_SIGNING_SECRET: SIGNING_SECRET, SLACK_API_URL: slackUrl },
      ...{ DISCORD_TOKEN: TOKEN, DISCORD_APPLICATION_ID: APPLICATION, DISCORD_API_URL: discordUrl },
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const pid = child.pid as number;
  let mostMb = 0;
  const look = () => {
    const resident = residentMb(pid);
    mostMb = Math.max(mostMb, resident.most);
    return resident;
  };
  const looking = setInterval(look, 250);
  const address = Promise.withResolvers<string | undefined>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    const found = /(http:\/\/127\.0\.0\.1:\d+)\. Ask there/.exec(line)?.[1];
    if (found) address.resolve(found);
  });
  const runs = () => child.exitCode === null && child.signalCode === null;
  void ended.then(() => {
    clearInterval(looking);
    address.resolve(undefined);
  });
  return {
    address: address.promise,
    pid,
    runs,
    now: look,
    mostMb: () => mostMb,
    why: () => (limit?.killed() ? "killed for its memory" : `ended with ${child.exitCode ?? child.signalCode}`),
    async stop() {
      clearInterval(looking);
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** Makes subscriptions that are due now, beside the bot that has the store open. */
async function subscribeAll(folder: string, places: ReturnType<typeof placesFor>): Promise<void> {
  const connection = await connect({ file: join(folder, "nutgraf.db"), mode: "existing", check: "none" });
  const db = new Kysely<Tables>({ dialect: sqliteDialect(connection) });
  const due = { topic: "irs-data-sharing", cron: "0 9 * * *", next_run_at: new Date(Date.now() - 1_000) };
  const rows = places.map((place, index) => subscriptionRow(`s${index}`, { ...place, ...due, owner: `${index}` }));
  for (let from = 0; from < rows.length; from += 1_000)
    await db
      .insertInto("subscriptions")
      .values(rows.slice(from, from + 1_000))
      .execute();
  await connection.close();
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
