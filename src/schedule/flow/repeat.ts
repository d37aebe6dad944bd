import { sleep } from "./sleep.ts";

/** Does something again and again, with a pause in between, until it is stopped; what fails is told and tried again. */
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
