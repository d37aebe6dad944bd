import { DefaultRestOptions, type RESTOptions, type ResponseLike } from "discord.js";
import { ChatError } from "#chat";
import { isRecord } from "./is-record.ts";

/**
 * Makes a request, and lets the library see only answers that are Discord's own. It would take a proxy's page with a 404
 * for a channel that is gone, with a 401 for a token that is refused, and with a 429 for leave to try again at once.
 */
export const requestDiscord: RESTOptions["makeRequest"] = async (url, init) => {
  const answer = await DefaultRestOptions.makeRequest(url, init);
  if (answer.ok) return answer;
  const text = await answer.text();
  const own = ownErrorIn(text);
  const { status } = answer;
  if (status === 429) return limited(answer, text, own);
  if (own) return answerWith(answer, text);
  if (status < 500 || GATEWAYS.has(status)) throw new ChatError("busy", FOREIGN(status));
  throw new ChatError("unknown-outcome", `Discord failed with HTTP ${status}`);
};

/** Too many of one kind, or of all: https://docs.discord.com/developers/topics/rate-limits */
function limited(answer: ResponseLike, text: string, own: OwnError | undefined): ResponseLike {
  const seconds = usable(answer.headers.get("retry-after")) ?? usable(own?.retry_after);
  if (own && seconds !== undefined)
    return answerWith(answer, text, {
      "retry-after": String(seconds),
      ...(own.global === true && { "x-ratelimit-global": "true" }),
    });
  if (seconds === undefined) throw new ChatError("busy", "Discord asks to wait and does not say how long");
  // Who is banned for asking too often gets a page: nothing of this address is let through.
  throw new ChatError("busy", FOREIGN(429), { retryAfterMs: Math.ceil(seconds * 1_000), general: true });
}

type OwnError = Readonly<Record<string, unknown>>;

/** What Discord says of a request that failed: a number of its own, or how long to wait. */
function ownErrorIn(text: string): OwnError | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return isRecord(body) && (typeof body.code === "number" || typeof body.retry_after === "number") ? body : undefined;
  } catch {
    return undefined;
  }
}

/** A wait in seconds that can be kept: some, and no more than a month. */
export function usable(seconds: unknown): number | undefined {
  const number = typeof seconds === "string" && seconds.trim() !== "" ? Number(seconds) : seconds;
  return typeof number === "number" && number > 0 && number <= MONTH_S ? number : undefined;
}

const MONTH_S = 30 * 86_400;

/** What stands between gives these where it did not reach Discord; Cloudflare's own are among them. */
const GATEWAYS: ReadonlySet<number> = new Set([502, 503, 504, 521, 522, 523, 525, 526, 530]);

const FOREIGN = (status: number) => `Discord cannot be reached (something else answered, with HTTP ${status})`;

/** An answer whose body was read, as it was before. */
function answerWith(
  { status, statusText, headers }: ResponseLike,
  text: string,
  more: Readonly<Record<string, string>> = {},
): ResponseLike {
  const given = { ...Object.fromEntries(headers), "content-type": "application/json", ...more };
  return new Response(text, { status, statusText, headers: given });
}
