const FIRST_MS = 500;
const MOST_MS = 8_000;
const FORGOTTEN_AFTER_MS = 15 * 60 * 1000;

/** Tries of one caller that are looked at: so many in a burst, and so many a second after it. */
const BURST = 200;
const A_SECOND = 100;

/** Answers that are held at once: of one caller, and of all. */
const MOST_HELD_OF_ONE = 4;
const MOST_HELD = 64;
/** Callers and names that are remembered; those that were quiet longest are forgotten first. */
const MOST_KNOWN = 4_096;

/**
 * Makes guessing slow and shuts nobody out. The right password is let in before anything here is asked; the answer to a
 * wrong one is held, twice as long each time, by where it comes from and by the name it comes under.
 */
export type LoginThrottle = {
  /** Whether a try is looked at at all: a flood from one caller is not, so that nobody tries passwords by the thousand. */
  looksAt(caller: string): boolean;
  /** Waits as long as a wrong try has earned. `held` is false where so many wait already that it is refused at once. */
  wrong(caller: string, name: string): Promise<{ readonly held: boolean; readonly waitMs: number }>;
};

type Known = { wrongs: number; lastAt: number; left: number; leftAt: number; held: number };

/** `pause` waits for so many milliseconds. */
export function openLoginThrottle(now: () => number, pause: (ms: number) => Promise<void>): LoginThrottle {
  const callers = new Map<string, Known>();
  const names = new Map<string, Known>();
  let held = 0;

  return {
    looksAt(caller) {
      const known = recall(callers, caller, now());
      // A clock that was set back gives nothing and takes nothing.
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

/** Counts one more wrong try; how long it is to wait. */
function count(known: Known, now: number): number {
  known.wrongs = now - known.lastAt > FORGOTTEN_AFTER_MS ? 1 : known.wrongs + 1;
  known.lastAt = now;
  return Math.min(MOST_MS, FIRST_MS * 2 ** (known.wrongs - 1));
}

function recall(all: Map<string, Known>, key: string, now: number): Known {
  const known = all.get(key) ?? { wrongs: 0, lastAt: now, left: BURST, leftAt: now, held: 0 };
  // Put back at the end, so that the one at the beginning was quiet longest.
  all.delete(key);
  all.set(key, known);
  for (const oldest of all.keys()) {
    if (all.size <= MOST_KNOWN) break;
    all.delete(oldest);
  }
  return known;
}
