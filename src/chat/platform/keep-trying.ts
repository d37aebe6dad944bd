import { setTimeout as wait } from "node:timers/promises";

/** When to try again, and when to stop. */
export type Trying = {
  /** Stops trying. */
  readonly signal: AbortSignal;
  /** Failures that end the attempts: they are thrown. */
  readonly isFinal: (error: unknown) => boolean;
  /** Called for each failure, with the wait that follows; `again` if it was called within the last minute. */
  readonly onFailure: (error: unknown, waitMs: number, again: boolean) => void;
  /** How long the platform asks to wait, if a failure says so. */
  readonly toldToWait?: (error: unknown) => number | undefined;
  /** Before the first attempt, in ms. */
  readonly firstWaitMs?: number;
  /** The longest wait between attempts, in ms; a minute by default. */
  readonly longestWaitMs?: number;
  /** Milliseconds from any start. */
  readonly now: () => number;
};

/**
 * Tries until it works, first after a second and then ever more slowly. Returns what `work` gives; undefined if it was
 * stopped first. A loop of its own beside `tryAgain`: it never gives up by itself, waits before it begins, and can be stopped
 * while it waits.
 *
 * @throws {Error} what `work` threw, when `isFinal` says that trying again would not help
 * @example
 * const now = () => performance.now();
 * const me = await keepTrying(logIn, { signal, isFinal: isRefused, onFailure: () => {}, now });
 */
export async function keepTrying<T>(work: () => Promise<T>, trying: Trying): Promise<T | undefined> {
  const { signal, isFinal, onFailure, toldToWait, firstWaitMs = 0, longestWaitMs = MINUTE_MS, now } = trying;
  let waitMs = firstWaitMs;
  let toldAt = Number.NEGATIVE_INFINITY;
  for (let ownMs = FIRST_WAIT_MS; ; ownMs = Math.min(longestWaitMs, ownMs * GROWS_BY)) {
    try {
      if (waitMs > 0) await wait(waitMs, undefined, { signal });
      if (signal.aborted) return undefined;
      return await work();
    } catch (error) {
      if (signal.aborted) return undefined;
      if (isFinal(error)) throw error;
      waitMs = toldToWait?.(error) ?? ownMs;
      const again = now() - toldAt < MINUTE_MS;
      if (!again) toldAt = now();
      onFailure(error, waitMs, again);
    }
  }
}

const FIRST_WAIT_MS = 1_000;
const GROWS_BY = 1.5;
const MINUTE_MS = 60_000;
