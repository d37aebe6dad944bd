/** Decides when something that failed is tried again. */
export type Patience = {
  /** Tries, or fails again as the last time where it is too early for that. */
  asked<T>(what: () => Promise<T>): Promise<T>;
  /** What was there has failed since. */
  gaveUp(error: unknown): void;
};

/**
 * What fails at once is tried whenever it is asked for. What is dear to try (it holds up the whole process, and leaves
 * some memory behind) is left alone for five times as long as it took, then for twice as long each time, up to five minutes.
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
