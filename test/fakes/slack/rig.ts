import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { Bot } from "#chat";
import { openSlack, type SlackOptions } from "#slack";
import { PROGRESS } from "../../../src/slack/inbound/answer-in-time.ts";
import { APP_TOKEN, BOT_TOKEN, type FakeSlack, type Message, openFakeSlack } from "./api.ts";
import { readMessage } from "./read.ts";
import { SIGNING_SECRET, signed } from "./sign.ts";
import { openFakeSocket } from "./socket.ts";

export type Logged = { readonly level: string; readonly details: object; readonly message: string };

/** How a rig begins; `away`: nobody is there until the fake Slack comes back. */
export type Beginning = { readonly away?: boolean };

/** The adapter's own options; `me`: what `auth.test` tells besides. */
type HttpOptions = Partial<SlackOptions> & { readonly me?: object };

/** The adapter by signed HTTP, on a server of the test's own, against the fake Slack. */
export async function openHttpRig(bot: Bot, { me = {}, ...more }: HttpOptions = {}, { away }: Beginning = {}) {
  const now = more.now ?? Date.now;
  const slack = await openFakeSlack(now);
  slack.settings.me = me;
  if (away) await slack.goAway();
  const { log, logged } = recordingLog();
  const fatal: string[] = [];
  const adapter = await openSlack({
    botToken: BOT_TOKEN,
    signingSecret: SIGNING_SECRET,
    apiUrl: slack.apiUrl,
    log,
    now,
    onFatal: (sentence) => fatal.push(sentence),
    ...more,
  });
  const server = createServer((request, response) => adapter.web?.listener(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await adapter.start(bot);
  return {
    slack,
    adapter,
    logged,
    fatal,
    address,
    /** Posts a body as Slack does, signed; `headers` add to or replace those of Slack. */
    async send(body: string, type: string, headers: Record<string, string> = {}): Promise<Response> {
      return fetch(`${address}/slack/events`, {
        method: "POST",
        headers: { "content-type": type, ...signed(body), ...headers },
        body,
      });
    },
    async stop() {
      await adapter.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await slack.close();
    },
  };
}

export type HttpRig = Awaited<ReturnType<typeof openHttpRig>>;

/** A slash command, an interaction or an event, encoded as Slack sends each by HTTP. */
export function encoded(payload: object): { body: string; type: string } {
  if ("command" in payload)
    return { body: new URLSearchParams(payload as Record<string, string>).toString(), type: FORM };
  if ("event" in payload) return { body: JSON.stringify(payload), type: "application/json" };
  return { body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), type: FORM };
}

/** The adapter by Socket Mode against the fake Slack. */
export async function openSocketRig(bot: Bot, more: Partial<SlackOptions> = {}, { away }: Beginning = {}) {
  const now = more.now ?? Date.now;
  const slack = await openFakeSlack(now);
  if (away) await slack.goAway();
  const socket = await openFakeSocket();
  const fatal: string[] = [];
  slack.settings.socketUrl = socket.url;
  const { log, logged } = recordingLog();
  const adapter = await openSlack({
    botToken: BOT_TOKEN,
    appToken: APP_TOKEN,
    apiUrl: slack.apiUrl,
    log,
    now,
    onFatal: (sentence) => fatal.push(sentence),
    ...more,
  });
  await adapter.start(bot);
  return {
    slack,
    socket,
    adapter,
    logged,
    fatal,
    async stop() {
      await adapter.stop();
      await socket.close();
      await slack.close();
    },
  };
}

export type SocketRig = Awaited<ReturnType<typeof openSocketRig>>;

/** The answer to what somebody does: a message, or the dialog that first showed progress, where a button's answer takes its time. */
export async function answerTo(
  { messages, views, callsTo }: Pick<FakeSlack, "messages" | "views" | "callsTo">,
  act: () => Promise<unknown>,
  { isPrivate = true, forMs = 8_000 } = {},
): Promise<Message> {
  const before = messages.length;
  const opened = callsTo("views.open").length;
  await act();
  const isAnswer = ({ ephemeral, blocks }: Message) => Boolean(blocks && (ephemeral || !isPrivate));
  const isProgress = (view: unknown) => readMessage(view as Parameters<typeof readMessage>[0]).text.includes(PROGRESS);
  const dialog = () => {
    const wasProgress = callsTo("views.open")
      .slice(opened)
      .some(({ args }) => isProgress(args.view));
    const last = [...views.values()].at(-1);
    return wasProgress && !isProgress(last) ? (last as Message) : undefined;
  };
  return until(() => messages.slice(before).find(isAnswer) ?? dialog(), forMs);
}

/** Waits until something is there. */
export async function until<T>(look: () => T | undefined | false, forMs = 15_000): Promise<T> {
  const end = performance.now() + forMs;
  for (;;) {
    const found = look();
    if (found) return found;
    if (performance.now() > end) throw new Error(`not there within ${forMs} ms: ${look}`);
    await wait(5);
  }
}

function recordingLog() {
  const logged: Logged[] = [];
  const at = (level: string) => (details: object, message: string) => void logged.push({ level, details, message });
  return { logged, log: { info: at("info"), warn: at("warn"), error: at("error") } };
}

const FORM = "application/x-www-form-urlencoded";
