import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { App, HTTPReceiver, LogLevel } from "@slack/bolt";
import { loadLibrary } from "#briefing";
import { commands } from "#commands";
import { openSlack, type SlackMessage } from "#slack";
import { createBot } from "../../../src/app/bot.ts";
import { SIGNING_SECRET } from "../../fakes/slack/sign.ts";

/**
 * One of the two servers that the Slack bench compares, in a process of its own: `ours`, or `bare`, a Bolt app that
 * acknowledges and responds with a constant (the payload of ours, handed in).
 */
const [kind, apiUrl = ""] = process.argv.slice(2);

const listener = kind === "ours" ? await startOurs() : await startBare();
const server = createServer(listener).listen(0, "127.0.0.1", () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
// Longer than a turn of the other app.
server.keepAliveTimeout = 120_000;
process.on("message", (asked) => {
  if (asked !== "usage") return;
  globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  process.send?.({ rss: process.memoryUsage.rss(), cpuMs: (user + system) / 1_000 });
});
process.on("disconnect", () => process.exit());

async function startOurs() {
  const library = await loadLibrary("content");
  const bot = createBot({ commands, library: () => library, onFailure: console.error });
  const slack = await openSlack({
    botToken: "xoxb-bench",
    signingSecret: SIGNING_SECRET,
    apiUrl,
    log: { info: () => {}, warn: console.error, error: console.error },
    now: Date.now,
  });
  await slack.start(bot);
  if (!slack.web) throw new Error("no web listener");
  return slack.web.listener;
}

async function startBare() {
  const payload = JSON.parse(process.env.BENCH_PAYLOAD ?? "{}") as SlackMessage;
  const receiver = new HTTPReceiver({ signingSecret: SIGNING_SECRET, logLevel: LogLevel.ERROR });
  const authorize = async () => ({ botToken: "xoxb-bench", botId: "B", botUserId: "U" });
  const app = new App({ receiver, authorize, logLevel: LogLevel.ERROR });
  app.command(/.*/, async ({ ack, respond }) => {
    await ack();
    await respond({ ...payload, response_type: "ephemeral", replace_original: false });
  });
  return receiver.requestListener;
}
