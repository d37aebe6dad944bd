import pTimeout from "p-timeout";
import { messageOf } from "./error.ts";

export type Connecting = {
  /** Told why, in a sentence, where the platform refuses while it is waited for. */
  readonly onRefused: (sentence: string) => void;
  /** Told that it is waited for no longer. It goes on connecting. */
  readonly onLate: (afterMs: number) => void;
  /** Told why, in a sentence, where the platform refuses later. */
  readonly onRefusedLater: (sentence: string) => void;
};

/** Waits for a platform to connect, but not for long: no other platform is to wait for it. Throws what refuses it meanwhile. */
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
