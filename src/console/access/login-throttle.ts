const FIRST_MS = 500;
const MOST_MS = 8_000;
const FORGOTTEN_AFTER_MS = 15 * 60 * 1000;

/** Makes guessing slow: after each wrong try all have to wait, twice as long each time. */
export type LoginThrottle = {
  /** How long there is to wait before the next try. */
  waitMs(): number;
  wrong(): void;
  right(): void;
};

/** One for the whole console: addresses are cheap, so none has tries of its own. */
export function openLoginThrottle(now: () => number): LoginThrottle {
  let wrongs = 0;
  let last = 0;
  return {
    waitMs() {
      // A clock that was set back must not lock everybody out until it is where it was.
      last = Math.min(last, now());
      if (wrongs === 0 || now() - last > FORGOTTEN_AFTER_MS) return 0;
      return Math.max(0, last + Math.min(MOST_MS, FIRST_MS * 2 ** (wrongs - 1)) - now());
    },
    wrong() {
      wrongs = now() - last > FORGOTTEN_AFTER_MS ? 1 : wrongs + 1;
      last = now();
    },
    right() {
      wrongs = 0;
    },
  };
}
