import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import fc from "fast-check";
import { loadLibrary } from "#briefing";
import { commands } from "#commands";
import { createBot } from "../../src/app/bot.ts";
import { renderMessage as slackPayload } from "../../src/slack/render/message.ts";
import { judge } from "../fakes/slack/judge.ts";
import { slashCommand } from "../fakes/slack/payloads.ts";
import { signed } from "../fakes/slack/sign.ts";
import { anyReply } from "../fixtures/content/generated-replies.ts";
import { type Bench, formatSpread } from "./bench.ts";

/** Slack by signed HTTP beside a bare Bolt app that answers with a constant, in turns. */
export const slackBench: Bench = {
  name: "slack",
  summary:
    "Slack answers beside a bare Bolt app: ack, full answer, most answers a second, memory; and 10,000 generated replies",
  async run({ quick }, print) {
    const broken: string[] = [];
    const sink = await openSink();
    const payload = JSON.stringify(await payloadOfAnAnswer());
    const memory = {
      bare: await memoryAfterSome("bare", sink, payload),
      ours: await memoryAfterSome("ours", sink, payload),
    };
    const apps = { bare: await start("bare", sink.apiUrl, payload), ours: await start("ours", sink.apiUrl, payload) };
    const runs: Record<keyof typeof apps, Run[]> = { bare: [], ours: [] };
    const [slices, count] = quick ? [1, 3] : [5, 5];
    try {
      for (const app of [apps.bare, apps.ours]) await flood(app, sink, 3_000);
      for (let turn = 0; turn < count; turn++) {
        // Short slices in turns, so that both meet the same machine; who goes first changes.
        const samples: Record<keyof typeof apps, Sample[]> = { bare: [], ours: [] };
        for (let slice = 0; slice < slices; slice++) {
          const order = (turn + slice) % 2 === 0 ? (["bare", "ours"] as const) : (["ours", "bare"] as const);
          for (const kind of order) samples[kind].push(await pace(apps[kind], sink, 1_000));
          for (const kind of order) samples[kind].push(await flood(apps[kind], sink, 600));
        }
        for (const kind of ["bare", "ours"] as const) {
          const lost = samples[kind].reduce((sum, sample) => sum + sample.lost, 0);
          if (lost > 0) broken.push(`${kind} lost ${lost} answers`);
          runs[kind].push(runOf(samples[kind]));
        }
      }
      if (sink.twice() > 0) broken.push(`${sink.twice()} commands were answered twice`);
      for (const [what, digits] of [
        ["ackP95Ms", 2],
        ["answerP95Ms", 2],
        ["answersPerSecond", 0],
        ["cpuMsPerAnswer", 3],
      ] as const) {
        const of = (kind: keyof typeof apps) => runs[kind].map((run) => run[what]);
        const ratios = of("ours").map((value, turn) => value / (of("bare")[turn] ?? Number.NaN));
        print({
          measure: what,
          bare: formatSpread(of("bare"), digits),
          ours: formatSpread(of("ours"), digits),
          ratio: formatSpread(ratios, 2),
        });
      }
      print({
        measure: "rssMb",
        bare: memory.bare.toFixed(0),
        ours: memory.ours.toFixed(0),
        ratio: `+${(memory.ours - memory.bare).toFixed(0)} MB`,
      });
    } finally {
      for (const app of Object.values(apps)) app.child.disconnect();
      await sink.close();
    }
    const checked = judgeReplies(quick ? 500 : 10_000);
    print({
      measure: "generated replies",
      bare: "",
      ours: checked.count,
      ratio: checked.fault ?? "every one legal and inert",
    });
    if (checked.fault) broken.push(checked.fault);
    return broken;
  },
};

type Run = {
  readonly ackP95Ms: number;
  readonly answerP95Ms: number;
  readonly answersPerSecond: number;
  readonly cpuMsPerAnswer: number;
};
type Sample = {
  readonly acksMs: readonly number[];
  readonly answersMs: readonly number[];
  readonly flooded: { readonly told: number; readonly tookMs: number; readonly cpuMs: number };
  readonly lost: number;
};
type RunningApp = { readonly child: ChildProcess; readonly port: number };
type Sink = Awaited<ReturnType<typeof openSink>>;

const EVERY_MS = 1_000 / 200;
const AT_ONCE = 32;
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** 200 commands a second, sent when they are due whatever became of those before. */
async function pace({ port }: RunningApp, sink: Sink, forMs: number): Promise<Sample> {
  const acks: number[] = [];
  const keys: string[] = [];
  const sending: Promise<void>[] = [];
  const from = performance.now();
  for (let due = 0; due < forMs; due += EVERY_MS) {
    const early = from + due - performance.now();
    if (early > 1) await wait(early);
    const key = sink.expect();
    keys.push(key);
    sending.push(send(port, sink, key).then((ms) => void acks.push(ms)));
  }
  await Promise.all(sending);
  await sink.settled(keys);
  const answers = keys.flatMap((key) => sink.tookMs(key) ?? []);
  const flooded = { told: 0, tookMs: 0, cpuMs: 0 };
  return { acksMs: acks, answersMs: answers, flooded, lost: keys.length - answers.length };
}

/** As many as it takes, 32 at a time. */
async function flood(app: RunningApp, sink: Sink, forMs: number): Promise<Sample> {
  const keys: string[] = [];
  const before = await ofProcess(app);
  const from = performance.now();
  const one = async () => {
    while (performance.now() - from < forMs) {
      const key = sink.expect();
      keys.push(key);
      await send(app.port, sink, key);
      await sink.settled([key]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  const tookMs = performance.now() - from;
  const told = keys.filter((key) => sink.tookMs(key) !== undefined).length;
  const cpuMs = (await ofProcess(app)).cpuMs - before.cpuMs;
  return { acksMs: [], answersMs: [], flooded: { told, tookMs, cpuMs }, lost: keys.length - told };
}

function runOf(samples: readonly Sample[]): Run {
  const sum = (field: keyof Sample["flooded"]) => samples.reduce((sum, { flooded }) => sum + flooded[field], 0);
  return {
    ackP95Ms: p95(samples.flatMap(({ acksMs }) => acksMs)),
    answerP95Ms: p95(samples.flatMap(({ answersMs }) => answersMs)),
    answersPerSecond: (sum("told") * 1_000) / sum("tookMs"),
    cpuMsPerAnswer: sum("cpuMs") / sum("told"),
  };
}

async function send(port: number, sink: Sink, key: string): Promise<number> {
  const payload = slashCommand({ command: "/whats-next", text: "irs", trigger_id: key, response_url: sink.urlOf(key) });
  const body = new URLSearchParams(payload).toString();
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    "content-length": Buffer.byteLength(body),
    ...signed(body),
  };
  const from = performance.now();
  sink.sent(key, from);
  const sending = request({ host: "127.0.0.1", port, path: "/slack/events", method: "POST", headers, agent });
  sending.end(body);
  const [response] = await once(sending, "response");
  response.resume();
  await once(response, "end");
  if (response.statusCode !== 200) throw new Error(`HTTP ${response.statusCode}`);
  return performance.now() - from;
}

/** Where answers arrive, and the one API method that a start calls. */
async function openSink() {
  const from = new Map<string, number>();
  const took = new Map<string, number>();
  const waiting = new Map<string, () => void>();
  let made = 0;
  let again = 0;
  const server = createServer((request, response) => {
    const [, kind, key = ""] = (request.url ?? "").split("/");
    request.resume();
    if (kind === "api") {
      response.setHeader("content-type", "application/json");
      return void response.end(
        JSON.stringify({ ok: true, team: "Bench", team_id: "T0HOME", user_id: "UBOT", bot_id: "BBOT" }),
      );
    }
    if (took.has(key)) again += 1;
    took.set(key, performance.now() - (from.get(key) ?? Number.NaN));
    waiting.get(key)?.();
    response.end("ok");
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    apiUrl: `${origin}/api/`,
    expect: () => `k${++made}`,
    urlOf: (key: string) => `${origin}/answer/${key}`,
    sent: (key: string, at: number) => void from.set(key, at),
    tookMs: (key: string) => took.get(key),
    twice: () => again,
    /** Waits until these are answered, or five seconds. */
    async settled(keys: readonly string[]) {
      const late = keys.filter((key) => !took.has(key));
      const all = Promise.all(late.map((key) => new Promise<void>((resolve) => waiting.set(key, resolve))));
      const timer = new AbortController();
      await Promise.race([all, wait(5_000, undefined, { signal: timer.signal }).catch(() => {})]);
      timer.abort();
      for (const key of late) waiting.delete(key);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function start(kind: string, apiUrl: string, payload: string): Promise<RunningApp> {
  const child = fork(new URL("./slack/app.ts", import.meta.url), [kind, apiUrl], {
    execArgv: ["--expose-gc"],
    env: { ...process.env, BENCH_PAYLOAD: payload },
  });
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  return { child, port };
}

/** Resident memory of a fresh process that answered 200 commands, in MB. */
async function memoryAfterSome(kind: string, sink: Sink, payload: string): Promise<number> {
  const app = await start(kind, sink.apiUrl, payload);
  await pace(app, sink, 1_000);
  const { rss } = await ofProcess(app);
  app.child.disconnect();
  return rss / 1_048_576;
}

async function ofProcess({ child }: RunningApp): Promise<{ rss: number; cpuMs: number }> {
  child.send("usage");
  const [usage] = (await once(child, "message")) as [{ rss: number; cpuMs: number }];
  return usage;
}

/** What ours answers: the constant of the bare app. */
async function payloadOfAnAnswer() {
  const library = await loadLibrary("content");
  const bot = createBot({ commands, library: () => library, onFailure: console.error });
  const place = { platform: "slack", tenant: "T0HOME", id: "CGENERAL" };
  const reply = await bot.answer({ id: "bench", command: "whats-next", words: "irs", place, by: { id: "UADA" } });
  return slackPayload(reply, { seenBy: "asker" });
}

function judgeReplies(count: number): { count: number; fault?: string } {
  const result = fc.check(
    fc.property(anyReply, (reply) => {
      const faults = [
        ...judge(reply, slackPayload(reply, { seenBy: "asker" })),
        ...judge(reply, slackPayload(reply, { seenBy: "everyone", total: 5_000 }), 5_000),
      ];
      if (faults.length > 0) throw new Error(faults.join("; "));
    }),
    { numRuns: count },
  );
  const said = result.errorInstance instanceof Error ? result.errorInstance.message : "failed";
  return { count: result.numRuns, ...(result.failed && { fault: `seed ${result.seed}: ${said}` }) };
}

function p95(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? Number.NaN;
}
