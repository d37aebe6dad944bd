import { LRUCache } from "lru-cache";

type Say = (details: object, message: string) => void;

/**
 * Logs a lasting problem once per `everyMs` (a minute by default), with how often it occurred, instead of every time.
 */
export function throttledLog(say: Say, now: () => number, everyMs = 60_000): Say {
  const told = new LRUCache<string, { at: number; more: number }>({ max: MOST_KEPT });
  return (details, message) => {
    const before = told.get(message);
    const nowMs = now();
    if (before && Math.abs(nowMs - before.at) < everyMs) {
      before.more += 1;
      return;
    }
    told.set(message, { at: nowMs, more: 0 });
    say(before && before.more > 0 ? { ...details, times: before.more + 1 } : details, message);
  };
}

/** Troubles that are told apart, those that occurred last: what differs each time must not pile up. */
const MOST_KEPT = 500;
