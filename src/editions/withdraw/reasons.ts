import { createHash } from "node:crypto";

/** Reasons that are longer than a button can carry, from when they were typed until somebody confirms. */
export type Reasons = {
  /** Gives the words that a button carries instead. */
  keep(why: string): string;
  /** Undefined where another process keeps it, or this one was started anew since. */
  of(key: string): string | undefined;
};

const MOST_KEPT = 200;

/** Keeps them in memory: nothing is lost with them that the one who typed it does not see. */
export function openReasons(): Reasons {
  const kept = new Map<string, string>();
  return {
    keep(why) {
      const key = createHash("sha256").update(why).digest("base64url").slice(0, 16);
      kept.delete(key);
      kept.set(key, why);
      for (const oldest of kept.keys()) {
        if (kept.size <= MOST_KEPT) break;
        kept.delete(oldest);
      }
      return key;
    },
    of: (key) => kept.get(key),
  };
}
