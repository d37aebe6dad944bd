import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { setTimeout as wait } from "node:timers/promises";
import { type Receiver, SocketModeReceiver } from "@slack/bolt";
import { keepTrying, type Pulse } from "#chat";
import { isTokenRefused, toChatError, toldToWait } from "./errors.ts";
import { guard } from "./http-receiver.ts";
import { explainSocket, isRefused, TOO_MANY, TOO_MANY_CONNECTIONS } from "./identify.ts";
import { boltLogger, type Log, reasonOf } from "./log.ts";

/** Waits between attempts to reconnect grow up to this. */
const LONGEST_WAIT_MS = 30_000;

/** The wait before the next attempt if Slack didn't answer at the start. */
const FIRST_WAIT_MS = 1_000;

/** If Slack closes a connection because the app has too many: the first wait, and the longest. */
const TOO_MANY_WAIT_MS = 5_000;
const TOO_MANY_LONGEST_MS = 60_000;

/** A connection that takes longer to open is given up: a host may accept it and never respond. */
const ATTEMPT_MS = 12_000;

/** A start waits at most this long for Slack, then goes on without it. */
const START_MS = 4_000;

/** Renewing a connection takes less time than this. */
const MOMENT_MS = 5_000;

/**
 * Slack answers our pings every five seconds: without an answer for this long, a connection is dead, though still open.
 */
const SILENT_MS = 60_000;

/** A connection that doesn't close within this time is destroyed. */
const CLOSE_MS = 2_000;

export type SocketOptions = {
  readonly appToken: string;
  readonly apiUrl?: string;
  readonly log: Log;
  readonly now: () => number;
  readonly attemptMs?: number;
  /** Called when Slack refuses the token, with a sentence for whoever runs the bot. */
  readonly onRefused?: (sentence: string) => void;
};

/** A receiver that knows whether Slack is reached: false once it has been away for longer than a moment. */
export type SocketReceiver = Receiver & {
  connected(): boolean;
  pulse(): Pulse | undefined;
  /** Why it is not, if known. */
  away(): string | undefined;
};

/**
 * Bolt's Socket Mode receiver, but we reconnect it: at once when Slack closes the connection, then after growing waits.
 * By itself the client does nothing for five seconds after each disconnect, and a failed attempt ends the process. A
 * start goes on if Slack doesn't answer; it fails only if Slack refuses the token.
 */
export function socketReceiver(options: SocketOptions): SocketReceiver {
  const { appToken, apiUrl, log, now, attemptMs = ATTEMPT_MS, onRefused = () => {} } = options;
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
  /** When the connection was lost; undefined while connected. */
  let awaySince: number | undefined = Number.NEGATIVE_INFINITY;
  let trouble: string | undefined;
  /** How many times in a row Slack closed a connection because there were too many. */
  let tooMany = 0;
  let closedAsTooMany = false;
  /** When Slack last answered on this connection, and when it last sent an envelope on any connection. */
  let answeredAt = Number.NEGATIVE_INFINITY;
  let heardAt: number | undefined;
  const silentMs = () => now() - answeredAt;
  const onPong = (message: unknown) => {
    // biome-ignore lint/complexity/useLiteralKeys: which of the process's connections it came on, no public member tells
    if (isAbout(message, client["websocket"]?.["websocket"])) answeredAt = now();
  };
  watchFrames(client, log, (frame) => {
    answeredAt = now();
    if (frame.includes('"envelope_id"')) heardAt = answeredAt;
    const reason = reasonToGo(frame);
    if (reason !== undefined) closedAsTooMany = reason === TOO_MANY;
  });
  client.on("disconnected", () => {
    awaySince ??= now();
    tooMany = closedAsTooMany ? tooMany + 1 : 0;
    if (closedAsTooMany) trouble = TOO_MANY_CONNECTIONS;
    if (closedAsTooMany && tooMany === 1) log.warn({ trouble: "busy" }, TOO_MANY_CONNECTIONS);
    closedAsTooMany = false;
    const waitMs = tooMany === 0 ? 0 : Math.min(TOO_MANY_LONGEST_MS, TOO_MANY_WAIT_MS * 2 ** (tooMany - 1));
    if (stopping && !stopping.signal.aborted) void reconnect(stopping.signal, waitMs);
  });

  const open = async (signal: AbortSignal, withinMs: number) => {
    await connect(client, withinMs);
    // A stop meanwhile closed what was open then, so this connection is closed here.
    if (signal.aborted) return await close(client);
    awaySince = undefined;
    answeredAt = now();
    if (tooMany === 0) trouble = undefined;
  };
  /** Logs what went wrong, and keeps it for `away`. */
  const tell = (error: unknown, isToldAgain: boolean, what = "") => {
    trouble = explainSocket(error).message;
    if (!isToldAgain) log.warn({ trouble: toChatError(error, "connecting").trouble }, `${trouble}${what}`);
  };
  let connecting = false;
  const reconnect = async (signal: AbortSignal, firstWaitMs: number) => {
    if (connecting) return;
    connecting = true;
    try {
      await keepTrying(() => open(signal, attemptMs), {
        signal,
        isFinal: isTokenRefused,
        onFailure: (error, _, again) => tell(error, again),
        toldToWait,
        firstWaitMs,
        longestWaitMs: LONGEST_WAIT_MS,
        now,
      });
    } catch (error) {
      trouble = explainSocket(error).message;
      onRefused(trouble);
    } finally {
      connecting = false;
    }
  };

  return {
    init: (app) => inner.init(guard(app, log)),
    async start() {
      const goesOn = new AbortController();
      subscribe(PONG, onPong);
      try {
        await open(goesOn.signal, Math.min(attemptMs, START_MS));
        stopping = goesOn;
      } catch (error) {
        if (isRefused(error)) throw explainSocket(error);
        stopping = goesOn;
        tell(error, false, "; starting without Slack, and trying again");
        void reconnect(goesOn.signal, toldToWait(error) ?? FIRST_WAIT_MS);
      }
    },
    connected: () => (awaySince === undefined ? silentMs() < SILENT_MS : now() - awaySince < MOMENT_MS),
    pulse: () =>
      awaySince === undefined
        ? { answeredMsAgo: silentMs(), ...(heardAt !== undefined && { heardMsAgo: now() - heardAt }) }
        : undefined,
    away: () =>
      awaySince === undefined && silentMs() >= SILENT_MS
        ? `its connection is open, but nothing has come on it for ${Math.round(silentMs() / 1_000)} s`
        : trouble,
    async stop() {
      unsubscribe(PONG, onPong);
      stopping?.abort();
      stopping = undefined;
      await close(client);
    },
  };
}

type Client = SocketModeReceiver["client"];

/** The channel on which Node's WebSocket reports pongs. */
const PONG = "undici:websocket:pong";

function isAbout(message: unknown, socket: unknown): boolean {
  return typeof message === "object" && message !== null && "websocket" in message && message.websocket === socket;
}

/** Opens a connection, or gives up after `withinMs` and closes what was opened. If it rejects, nothing is left open. */
async function connect(client: Client, withinMs: number): Promise<void> {
  const connecting = Promise.withResolvers<void>();
  client.once("connecting", connecting.resolve);
  const late = new AbortController();
  const tooLate = wait(withinMs, undefined, { signal: late.signal }).then(() => {
    throw new Error(`no connection within ${withinMs / 1_000} s`);
  });
  const starting = client.start();
  try {
    await Promise.race([starting, tooLate]);
  } catch (error) {
    // Slack may still be asked where to connect: a connection opened after that would stay open beside the next
    // attempt's.
    await Promise.race([connecting.promise, starting.catch(() => {})]);
    await cut(client);
    throw error ?? new Error("the connection was closed before it was ready");
  } finally {
    client.off("connecting", connecting.resolve);
    tooLate.catch(() => {});
    late.abort();
  }
}

/** Closes a connection cleanly, and destroys it if Slack doesn't answer. */
async function close(client: Client): Promise<void> {
  const late = new AbortController();
  const tooLate = wait(CLOSE_MS, undefined, { signal: late.signal }).then(() => cut(client));
  await Promise.race([client.disconnect(), tooLate]);
  tooLate.catch(() => {});
  late.abort();
}

/**
 * At the first call the client sends a close frame and waits for an answer; at the second it destroys the connection.
 */
async function cut(client: Client): Promise<void> {
  const gone = client.disconnect();
  await Promise.race([client.disconnect(), gone]);
}

/**
 * A malformed frame rejects a promise that nobody handles, which would end the process. A disconnect frame says why,
 * which the client doesn't pass on.
 */
function watchFrames(client: Client, log: Log, onFrame: (text: string) => void): void {
  const listeners = client.listeners("ws_message");
  client.removeAllListeners("ws_message");
  client.on("ws_message", async (...frame: unknown[]) => {
    onFrame(typeof frame[0] === "string" ? frame[0] : "");
    try {
      for (const listener of listeners) await listener(...frame);
    } catch (error) {
      log.warn({ from: "slack", reason: reasonOf(error) }, "a frame from Slack could not be read");
    }
  });
}

function reasonToGo(text: string): string | undefined {
  return /^\s*\{[^{}]*"type"\s*:\s*"disconnect"/.test(text) ? /"reason"\s*:\s*"(\w+)"/.exec(text)?.[1] : undefined;
}
