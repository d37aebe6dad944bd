import { setTimeout as wait } from "node:timers/promises";
import { toChatError, toldToWait } from "./errors.ts";

/**
 * Calls a second time: after the wait that Slack asks for, where that is not too long for somebody who waits. A call that
 * may be `repeatable` without harm is also repeated where nobody knows what became of the first.
 */
export async function retryOnce<T>(call: () => Promise<T>, { repeatable = false } = {}): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const { trouble } = toChatError(error, "calling Slack");
    const isPassing = trouble === "busy" || trouble === "unknown-outcome";
    const waitMs = toldToWait(error) ?? (repeatable && isPassing ? PAUSE_MS : Number.POSITIVE_INFINITY);
    if (waitMs > LONGEST_WAIT_MS) throw error;
    await wait(waitMs);
    return call();
  }
}

const PAUSE_MS = 1_000;
const LONGEST_WAIT_MS = 20_000;
