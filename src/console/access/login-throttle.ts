import { LRUCache } from "lru-cache";

const FIRST_MS = 500;
const MOST_MS = 8_000;
const FORGOTTEN_AFTER_MS = 15 * 60 * 1000;

/** Attempts accepted from one caller: this many in a burst, then this many per second. */
const BURST = 200;
const A_SECOND = 100;

/** Responses delayed at once: for one caller, and for all. */
const MOST_HELD_OF_ONE = 4;
const MOST_HELD = 64;
/** Callers and names remembered; those quiet the longest are forgotten first. */
const MOST_KNOWN = 4_096;

/**
 * Slows down guessing without locking anybody out. The right password gets in before any of this applies; the response
 * to a wrong one is delayed, twice as long each time, per caller and per name.
 */
export type LoginThrottle = {
  /**
   * Whether an attempt is checked at all: a flood from one caller is not, so nobody tries passwords by the thousand.
   */
  looksAt(caller: string): boolean;
  /**
   * Waits as long as a wrong attempt has earned. `held` is false if too many wait already, so it is refused at once.
   */
  wrong(caller: string, name: string): Promise<{ readonly held: boolean; readonly waitMs: number }>;
};

type Known = { wrongs: number; lastAt: number; left: number; leftAt: number; held: number };

/** Opens a throttle. `pause` waits for `ms` milliseconds. */
export function openLoginThrottle(now: () => number, pause: (ms: number) => Promise<void>): LoginThrottle {
  const callers = new LRUCache<string, Known>({ max: MOST_KNOWN });
  const names = new LRUCache<string, Known>({ max: MOST_KNOWN });
  let held = 0;

  return {
    looksAt(caller) {
      const known = recall(callers, caller, now());
      // A clock that was set back changes nothing.
      const passedMs = Math.max(0, now() - known.leftAt);
      known.left = Math.min(BURST, known.left + (passedMs * A_SECOND) / 1000);
      known.leftAt = now();
      if (known.left < 1) return false;
      known.left -= 1;
      return true;
    },
    async wrong(caller, name) {
      const from = recall(callers, caller, now());
      const waitMs = Math.max(count(from, now()), count(recall(names, name, now()), now()));
      if (from.held >= MOST_HELD_OF_ONE || held >= MOST_HELD) return { held: false, waitMs };
      from.held += 1;
      held += 1;
      try {
        await pause(waitMs);
      } finally {
        from.held -= 1;
        held -= 1;
      }
      return { held: true, waitMs };
    },
  };
}

/** Counts one more wrong attempt; returns how long it must wait. */
function count(known: Known, now: number): number {
  known.wrongs = now - known.lastAt > FORGOTTEN_AFTER_MS ? 1 : known.wrongs + 1;
  known.lastAt = now;
  return Math.min(MOST_MS, FIRST_MS * 2 ** (known.wrongs - 1));
}

function recall(all: LRUCache<string, Known>, key: string, now: number): Known {
  const known = all.get(key) ?? { wrongs: 0, lastAt: now, left: BURST, leftAt: now, held: 0 };
  all.set(key, known);
  return known;
}
