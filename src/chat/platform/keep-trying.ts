import { setTimeout as wait } from "node:timers/promises";

export type Trying = {
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Failures after which no other attempt is made: they are thrown. */
  readonly isFinal: (error: unknown) => boolean;
  /** Told of each failure and of the wait that follows; `again` where the last one was told within the last minute. */
  readonly onFailure: (error: unknown, waitMs: number, again: boolean) => void;
  /** How long the platform itself asks to wait, where a failure says so. */
  readonly toldToWait?: (error: unknown) => number | undefined;
  /** Before the first attempt, in ms. */
  readonly firstWaitMs?: number;
  /** Waits between attempts grow up to this; a minute by itself. */
  readonly longestWaitMs?: number;
  /** Milliseconds, from whenever. */
  readonly now: () => number;
};

/** Tries until it works, a second later at first and then ever more slowly. Undefined when it was ended first. */
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
