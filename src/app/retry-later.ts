import type { Log } from "./log.ts";

const AGAIN_MS = 30_000;

/** Does in the background what a database that is away puts off; after so many attempts in vain it is given up. */
export function retryLater(what: string, work: () => Promise<void>, log: Log, attempts = 20): void {
  work().catch((error: unknown) => {
    const goesOn = attempts > 1;
    log.error({ err: error }, `${what} failed; ${goesOn ? "trying again" : "it is given up"}`);
    if (goesOn) setTimeout(() => retryLater(what, work, log, attempts - 1), AGAIN_MS).unref();
  });
}
