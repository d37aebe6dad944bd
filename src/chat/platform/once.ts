/**
 * Remembers at least the last `most` keys, and at most twice as many: true for one that was seen before. Kept in two
 * halves, since a set that loses its oldest key each time is searched through what it has lost.
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
