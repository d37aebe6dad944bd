import { setTimeout as wait } from "node:timers/promises";

/** Tries until it works, waiting after a failure as long as `waitAfter` tells; throws one for which it tells nothing. */
export async function tryAgain<T>(
  work: () => Promise<T>,
  waitAfter: (error: unknown, failuresBefore: number) => number | undefined,
): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await work();
    } catch (error) {
      const waitMs = waitAfter(error, failures);
      if (waitMs === undefined) throw error;
      await wait(waitMs);
    }
  }
}
