/** The shortest and longest pause before a retry. */
const FIRST_MS = 1_000;
const MOST_MS = 30_000;

/**
 * How long to wait before a retry, in ms: doubles each time, minus a random part of up to half, so that what failed
 * together is not retried together.
 */
export function backoffMs(attempts: number, random: () => number = Math.random, mostMs = MOST_MS): number {
  const longestMs = Math.min(mostMs, FIRST_MS * 2 ** Math.min(attempts, 20));
  return Math.round(longestMs * (0.5 + random() / 2));
}
