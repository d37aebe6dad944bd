import { DefaultRestOptions, type RESTOptions, type ResponseLike } from "discord.js";
import { ChatError, isRecord } from "#chat";

/**
 * Makes a request, and passes only Discord's own responses to the library. From a proxy's page the library would
 * conclude from a 404 that a channel is gone, from a 401 that a token is refused, and from a 429 that it may retry at
 * once.
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

/** Too many requests of one kind, or of all kinds: https://docs.discord.com/developers/topics/rate-limits */
function limited(answer: ResponseLike, text: string, own: OwnError | undefined): ResponseLike {
  const seconds = usable(answer.headers.get("retry-after")) ?? usable(own?.retry_after);
  if (own && seconds !== undefined)
    return answerWith(answer, text, {
      "retry-after": String(seconds),
      ...(own.global === true && { "x-ratelimit-global": "true" }),
    });
  if (seconds === undefined) throw new ChatError("busy", "Discord asks to wait and does not say how long");
  // An address that is banned for too many requests gets a page instead: nothing else from it is accepted.
  throw new ChatError("busy", FOREIGN(429), { retryAfterMs: Math.ceil(seconds * 1_000), general: true });
}

type OwnError = Readonly<Record<string, unknown>>;

/** Discord's data on a failed request: its own error code, or how long to wait. */
function ownErrorIn(text: string): OwnError | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return isRecord(body) && (typeof body.code === "number" || typeof body.retry_after === "number") ? body : undefined;
  } catch {
    return undefined;
  }
}

/** A wait that can be kept: more than 0 and at most a month. In seconds. */
export function usable(seconds: unknown): number | undefined {
  const number = typeof seconds === "string" && seconds.trim() !== "" ? Number(seconds) : seconds;
  return typeof number === "number" && number > 0 && number <= MONTH_S ? number : undefined;
}

const MONTH_S = 30 * 86_400;

/** Statuses of proxies and gateways that could not reach Discord, including Cloudflare's own. */
const GATEWAYS: ReadonlySet<number> = new Set([502, 503, 504, 521, 522, 523, 525, 526, 530]);

const FOREIGN = (status: number) => `Discord cannot be reached (something else answered, with HTTP ${status})`;

/** The same response, with the body that was read from it. */
function answerWith(
  { status, statusText, headers }: ResponseLike,
  text: string,
  more: Readonly<Record<string, string>> = {},
): ResponseLike {
  const given = { ...Object.fromEntries(headers), "content-type": "application/json", ...more };
  return new Response(text, { status, statusText, headers: given });
}
