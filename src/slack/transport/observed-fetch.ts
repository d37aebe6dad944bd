import { ChatError, type ChatTrouble } from "#chat";
import { byStatus, codeIn, toChatError, troubleOfAddress, troubleOfCode } from "./errors.ts";

/** Called for each call: its kind, of which there are few, and its outcome. */
export type OnCall = (call: string, result: "ok" | ChatTrouble) => void;

/**
 * A `fetch` that reports the outcome of each call to Slack once its response is read. What the libraries would misread
 * is judged here and thrown as a ChatError: a rate limit that doesn't say how long, and responses that aren't Slack's
 * own. `apiUrl`: of the Web API, with a trailing slash.
 */
export function observedFetch(
  fetch: typeof globalThis.fetch,
  apiUrl: () => string,
  onCall: OnCall = () => {},
): typeof globalThis.fetch {
  return async (url, init) => {
    const call = kindOf(String(url), apiUrl());
    try {
      // The library treats a redirect as a lost response, but it is a response, though not Slack's.
      const response = await fetch(url, init?.redirect === "error" ? { ...init, redirect: "manual" } : init);
      if (response.ok && call === RESPONSE_URL) {
        onCall(call, "ok");
        return response;
      }
      if (response.status === 200) return readOnce(response, (said) => onCall(call, resultIn(said)));
      const said = await response.text();
      if (response.status === 429) refuseUnusable(response, said);
      const isOwn = call === RESPONSE_URL ? isWord(said) : codeOfText(said) !== undefined;
      if (!isOwn && call === RESPONSE_URL) throw new ChatError(...byStatus(response.status));
      onCall(call, troubleOf(response.status, said, call));
      return Object.assign(response, { text: async () => said });
    } catch (failure) {
      const error = isProxyRefusal(failure) ? new ChatError(...byStatus(407)) : failure;
      onCall(call, toChatError(error, call).trouble);
      throw error;
    }
  };
}

/**
 * Whether a proxy answered 407: the only status that `fetch` turns into an error, without a reason.
 * https://fetch.spec.whatwg.org/#http-network-or-cache-fetch
 */
function isProxyRefusal(error: unknown): boolean {
  if (!(error instanceof TypeError) || !(error.cause instanceof Error) || "code" in error.cause) return false;
  return error.cause.message === "" || error.cause.message === "proxy authentication required";
}

/** Slack's body says whether the call worked. The caller reads it, once, and `onRead` gets a copy. */
function readOnce(response: Response, onRead: (said: string) => void): Response {
  const read = response.text.bind(response);
  const text = async () => {
    const said = await read();
    onRead(said);
    return said;
  };
  return Object.assign(response, { text });
}

/**
 * Throws for a rate limit that doesn't say how long, or that isn't Slack's, which means that our address is blocked.
 * @throws ChatError
 */
function refuseUnusable(response: Response, said: string): void {
  const seconds = Number(response.headers.get("retry-after") ?? "");
  if (!(seconds > 0 && seconds <= MONTH_S)) throw new ChatError("busy", "Slack asks to wait and does not say how long");
  if (said === "" || isWord(said) || codeOfText(said) !== undefined) return;
  const [trouble, what] = byStatus(429);
  throw new ChatError(trouble, what, { retryAfterMs: Math.ceil(seconds * 1_000), general: true });
}

const MONTH_S = 30 * 86_400;

/** Stands in for a `response_url`, which is a secret. */
const RESPONSE_URL = "response_url";

function kindOf(url: string, apiUrl: string): string {
  const method = url.startsWith(apiUrl) ? url.slice(apiUrl.length) : "";
  return /^[a-zA-Z]+(?:\.[a-zA-Z]+)+$/.test(method) ? method : RESPONSE_URL;
}

function troubleOf(status: number, said: string, call: string): ChatTrouble {
  if (call === RESPONSE_URL) return troubleOfAddress(status);
  const code = codeOfText(said);
  return code === undefined ? byStatus(status)[0] : troubleOfCode(code);
}

/** A `response_url` answers with a word, like `expired_url`, or with JSON. */
function isWord(said: string): boolean {
  return /^\s*(?:[a-z][\w ]{0,80}|\{.*\})\s*$/is.test(said);
}

function codeOfText(said: string): string | undefined {
  try {
    return codeIn(JSON.parse(said));
  } catch {
    return undefined;
  }
}

function resultIn(said: string): "ok" | ChatTrouble {
  if (said.startsWith('{"ok":true')) return "ok";
  try {
    const answer: unknown = JSON.parse(said);
    if (typeof answer !== "object" || answer === null || !("ok" in answer)) return "unknown-outcome";
    if (answer.ok === true) return "ok";
    return troubleOfCode("error" in answer ? String(answer.error) : "");
  } catch {
    return "unknown-outcome";
  }
}
