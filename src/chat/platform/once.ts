/**
 * Remembers at least the last `most` keys, and at most twice as many: returns true for one seen before. Kept in two
 * halves, since deleting a set's oldest key each time gets slow.
 */
export function createOnce(most = 10_000): (key: string) => boolean {
  let before = new Set<string>();
  let recent = new Set<string>();
  return (key) => {
    const again = recent.has(key) || before.has(key);
    recent.add(key);
    if (recent.size >= most) [before, recent] = [recent, new Set()];
    return again;
  };
}
