import { setTimeout as wait } from "node:timers/promises";
import { type Receiver, SocketModeReceiver } from "@slack/bolt";
import { toChatError, toldToWait } from "./errors.ts";
import { guard } from "./http-receiver.ts";
import { explainSocket, isRefused } from "./identify.ts";
import { boltLogger, type Log, reasonOf } from "./log.ts";

/** Waits between attempts to connect again grow from the one to the other. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** A connection that takes longer to open is given up: a host that accepts it may never say a word. */
const ATTEMPT_MS = 12_000;

/** At a start nobody waits longer for Slack: the start goes on without it. */
const START_MS = 4_000;

/** A connection that is renewed is away for less. */
const MOMENT_MS = 5_000;

/** A connection that does not close within this is cut. */
const CLOSE_MS = 2_000;

export type SocketOptions = {
  readonly appToken: string;
  readonly apiUrl?: string;
  readonly log: Log;
  readonly now: () => number;
  readonly attemptMs?: number;
};

/** A receiver that tells whether Slack is reached: not while it has been away for longer than a moment. */
export type SocketReceiver = Receiver & { connected(): boolean };

/**
 * Bolt's Socket Mode receiver, connected again by us: at once when Slack closes the connection, then with growing waits.
 * Left to itself, the client is silent for five seconds after each disconnect, and an attempt that fails ends the process.
 * A start that Slack does not answer goes on without it; only a token that Slack refuses ends it.
 */
export function socketReceiver({ appToken, apiUrl, log, now, attemptMs = ATTEMPT_MS }: SocketOptions): SocketReceiver {
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
  /** When the connection went away; undefined while it is there. */
  let awaySince: number | undefined = Number.NEGATIVE_INFINITY;
  client.on("disconnected", () => {
    awaySince ??= now();
    if (stopping && !stopping.signal.aborted) void reconnect(stopping.signal);
  });

  let connecting = false;
  const reconnect = async (signal: AbortSignal, firstWaitMs = 0) => {
    if (connecting) return;
    connecting = true;
    try {
      let waitMs = firstWaitMs;
      for (let ownMs = FIRST_WAIT_MS; !signal.aborted; ownMs = Math.min(LONGEST_WAIT_MS, ownMs * 1.5)) {
        try {
          await wait(waitMs, undefined, { signal });
          await connect(client, attemptMs);
          // A stop in the meantime closed what was there then.
          if (signal.aborted) await close(client);
          else awaySince = undefined;
          return;
        } catch (error) {
          if (signal.aborted) return;
          const failure = toChatError(error, "connecting to Slack");
          log.warn({ trouble: failure.trouble }, isRefused(error) ? explainSocket(error).message : failure.message);
          waitMs = toldToWait(error) ?? ownMs;
        }
      }
    } finally {
      connecting = false;
    }
  };

  return {
    init: (app) => inner.init(guard(app, log)),
    async start() {
      const goesOn = new AbortController();
      try {
        await connect(client, Math.min(attemptMs, START_MS));
        awaySince = undefined;
        stopping = goesOn;
      } catch (error) {
        if (isRefused(error)) throw explainSocket(error);
        stopping = goesOn;
        const { trouble, message } = toChatError(error, "connecting to Slack");
        log.warn({ trouble }, `${message}; the start goes on, and Slack is tried again`);
        void reconnect(goesOn.signal, toldToWait(error) ?? FIRST_WAIT_MS);
      }
    },
    connected: () => awaySince === undefined || now() - awaySince < MOMENT_MS,
    async stop() {
      stopping?.abort();
      stopping = undefined;
      await close(client);
    },
  };
}

type Client = SocketModeReceiver["client"];

/** Opens a connection, or gives it up in time and closes what there is of it. */
async function connect(client: Client, withinMs: number): Promise<void> {
  const late = new AbortController();
  const tooLate = wait(withinMs, undefined, { signal: late.signal }).then(() => {
    throw new Error(`no connection within ${withinMs / 1_000} s`);
  });
  try {
    await Promise.race([client.start(), tooLate]);
  } catch (error) {
    await cut(client);
    throw error ?? new Error("the connection was closed before it was ready");
  } finally {
    tooLate.catch(() => {});
    late.abort();
  }
}

/** Closes a connection as it should be, and cuts it where Slack does not answer that. */
async function close(client: Client): Promise<void> {
  const late = new AbortController();
  const tooLate = wait(CLOSE_MS, undefined, { signal: late.signal }).then(() => cut(client));
  await Promise.race([client.disconnect(), tooLate]);
  tooLate.catch(() => {});
  late.abort();
}

/** The client says goodbye at the first call, and waits for an answer; at the second it destroys the connection. */
async function cut(client: Client): Promise<void> {
  const gone = client.disconnect();
  await Promise.race([client.disconnect(), gone]);
}

/** A frame that is no envelope rejects a promise that nobody holds, which ends the process. */
function keepBadFramesOut(client: Client, log: Log): void {
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
