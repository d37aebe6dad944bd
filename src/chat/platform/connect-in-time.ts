import pTimeout from "p-timeout";
import { messageOf } from "./error.ts";

export type Connecting = {
  /** Called with the reason, in a sentence, if the platform refuses during the wait. */
  readonly onRefused: (sentence: string) => void;
  /** Called when the wait is over. The platform keeps connecting. */
  readonly onLate: (afterMs: number) => void;
  /** Called with the reason, in a sentence, if the platform refuses later. */
  readonly onRefusedLater: (sentence: string) => void;
};

/**
 * Waits a few seconds for a platform to connect, so that it doesn't hold up the others.
 * @throws what the platform refused with during the wait
 */
export async function connectInTime(connecting: Promise<unknown>, told: Connecting): Promise<void> {
  const connected = connecting.then(() => true);
  try {
    if (await pTimeout(connected, { milliseconds: START_MS, fallback: () => false })) return;
  } catch (error) {
    told.onRefused(messageOf(error));
    throw error;
  }
  told.onLate(START_MS);
  connecting.catch((error: unknown) => told.onRefusedLater(messageOf(error)));
}

const START_MS = 4_000;
