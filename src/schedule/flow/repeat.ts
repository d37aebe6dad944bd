import { sleep } from "./sleep.ts";

/** Repeats something with a pause in between until stopped; failures are logged and retried. */
export async function repeat(
  what: () => Promise<void>,
  pauseMs: number,
  stopping: AbortSignal,
  onFailure: (error: unknown) => void,
): Promise<void> {
  do {
    try {
      await what();
    } catch (error) {
      onFailure(error);
    }
  } while (await sleep(pauseMs, stopping));
}
