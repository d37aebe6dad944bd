import { LRUCache } from "lru-cache";

/** Units that a caller may spend at once, and that come back each second. One is about as much work as sending a briefing. */
export const PACE = { burst: 600, aSecond: 300 } as const;
/** Callers remembered; those quiet the longest are forgotten first. */
const MOST_CALLERS = 4_096;

/** Bounds how much each caller asks for. */
export type Pace = {
  /** Takes units from a caller; how many milliseconds to wait if there are not enough. */
  take(caller: string, units: number): number;
};

/** Opens the pace of all callers. `now`: milliseconds. */
export function openPace(now: () => number, { burst, aSecond } = PACE as { burst: number; aSecond: number }): Pace {
  const callers = new LRUCache<string, { left: number; at: number }>({ max: MOST_CALLERS });
  return {
    take(caller, units) {
      const at = now();
      const known = callers.get(caller) ?? { left: burst, at };
      // A clock that was set back changes nothing.
      const left = Math.min(burst, known.left + (Math.max(0, at - known.at) * aSecond) / 1000);
      const isEnough = left >= units;
      callers.set(caller, { left: isEnough ? left - units : left, at });
      return isEnough ? 0 : Math.ceil(((units - left) * 1000) / aSecond);
    },
  };
}
