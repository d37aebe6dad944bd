import { REST, RESTEvents, RequestMethod, type RouteLike } from "discord.js";
import { ChatError, type ChatTrouble, tryAgain } from "#chat";
import { isPassing, isUnauthorized, toChatError } from "./errors.ts";
import { requestDiscord } from "./foreign-answers.ts";
import type { Log } from "./log.ts";

export type RestOptions = {
  readonly token: string;
  /** The API's address, without the version: for a local server. */
  readonly apiUrl?: string;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Called once, when Discord rejects the token: nothing works from then on. */
  readonly onRejected?: () => void;
  readonly onCall?: OnCall;
};

/** Called for each call: its kind, of which there are few, and its outcome. */
export type OnCall = (call: string, result: "ok" | ChatTrouble) => void;

export type Call = {
  readonly method: keyof typeof METHODS;
  readonly route: RouteLike;
  readonly body?: unknown;
  readonly query?: URLSearchParams;
  /** Calls about an interaction carry only its token. */
  readonly auth?: false;
  readonly timeoutMs?: number;
};

/** One call to Discord, never retried or delayed by itself. @throws what the library throws, or ChatError */
export type Send = (call: Call) => Promise<unknown>;

const METHODS = {
  GET: RequestMethod.Get,
  PATCH: RequestMethod.Patch,
  POST: RequestMethod.Post,
  PUT: RequestMethod.Put,
} as const;

/** discord.js counts 401, 403 and 429 responses; Discord bans an address at 10,000 in ten minutes. */
const WARN_AT = 500;
const STOP_AT = 1_000;
const TIMEOUT_MS = 15_000;

/**
 * Opens the REST client.
 * https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
 */
export function openRest({ token, apiUrl, log, now, onRejected = () => {}, onCall = () => {} }: RestOptions): Send {
  const settings = { ...restSettings(apiUrl), timeout: TIMEOUT_MS };
  const asBot = new REST(settings).setToken(token);
  // Responses to interactions don't count toward the bot's 50 requests a second.
  const asInteraction = new REST({ ...settings, globalRequestsPerSecond: Number.POSITIVE_INFINITY });
  let stopped = { at: 0, forMs: 0 };
  let rejected = false;
  const stop = (forMs: number) => {
    stopped = { at: now(), forMs };
  };
  /** 0 if the clock was set back since: otherwise a stop could last that much longer. */
  const stillStoppedMs = () => {
    const passedMs = now() - stopped.at;
    return passedMs < 0 ? 0 : Math.max(0, stopped.forMs - passedMs);
  };
  for (const rest of [asBot, asInteraction])
    rest.on(RESTEvents.InvalidRequestWarning, ({ count, remainingTime }) => {
      if (count >= STOP_AT) stop(remainingTime);
      log.warn({ count, remainingMs: remainingTime, stopped: count >= STOP_AT }, "Discord refuses many requests");
    });

  return async ({ method, route, body, query, auth, timeoutMs = TIMEOUT_MS }) => {
    if (rejected) throw new ChatError("busy", "Discord does not accept the token");
    const retryAfterMs = stillStoppedMs();
    if (retryAfterMs > 0) {
      const words = "too many requests were refused: sending is paused";
      throw new ChatError("busy", words, { retryAfterMs, general: true });
    }
    try {
      const signal = AbortSignal.timeout(Math.ceil(timeoutMs));
      const rest = auth === false ? asInteraction : asBot;
      const answer = await rest.request({
        method: METHODS[method],
        fullRoute: route,
        body,
        signal,
        ...(query && { query }),
        ...(auth === false && { auth }),
      });
      if (answer instanceof ArrayBuffer && answer.byteLength > 0) throw new Error("the response was not JSON");
      onCall(kindOf(method, route), "ok");
      return answer;
    } catch (error) {
      const { trouble, general, retryAfterMs = 0 } = toChatError(error);
      onCall(kindOf(method, route), trouble);
      // The library only respects limits of the bot itself; this one covers everything from this address.
      if (error instanceof ChatError && general) stop(Math.max(retryAfterMs, stillStoppedMs()));
      if (auth !== false && isUnauthorized(error) && !rejected) {
        rejected = true;
        onRejected();
      }
      throw error;
    }
  };
}

/** Settings of all our REST clients: we retry and wait ourselves, not the library. */
export function restSettings(apiUrl: string | undefined) {
  return {
    ...(apiUrl !== undefined && { api: apiUrl.replace(/\/+$/, "") }),
    makeRequest: requestDiscord,
    retries: 0,
    offset: 0,
    invalidRequestWarningInterval: WARN_AT,
    rejectOnRateLimit: () => true,
  };
}

/**
 * Retries failures that may pass, after each of `delaysMs` or as long as Discord asks, while `inTime` allows the wait.
 */
export async function persist<T>(
  work: () => Promise<T>,
  delaysMs: readonly number[],
  inTime: (waitMs: number) => boolean,
  mayPass: (error: unknown) => boolean = isPassing,
): Promise<T> {
  return tryAgain(work, (error, failuresBefore) => {
    const delayMs = delaysMs[failuresBefore];
    if (delayMs === undefined || !mayPass(error)) return undefined;
    const waitMs = Math.max(delayMs, toChatError(error).retryAfterMs ?? 0);
    return inTime(waitMs) ? waitMs : undefined;
  });
}

/** The kind of a call, like `POST channels`: without the ids and tokens that come later in the route. */
function kindOf(method: Call["method"], route: RouteLike): string {
  return `${method} ${/^\/([a-z@-]*)/.exec(route)?.[1] ?? ""}`;
}
