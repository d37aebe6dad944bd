import type { Log } from "./log.ts";

const AGAIN_MS = 30_000;

/**
 * Retries in the background what an unreachable database delays; gives up after `attempts`. A loop of its own:
 * nobody waits for it, and it keeps no process running.
 */
export function retryLater(what: string, work: () => Promise<void>, log: Log, attempts = 20): void {
  work().catch((error: unknown) => {
    const goesOn = attempts > 1;
    log.error({ err: error }, `${what} failed; ${goesOn ? "trying again" : "giving up"}`);
    if (goesOn) setTimeout(() => retryLater(what, work, log, attempts - 1), AGAIN_MS).unref();
  });
}
