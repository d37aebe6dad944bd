import { createHash } from "node:crypto";

/** A statement for comparison: its words, and each of its quotes with its source. */
export type Comparable = { readonly text: string; readonly quotes: readonly string[] };

/** Which statements before and after are the same one, by index; `same`: word for word, on the same quotes. */
export type Matching = {
  readonly pairs: readonly { readonly was: number; readonly now: number; readonly same: boolean }[];
  /** Earlier statements with more than one candidate, or whose candidate has rivals. */
  readonly ambiguous: ReadonlySet<number>;
};

/** One statement may be another's new wording if at least this share of their words is common to both. */
const ALIKE = 0.5;

/**
 * Matches statements one to one: the same words on the same quotes, then the same quotes, then words mostly in common,
 * then a shared quote. Ambiguous statements stay unmatched. Order, sections and white space make no difference.
 */
export function matchStatements(before: readonly Comparable[], after: readonly Comparable[]): Matching {
  const pairs: { was: number; now: number; same: boolean }[] = [];
  const ambiguous = new Set<number>();
  let left = before.map((_, index) => index);
  let added = after.map((_, index) => index);
  const take = (found: readonly (readonly [number, number])[], same = false) => {
    const taken = { was: new Set(found.map(([was]) => was)), now: new Set(found.map(([, now]) => now)) };
    for (const [was, now] of found) pairs.push({ was, now, same });
    left = left.filter((index) => !taken.was.has(index));
    added = added.filter((index) => !taken.now.has(index));
  };
  const of = (all: readonly Comparable[], index: number) => all[index] as Comparable;

  const byWhole = Map.groupBy(left, (index) => identityOf(of(before, index)));
  take(
    added.flatMap((now) => {
      const was = byWhole.get(identityOf(of(after, now)))?.shift();
      return was === undefined ? [] : [[was, now] as const];
    }),
    true,
  );
  const quotesOf = ({ quotes }: Comparable) => JSON.stringify([...new Set(quotes)].sort());
  take(certain(left, added, edgesBy(before, after, (one) => [quotesOf(one)])(left, added), ambiguous));
  take(certain(left, added, alike(before, after, left, added), ambiguous));
  take(certain(left, added, edgesBy(before, after, ({ quotes }) => [...new Set(quotes)])(left, added), ambiguous));
  return { pairs, ambiguous: new Set([...ambiguous].filter((index) => left.includes(index))) };
}

/** Words and quotes, ignoring white space in the words and the order of the quotes. */
function identityOf({ text, quotes }: Comparable): string {
  return JSON.stringify([text.replace(/\s+/g, " ").trim(), ...[...new Set(quotes)].sort()]);
}

/** A short id for a statement's words and quotes. */
export function fingerprintOf(one: Comparable): string {
  return createHash("sha256").update(identityOf(one)).digest("hex").slice(0, 16);
}

/** For each earlier statement, the later ones that may be the same. */
type Edges = ReadonlyMap<number, ReadonlySet<number>>;

/** Pairs in which neither has another candidate; the others with candidates are ambiguous. */
function certain(
  left: readonly number[],
  added: readonly number[],
  edges: Edges,
  ambiguous: Set<number>,
): (readonly [number, number])[] {
  const rivals = new Map(added.map((now) => [now, 0]));
  for (const candidates of edges.values()) for (const now of candidates) rivals.set(now, (rivals.get(now) ?? 0) + 1);
  return left.flatMap((was) => {
    const candidates = edges.get(was);
    if (!candidates || candidates.size === 0) return [];
    const [only] = candidates;
    if (candidates.size === 1 && only !== undefined && rivals.get(only) === 1) return [[was, only] as const];
    ambiguous.add(was);
    return [];
  });
}

/** Statements that have a key in common. */
function edgesBy(
  before: readonly Comparable[],
  after: readonly Comparable[],
  keysOf: (one: Comparable) => readonly string[],
) {
  return (left: readonly number[], added: readonly number[]): Edges => {
    const byKey = new Map<string, number[]>();
    for (const now of added)
      for (const key of keysOf(after[now] as Comparable)) byKey.set(key, [...(byKey.get(key) ?? []), now]);
    return new Map(
      left.map((was) => [was, new Set(keysOf(before[was] as Comparable).flatMap((key) => byKey.get(key) ?? []))]),
    );
  };
}

/** Statements with at least half of their words in common; looks each word up once. */
function alike(
  before: readonly Comparable[],
  after: readonly Comparable[],
  left: readonly number[],
  added: readonly number[],
): Edges {
  const words = added.map((now) => wordsIn(after[now] as Comparable));
  const holders = new Map<string, number[]>();
  words.forEach((set, place) => {
    for (const word of set) {
      const places = holders.get(word);
      if (places) places.push(place);
      else holders.set(word, [place]);
    }
  });
  return new Map(
    left.map((was) => {
      const own = wordsIn(before[was] as Comparable);
      const common = new Uint32Array(added.length);
      for (const word of own) for (const place of holders.get(word) ?? []) common[place] = (common[place] ?? 0) + 1;
      const candidates = added.filter((_, place) => {
        const shared = common[place] ?? 0;
        return shared > 0 && shared / (own.size + (words[place]?.size ?? 0) - shared) >= ALIKE;
      });
      return [was, new Set(candidates)];
    }),
  );
}

function wordsIn({ text }: Comparable): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}
