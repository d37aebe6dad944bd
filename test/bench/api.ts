import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Bench, formatSpread } from "./bench.ts";
import { sequence, writeContent } from "./core/generated-content.ts";
import { residentMb } from "./memory/resident.ts";
import { startArguments } from "./start/start-arguments.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const A_SECOND = 200;

/** Stories by HTTP from the bot that `npm start` starts, beside a bare hono that sends the same bytes. */
export const apiBench: Bench = {
  name: "api",
  summary: "200 stories a second from the running bot by HTTP, beside a bare hono; MCP calls; and what they take up",
  async run({ quick }, print) {
    const [stories, seconds, turns] = quick ? [50, 2, 3] : [300, 5, 7];
    const folder = await mkdtemp(join(tmpdir(), "nutgraf-bench-api-"));
    const broken: string[] = [];
    await writeContent(folder, stories);
    const bot = await startBot(folder);
    const idleMb = residentMb(bot.pid).now;
    const agent = openAgent();
    try {
      const bodies: Record<string, string> = {};
      for (let story = 0; story < stories; story++)
        bodies[`topic-${story}`] = (await send(agent, `${bot.url}/api/briefings/topic-${story}`)).body;
      const bare = await startBare(bodies);
      const served = { bare, ours: bot };
      const runs: Record<keyof typeof served, Run[]> = { bare: [], ours: [] };
      for (let turn = -1; turn < turns; turn++)
        for (const kind of turn % 2 === 0 ? (["bare", "ours"] as const) : (["ours", "bare"] as const)) {
          const run = await pace(served[kind], bodies, seconds);
          if (turn >= 0) runs[kind].push(run);
          if (run.wrong > 0) broken.push(`${kind}: ${run.wrong} answers were not the story that was asked for`);
        }
      for (const [what, aim] of [
        ["p50Ms", ""],
        ["p99Ms", "≤ 10"],
        ["mostMs", ""],
        ["cpuMs", ""],
      ] as const)
        print({
          measure: `GET /api/briefings/TOPIC, ${A_SECOND} a second, ${what}`,
          ours: formatSpread(
            runs.ours.map((run) => run[what]),
            2,
          ),
          bare: formatSpread(
            runs.bare.map((run) => run[what]),
            2,
          ),
          aim,
          runs: turns,
        });
      const afterMb = residentMb(bot.pid).now;
      const calls: [string, object, number][] = [
        ["get_briefing", { topic: "topic-7" }, quick ? 50 : 200],
        ["search", { query: "story number 7" }, quick ? 10 : 30],
        ["check_sentence", { sentence: "Story number seven says as much." }, quick ? 5 : 15],
      ];
      for (const [name, given, count] of calls) {
        const times = await callTool(bot.url, name, given, count);
        if (times.length < count) broken.push(`${name}: ${count - times.length} calls failed`);
        const measure = `MCP ${name}, one after the other, ms`;
        print({ measure, ours: formatSpread(times.slice(1), 2), bare: "", aim: "", runs: count });
      }
      const memory = `${idleMb.toFixed(0)}, ${afterMb.toFixed(0)}, ${residentMb(bot.pid).now.toFixed(0)}`;
      print({ measure: "resident MB: started, after JSON, after MCP", ours: memory, bare: "", aim: "", runs: 1 });
      bare.stop();
    } finally {
      agent.destroy();
      await bot.stop();
      await rm(folder, { recursive: true, force: true });
    }
    return broken;
  },
};

/** `cpuMs`: what the server works for one request, which does not depend on what else the machine does. */
type Run = Readonly<Record<"p50Ms" | "p99Ms" | "mostMs" | "cpuMs" | "wrong", number>>;
type Server = { readonly url: string; readonly pid: number };

/** Asks at a steady pace, whether or not earlier answers came; times count from when each was due. */
async function pace({ url, pid }: Server, bodies: Readonly<Record<string, string>>, seconds: number): Promise<Run> {
  // Connections of its own: one that was idle while the other server had its turn may just be closed.
  const agent = openAgent();
  const next = sequence(7);
  const topics = Object.keys(bodies);
  const times: number[] = [];
  let wrong = 0;
  const started = performance.now();
  const workedMs = cpuMs(pid);
  const asked: Promise<void>[] = [];
  for (let index = 0; index < seconds * A_SECOND; index++) {
    const dueAt = started + (index * 1_000) / A_SECOND;
    const leftMs = dueAt - performance.now();
    if (leftMs > 0) await wait(leftMs);
    const topic = topics[Math.floor(next() * topics.length)] as string;
    // The timer itself comes late by up to a millisecond or two; what is measured is the server.
    const sentAt = performance.now();
    asked.push(
      send(agent, `${url}/api/briefings/${topic}`).then(
        ({ status, body }) => {
          times.push(performance.now() - sentAt);
          if (status !== 200 || body !== bodies[topic]) wrong += 1;
        },
        () => {
          wrong += 1;
        },
      ),
    );
  }
  await Promise.all(asked);
  agent.destroy();
  const spentMs = (cpuMs(pid) - workedMs) / times.length;
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  return { p50Ms: at(0.5), p99Ms: at(0.99), mostMs: at(1), cpuMs: spentMs, wrong };
}

function openAgent(): Agent {
  return new Agent({ keepAlive: true, maxSockets: 64 });
}

/** How long each call took, of those that were answered. */
async function callTool(url: string, name: string, given: object, count: number): Promise<number[]> {
  const call = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: given } };
  const agent = openAgent();
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const sentAt = performance.now();
    const { body } = await send(agent, `${url}/mcp`, JSON.stringify(call));
    if (body.includes('"structuredContent"')) times.push(performance.now() - sentAt);
    // Slower than what one caller may ask for.
    await wait(name === "get_briefing" ? 5 : 110);
  }
  agent.destroy();
  return times;
}

const POSTED = { "content-type": "application/json", accept: "application/json, text/event-stream" };

function send(agent: Agent, url: string, posted?: string): Promise<{ status: number; body: string }> {
  return new Promise((done, fail) => {
    const options = posted === undefined ? { agent } : { agent, method: "POST", headers: POSTED };
    const sent = request(url, options, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("error", fail);
      response.on("end", () => done({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString("utf8") }));
    });
    sent.on("error", fail);
    sent.end(posted);
  });
}

async function startBot(content: string) {
  const child = spawn(process.execPath, [...startArguments()], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, PORT: "0", CONTENT_DIR: content, LOG_LEVEL: "error" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  let out = "";
  for await (const part of child.stdout) {
    out += part;
    const url = /(http:\/\/127\.0\.0\.1:\d+)\. Ask there/.exec(out)?.[1];
    if (url)
      return {
        url,
        pid: child.pid as number,
        async stop() {
          child.kill("SIGTERM");
          await ended;
        },
      };
  }
  throw new Error(`the bot ended before it was there: ${out}`);
}

async function startBare(bodies: Readonly<Record<string, string>>) {
  const child = fork(join(import.meta.dirname, "api/bare.ts"));
  child.send(bodies);
  const [url] = (await once(child, "message")) as [string];
  return { url, pid: child.pid as number, stop: () => child.disconnect() };
}

/** Processor time of a process so far, in ticks of 10 ms; NaN where there is no /proc. */
function cpuMs(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Number.NaN;
  }
}
