import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";

/** Reasons that are too long for a button, kept from when they are typed until somebody confirms. */
export type Reasons = {
  /** Keeps a reason; returns the key that a button carries instead. */
  keep(why: string): string;
  /** Undefined if another process keeps it, or this one was restarted since. */
  of(key: string): string | undefined;
};

const MOST_KEPT = 200;

/** Keeps them in memory: if they are lost, whoever typed them sees that. */
export function openReasons(): Reasons {
  const kept = new LRUCache<string, string>({ max: MOST_KEPT });
  return {
    keep(why) {
      const key = createHash("sha256").update(why).digest("base64url").slice(0, 16);
      kept.set(key, why);
      return key;
    },
    of: (key) => kept.get(key),
  };
}
