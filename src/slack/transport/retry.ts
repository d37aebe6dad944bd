import { tryAgain } from "#chat";
import { toChatError, toldToWait } from "./errors.ts";

/**
 * Calls a second time, after the wait that Slack asks for, if a waiting person can wait that long. A `repeatable` call,
 * which may be made twice without harm, is also repeated if the outcome of the first is unknown.
 */
export async function retryOnce<T>(call: () => Promise<T>, { repeatable = false } = {}): Promise<T> {
  return tryAgain(call, (error, failuresBefore) => {
    if (failuresBefore > 0) return undefined;
    const { trouble } = toChatError(error, "calling Slack");
    const isPassing = trouble === "busy" || trouble === "unknown-outcome";
    const waitMs = toldToWait(error) ?? (repeatable && isPassing ? PAUSE_MS : Number.POSITIVE_INFINITY);
    return waitMs > LONGEST_WAIT_MS ? undefined : waitMs;
  });
}

const PAUSE_MS = 1_000;
const LONGEST_WAIT_MS = 20_000;
