/** Shortest and longest pause before something is tried again. */
const FIRST_MS = 1_000;
const MOST_MS = 30_000;

/**
 * How long to wait before a try after so many in vain, in ms: twice as long each time, and up to half of it less by
 * chance, so that what failed together is not tried again together.
 */
export function backoffMs(attempts: number, random: () => number = Math.random, mostMs = MOST_MS): number {
  const longestMs = Math.min(mostMs, FIRST_MS * 2 ** Math.min(attempts, 20));
  return Math.round(longestMs * (0.5 + random() / 2));
}
