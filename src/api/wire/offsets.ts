import type { Passage, Source } from "#briefing";

/** Counts an offset in UTF-16 units as Unicode code points, which W3C selectors count in. */
export function inCodePoints({ start, end }: Passage, source: Source): Passage {
  const pairs = pairsIn(source);
  return { start: start - countBefore(pairs, start), end: end - countBefore(pairs, end) };
}

/** Where the characters outside the basic plane begin. */
function pairsIn(source: Source): readonly number[] {
  const known = found.get(source);
  if (known) return known;
  const pairs = Array.from(source.text.matchAll(/[\u{10000}-\u{10ffff}]/gu), ({ index }) => index);
  found.set(source, pairs);
  return pairs;
}

/** Cached: a source never changes, and each of its citations asks. */
const found = new WeakMap<Source, readonly number[]>();

function countBefore(sorted: readonly number[], offset: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
