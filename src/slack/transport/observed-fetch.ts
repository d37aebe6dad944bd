import type { ChatTrouble } from "#chat";
import { toChatError, troubleOfCode, troubleOfStatus } from "./errors.ts";

/** Told of each call: its kind, of which there are few, and how it came out. */
export type OnCall = (call: string, result: "ok" | ChatTrouble) => void;

/** A `fetch` that tells of each call to Slack how it came out, once its answer is read. `apiUrl`: of the Web API, with a closing slash. */
export function observedFetch(
  fetch: typeof globalThis.fetch,
  apiUrl: () => string,
  onCall: OnCall,
): typeof globalThis.fetch {
  return async (url, init) => {
    const call = kindOf(String(url), apiUrl());
    try {
      const response = await fetch(url, init);
      if (call === RESPONSE_URL || response.status !== 200) {
        onCall(call, response.ok ? "ok" : troubleOfStatus(response.status, call === RESPONSE_URL));
        return response;
      }
      // Slack says in the body whether it did what was asked. It is read once, by whoever called.
      const read = response.text.bind(response);
      const text = async () => {
        const said = await read();
        onCall(call, resultIn(said));
        return said;
      };
      return Object.assign(response, { text });
    } catch (error) {
      onCall(call, toChatError(error, call).trouble);
      throw error;
    }
  };
}

/** An answer's own address, which is a secret. */
const RESPONSE_URL = "response_url";

function kindOf(url: string, apiUrl: string): string {
  const method = url.startsWith(apiUrl) ? url.slice(apiUrl.length) : "";
  return /^[a-zA-Z]+(?:\.[a-zA-Z]+)+$/.test(method) ? method : RESPONSE_URL;
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
