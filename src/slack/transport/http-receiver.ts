import type { RequestListener } from "node:http";
import {
  type App,
  type AppOptions,
  HTTPModuleFunctions,
  HTTPReceiver,
  type Receiver,
  type ReceiverEvent,
} from "@slack/bolt";
import { createOnce } from "#chat";
import { EVENTS_PATH } from "./events-path.ts";
import { boltLogger, type Log, reasonOf } from "./log.ts";

/** Slack's own payloads are far smaller: the largest holds a view of 250 kB. */
const BODY_LIMIT_BYTES = 1_048_576;

/** Bolt's HTTP receiver without its own server: `listener` is mounted on ours. */
export function httpReceiver(signingSecret: string, log: Log): { receiver: Receiver; listener: RequestListener } {
  const inner = new HTTPReceiver({
    signingSecret,
    endpoints: EVENTS_PATH,
    bodyLimit: BODY_LIMIT_BYTES,
    logger: boltLogger(log),
  });
  let open = false;
  const receiver: Receiver = {
    init: (app) => inner.init(guard(app, log)),
    start: async () => {
      open = true;
    },
    stop: async () => {
      open = false;
    },
  };
  const listener: RequestListener = async (request, response) => {
    const end = (status: number) => response.writeHead(status, { connection: "close" }).end();
    if (!open) return end(503);
    if (request.method !== "POST" || request.url?.split("?")[0] !== EVENTS_PATH) return end(404);
    try {
      const buffered = await HTTPModuleFunctions.bufferIncomingMessage(request, BODY_LIMIT_BYTES);
      if (!isNothing(buffered.rawBody.toString())) return inner.requestListener(buffered, response);
      // Bolt reads a field of the body before checking whether there is a body.
      await HTTPModuleFunctions.parseAndVerifyHTTPRequest({ enabled: true, signingSecret }, buffered);
      end(400);
    } catch (error) {
      const isTooLarge = HTTPModuleFunctions.isRawBodyError(error) && error.statusCode === 413;
      log.warn({ from: "slack", status: isTooLarge ? 413 : 401 }, "rejected a request to Slack's endpoint");
      if (!response.headersSent) end(isTooLarge ? 413 : 401);
    }
  };
  return { receiver, listener };
}

/**
 * Acknowledges every payload, whatever happens to it, and handles each once: events and interactions may be redelivered
 * (https://docs.slack.dev/apis/events-api#retries), and over Socket Mode any payload may.
 */
export function guard(app: App, log: Log): App {
  const isAgain = createOnce();
  const processEvent = async (event: ReceiverEvent) => {
    let acknowledged = false;
    const ack: ReceiverEvent["ack"] = async (answer) => {
      acknowledged = true;
      try {
        await event.ack(answer);
      } catch (error) {
        // The connection was lost meanwhile. Slack delivers the payload again; the answer is sent by its
        // `response_url`.
        log.warn({ from: "slack", reason: reasonOf(error) }, "an acknowledgement did not reach Slack");
      }
    };
    try {
      const key = keyOf(event.body);
      if (key === undefined || !isAgain(key)) await app.processEvent({ ...event, ack });
    } catch (error) {
      log.error({ from: "slack", reason: reasonOf(error) }, "a payload from Slack could not be handled");
    } finally {
      if (!acknowledged) await ack();
    }
  };
  return Object.create(app, { processEvent: { value: processEvent } });
}

/** A key for a payload that must not be handled twice. Not for a view's, which is answered in its acknowledgement. */
function keyOf(body: ReceiverEvent["body"]): string | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  if (typeof body.event_id === "string") return body.event_id;
  const interacts = body.command !== undefined || body.type === "block_actions";
  return interacts && typeof body.trigger_id === "string" ? body.trigger_id : undefined;
}

/** Whether a body is `null`, as JSON or as a form's payload. */
function isNothing(body: string): boolean {
  if (/^\s*null\s*$/.test(body)) return true;
  if (!body.includes("payload=") || body.includes("payload=%7B")) return false;
  return new URLSearchParams(body).get("payload")?.trim() === "null";
}

/** Bolt's options that all our apps share. */
export function appOptions(receiver: Receiver, log: Log): AppOptions {
  // Bolt's conversation store grows with every channel, and nothing here uses it.
  return { receiver, logger: boltLogger(log), convoStore: false };
}
