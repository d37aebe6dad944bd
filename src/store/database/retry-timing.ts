/** Decides when to retry something that failed. */
export type Patience = {
  /** Tries, or fails with the last error if it is too early to retry. */
  asked<T>(what: () => Promise<T>): Promise<T>;
  /** Reports that what had opened has failed since. */
  gaveUp(error: unknown): void;
};

/**
 * What fails fast is retried on every request. What is costly to try (it blocks the whole process and leaks some memory)
 * is left alone for five times as long as it took, then twice as long each time, up to five minutes.
 */
export function createPatience(now: () => number = () => performance.now()): Patience {
  let tookMs = 0;
  let waitMs = 0;
  let goodSince = now();
  let failure: { readonly error: unknown; readonly until: number } | undefined;
  const failed = (error: unknown) => {
    waitMs = tookMs < CHEAP_MS ? 0 : Math.min(MOST_WAIT_MS, Math.max(5 * tookMs, 2 * waitMs));
    failure = { error, until: now() + waitMs };
  };
  return {
    async asked(what) {
      if (failure && now() < failure.until) throw failure.error;
      const startedAt = now();
      try {
        const given = await what();
        goodSince = now();
        tookMs = goodSince - startedAt;
        return given;
      } catch (error) {
        tookMs = now() - startedAt;
        failed(error);
        throw error;
      }
    },
    gaveUp(error) {
      if (now() - goodSince > MOST_WAIT_MS) waitMs = 0;
      failed(error);
    },
  };
}

const CHEAP_MS = 50;
const MOST_WAIT_MS = 5 * 60_000;
