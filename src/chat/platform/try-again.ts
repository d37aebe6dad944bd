import { setTimeout as wait } from "node:timers/promises";

/** Tries until it works. `waitAfter` returns how long to wait after a failure, in ms; undefined: the failure is thrown. */
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
