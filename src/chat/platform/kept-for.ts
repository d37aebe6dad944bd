/** The options of a cache whose entries expire after `ttl` milliseconds, by the clock that is passed in. */
export function keptFor(ttl: number, now: () => number) {
  // The cache drops entries older than `ttl`, not as old; and by default it reads the clock only now and then.
  return { ttl: ttl - 1, ttlResolution: 0, perf: { now } };
}
