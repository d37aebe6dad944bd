import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import fc from "fast-check";
import { renderMessage } from "../../src/discord/render/message.ts";
import { discordPayload } from "../../src/discord/render/payload.ts";
import { illegalMessage } from "../fakes/discord/limits.ts";
import { commandInteraction, snowflake, typingInteraction } from "../fakes/discord/payloads.ts";
import { anyReply } from "../fakes/discord/replies.ts";
import { serverOf } from "../fakes/discord/scene.ts";
import { type DiscordServer, type Known, openDiscord } from "../fakes/discord/server.ts";
import { type Bench, formatSpread } from "./bench.ts";
import { expectedReply, type Order, type Told } from "./discord/bots.ts";

/** Discord: first responses and memory against a bare discord.js bot, suggestions, drops, generated replies. */
export const discordBench: Bench = {
  name: "discord",
  summary: "first responses, suggestions, memory and broken connections on Discord, beside a bare discord.js bot",
  async run({ quick }, print) {
    const runs = quick ? 3 : 5;
    const broken: string[] = [];
    const reply = discordPayload(await expectedReply(20));

    const bare = await startBot("bare", 20, reply);
    const ours = await startBot("ours", 20, reply);
    const p95: { bare: number[]; ours: number[] } = { bare: [], ours: [] };
    const cpu: { bare: number[]; ours: number[] } = { bare: [], ours: [] };
    for (let run = -1; run < runs; run++) {
      for (const [name, bot] of [
        ["bare", bare],
        ["ours", ours],
      ] as const) {
        const before = await bot.cpuMs();
        const make = () => commandInteraction("whats-happening", { topic: "story-7" });
        const times = await askFor(bot.server, run < 0 ? 2 : quick ? 3 : 10, make, broken);
        const after = await bot.cpuMs();
        if (run < 0) continue;
        p95[name].push(percentile(times, 0.95));
        cpu[name].push((after - before) / times.length);
      }
    }
    const ratios = p95.ours.map((ms, run) => ms / (p95.bare[run] ?? Number.NaN));
    const load = `100 interactions a second, ${quick ? 3 : 10} s`;
    print({
      case: "first response p95, ms: bare discord.js bot",
      with: load,
      measured: formatSpread(p95.bare, 2),
      aim: "",
      runs,
    });
    print({ case: "first response p95, ms: ours", with: load, measured: formatSpread(p95.ours, 2), aim: "", runs });
    print({
      case: "first response p95, ours ÷ bare",
      with: load,
      measured: formatSpread(ratios, 2),
      aim: "≤ 1.25",
      runs,
    });

    for (const name of ["bare", "ours"] as const)
      print({
        case: `processor time an interaction, ms: ${name}`,
        with: load,
        measured: formatSpread(cpu[name], 2),
        aim: "",
        runs,
      });

    const drops = await dropConnections(ours.server, quick ? 2 : 5);
    print({
      case: "lost or answered twice over dropped connections",
      with: `${drops.asked} interactions, ${drops.drops} drops`,
      measured: `${drops.lost} lost, ${drops.twice} twice`,
      aim: "0 lost, 0 twice",
      runs: 1,
    });
    if (drops.lost + drops.twice > 0)
      broken.push(`over dropped connections ${drops.lost} interactions were lost and ${drops.twice} answered twice`);
    await bare.stop();
    await ours.stop();

    const topics = 10_000;
    const many = await startBot("ours", topics, reply);
    many.server.interact(typingInteraction("whats-next", "topic", "rail"));
    await many.weigh();
    const p99: number[] = [];
    const suggesting: number[] = [];
    for (let run = -1; run < runs; run++) {
      const before = await many.cpuMs();
      const make = () => typingInteraction("whats-next", "topic", typed());
      const times = await askFor(many.server, quick ? 3 : 5, make, broken);
      const after = await many.cpuMs();
      if (run < 0) continue;
      p99.push(percentile(times, 0.99));
      suggesting.push((after - before) / times.length);
    }
    await many.stop();
    print({
      case: "suggestions p99, ms",
      with: `${topics} topics, 100 a second`,
      measured: formatSpread(p99, 2),
      aim: "≤ 10",
      runs,
    });

    print({
      case: "processor time a suggestion, ms",
      with: `${topics} topics`,
      measured: formatSpread(suggesting, 2),
      aim: "",
      runs,
    });

    const servers = quick ? 200 : 1_000;
    const rss: { bare: number[]; ours: number[] } = { bare: [], ours: [] };
    for (let run = 0; run < runs; run++) {
      for (const name of ["bare", "ours"] as const) {
        const bot = await startBot(name, 20, reply, servers);
        rss[name].push(await bot.weigh());
        await bot.stop();
      }
    }
    const more = rss.ours.map((mb, run) => mb - (rss.bare[run] ?? Number.NaN));
    const size = `${servers} servers of 40 channels`;
    print({
      case: "resident memory, MB: bare discord.js bot",
      with: size,
      measured: formatSpread(rss.bare),
      aim: "",
      runs,
    });
    print({ case: "resident memory, MB: ours", with: size, measured: formatSpread(rss.ours), aim: "", runs });
    print({ case: "resident memory, MB more than bare", with: size, measured: formatSpread(more), aim: "≤ 60", runs });

    const count = quick ? 300 : 10_000;
    const over = count - generate(count);
    print({
      case: "generated replies over a limit",
      with: `${count} replies of any size and Unicode`,
      measured: String(over),
      aim: "0",
      runs: 1,
    });
    if (over > 0) broken.push(`${over} of ${count} generated replies break a limit`);
    return broken;
  },
};

async function startBot(kind: Order["kind"], topics: number, reply: unknown, servers = 1) {
  const server = await openDiscord({ servers: Array.from({ length: servers }, (_, index) => bigServer(index)) });
  const child = fork(new URL("./discord/bots.ts", import.meta.url), { execArgv: ["--expose-gc"] });
  const order: Order = { kind, url: server.url, topics, reply };
  await ask(child, order);
  return {
    server,
    /** Resident memory in MB, tidied. */
    async weigh() {
      await wait(500);
      const told = await ask(child, "weigh");
      return "rssMb" in told ? told.rssMb : Number.NaN;
    },
    async cpuMs() {
      const told = await ask(child, "clock");
      return "cpuMs" in told ? told.cpuMs : Number.NaN;
    },
    async stop() {
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
      await server.close();
    },
  };
}

async function ask(child: ChildProcess, order: Order | "weigh" | "clock"): Promise<Told> {
  const answer = once(child, "message", { signal: AbortSignal.timeout(120_000) });
  child.send(order);
  const [told]: Told[] = await answer;
  if (!told) throw new Error("the bot's process did not answer");
  return told;
}

function bigServer(index: number) {
  const { channels, ...server } = serverOf(index === 0 ? undefined : snowflake());
  const more = Array.from({ length: 38 }, (_, at) => ({
    ...channels[0],
    id: snowflake(),
    name: `channel-${at}`,
    position: at,
  }));
  return {
    ...server,
    channels: [...channels.map((one) => (index === 0 ? one : { ...one, id: snowflake() })), ...more],
  };
}

/** A hundred interactions a second for so many seconds; the time from the event to the first response, each. */
async function askFor(
  server: DiscordServer,
  seconds: number,
  make: () => Parameters<DiscordServer["interact"]>[0],
  broken: string[],
) {
  const asked: Known[] = [];
  const begun = performance.now();
  for (let sent = 0; sent < seconds * 100; sent++) {
    const due = begun + sent * 10 - performance.now();
    if (due > 0) await wait(due);
    asked.push(server.interact(make()));
  }
  for (let waited = 0; waited < 5_000 && asked.some(({ ack }) => !ack); waited += 50) await wait(50);
  const times = asked.flatMap(({ ack }) => (ack ? [ack.afterMs] : []));
  if (times.length < asked.length)
    broken.push(`${asked.length - times.length} of ${asked.length} interactions got no first response`);
  if (server.illegal.length > 0) broken.push(`refused: ${server.illegal[0]}`);
  return times;
}

async function dropConnections(server: DiscordServer, drops: number) {
  const asked: Known[] = [];
  const callbacks = () => server.requests.filter(({ path }) => path.endsWith("/callback")).length;
  const before = callbacks();
  for (let drop = 0; drop < drops; drop++) {
    for (let sent = 0; sent < 50; sent++) {
      if (sent === 20) server.gateway.drop();
      asked.push(server.interact(commandInteraction("whats-happening", { topic: "story-7" })));
      await wait(5);
    }
    await wait(1_500);
  }
  const lost = asked.filter(({ ack }) => !ack).length;
  return { asked: asked.length, drops, lost, twice: callbacks() - before - (asked.length - lost) };
}

const STARTS = [
  "r",
  "ra",
  "rail",
  "the harb",
  "story-12",
  "story 999",
  "election wat",
  "tarif",
  "xyz",
  "",
  "bridge 40",
  "court and",
];
let typing = 0;

/** What people type: beginnings, parts of titles, mistakes. */
function typed(): string {
  return STARTS[typing++ % STARTS.length] ?? "";
}

/** How many of generated replies keep every limit; made some at a time, since some are large. */
function generate(count: number): number {
  let kept = 0;
  for (let seed = 0; seed * 100 < count; seed++)
    for (const reply of fc.sample(anyReply, { numRuns: Math.min(100, count - seed * 100), seed }))
      if (illegalMessage(renderMessage(reply, { share: true }), "post").length === 0) kept++;
  return kept;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
