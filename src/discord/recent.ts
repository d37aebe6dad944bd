/** Remembers the last so many keys. */
export type Recent = {
  /** Whether the key is new; it is remembered from now on. */
  claim(key: string): boolean;
};

/** A bounded memory: the oldest key goes when there are more than `most`. */
export function openRecent(most: number): Recent {
  const keys = new Set<string>();
  return {
    claim(key) {
      if (keys.has(key)) return false;
      keys.add(key);
      for (const oldest of keys) {
        if (keys.size <= most) break;
        keys.delete(oldest);
      }
      return true;
    },
  };
}
