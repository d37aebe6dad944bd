/** Remembers the last `most` keys: true for one that was seen before. */
export function createOnce(most = 10_000): (key: string) => boolean {
  const seen = new Set<string>();
  return (key) => {
    const again = seen.delete(key);
    seen.add(key);
    if (seen.size > most) for (const oldest of seen.values().take(1)) seen.delete(oldest);
    return again;
  };
}
