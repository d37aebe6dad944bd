import { setTimeout as wait } from "node:timers/promises";
import { type Receiver, SocketModeReceiver } from "@slack/bolt";
import { toChatError } from "./errors.ts";
import { boltLogger, type Log, reasonOf } from "./log.ts";
import { guard } from "./receive.ts";

/** Waits between attempts to connect again grow to this. */
const LONGEST_WAIT_MS = 30_000;
const FIRST_WAIT_MS = 500;

/**
 * Bolt's Socket Mode receiver, connected again by us: at once when Slack closes the connection, then with growing waits.
 * Left to itself, the client is silent for five seconds after each disconnect, and an attempt that fails ends the process.
 */
export function socketReceiver(appToken: string, apiUrl: string | undefined, log: Log): Receiver {
  const inner = new SocketModeReceiver({
    appToken,
    autoReconnectEnabled: false,
    logger: boltLogger(log),
    installerOptions: {
      clientOptions: {
        ...(apiUrl !== undefined && { slackApiUrl: apiUrl }),
        timeout: 10_000,
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
      },
    },
  });
  const { client } = inner;
  let stopping: AbortController | undefined;
  keepBadFramesOut(client, log);
  client.on("disconnected", () => {
    if (stopping && !stopping.signal.aborted) void reconnect(stopping.signal);
  });

  let connecting = false;
  const reconnect = async (signal: AbortSignal) => {
    if (connecting) return;
    connecting = true;
    try {
      for (let waitMs = 0; !signal.aborted; waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2 || FIRST_WAIT_MS)) {
        try {
          await wait(waitMs, undefined, { signal });
          await client.start();
          return;
        } catch (error) {
          if (signal.aborted) return;
          const failure = toChatError(error, "connecting to Slack again");
          log.warn({ trouble: failure.trouble }, failure.message);
          waitMs = Math.max(waitMs, failure.retryAfterMs ?? 0);
        }
      }
    } finally {
      connecting = false;
    }
  };

  return {
    init: (app) => inner.init(guard(app, log)),
    async start() {
      await inner.start();
      stopping = new AbortController();
    },
    async stop() {
      stopping?.abort();
      stopping = undefined;
      await client.disconnect();
    },
  };
}

/** A frame that is no envelope rejects a promise that nobody holds, which ends the process. */
function keepBadFramesOut(client: SocketModeReceiver["client"], log: Log): void {
  const listeners = client.listeners("ws_message");
  client.removeAllListeners("ws_message");
  client.on("ws_message", async (...frame: unknown[]) => {
    try {
      for (const listener of listeners) await listener(...frame);
    } catch (error) {
      log.warn({ from: "slack", reason: reasonOf(error) }, "a frame from Slack could not be read");
    }
  });
}
