/** The options of a cache whose entries are gone when `ttl` milliseconds have passed, by a clock that is handed in. */
export function keptFor(ttl: number, now: () => number) {
  // The cache drops what is older than its time, not what is as old; and it would read the clock only now and then.
  return { ttl: ttl - 1, ttlResolution: 0, perf: { now } };
}
