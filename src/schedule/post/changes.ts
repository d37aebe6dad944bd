import type { Line, Note } from "#chat";
import type { Snapshot } from "./snapshot.ts";

/** A statement with the sources it cites. */
export type Stated = { readonly line: Line; readonly notes: readonly Note[] };

/** What happened to the statements that a place last received. */
export type Changes = {
  readonly corrected: readonly { readonly was: Stated; readonly now: Stated }[];
  readonly added: readonly Stated[];
  readonly withdrawn: readonly Stated[];
  readonly unchanged: number;
};

/**
 * Compares statement by statement: its words and the words it quotes. Ignores order, sections, numbers and
 * dates. A statement replaced by a similar one, or by one with the same quote, counts as corrected.
 */
export function changesBetween(before: Snapshot, after: Snapshot): Changes {
  const left = statedIn(before);
  const added: Stated[] = [];
  let unchanged = 0;
  const byWords = Map.groupBy(left, keyOf);
  for (const stated of statedIn(after)) {
    if (byWords.get(keyOf(stated))?.pop()) unchanged += 1;
    else added.push(stated);
  }
  const gone = left.filter((stated) => byWords.get(keyOf(stated))?.includes(stated));
  return { ...pair(gone, added), unchanged };
}

/** Whether nothing was corrected, added or withdrawn. */
export function isUnchanged({ corrected, added, withdrawn }: Changes): boolean {
  return corrected.length + added.length + withdrawn.length === 0;
}

function statedIn({ lines, notes }: Snapshot): Stated[] {
  const byNumber = new Map(notes.map((note) => [note.number, note]));
  return lines.map((line) => ({
    line,
    notes: [...new Set(line.cites.map(({ source }) => source))].flatMap((number) => byNumber.get(number) ?? []),
  }));
}

function keyOf(stated: Stated): string {
  return JSON.stringify([stated.line.text, ...quotesOf(stated).sort()]);
}

/** A statement's quotes with their source ids; numbers may differ from post to post. */
function quotesOf({ line, notes }: Stated): string[] {
  const idOf = (number: number) => notes.find((note) => note.number === number)?.source;
  return line.cites.map(({ source, quote }) => JSON.stringify([idOf(source), quote]));
}

/** Pairs the most similar first; each statement is in at most one pair. */
function pair(gone: readonly Stated[], added: readonly Stated[]): Omit<Changes, "unchanged"> {
  const pairs = gone
    .flatMap((was) => added.map((now) => ({ was, now, alike: likeness(was, now) })))
    .filter(({ alike }) => alike >= ALIKE)
    .sort((a, b) => b.alike - a.alike);
  const paired = new Set<Stated>();
  const corrected: { was: Stated; now: Stated }[] = [];
  for (const { was, now } of pairs) {
    if (paired.has(was) || paired.has(now)) continue;
    paired.add(was).add(now);
    corrected.push({ was, now });
  }
  const inOrder = gone.flatMap((was) => corrected.filter((one) => one.was === was));
  return {
    corrected: inOrder,
    added: added.filter((stated) => !paired.has(stated)),
    withdrawn: gone.filter((stated) => !paired.has(stated)),
  };
}

/** From this similarity on, one statement corrects the other. */
const ALIKE = 0.5;

/** The share of words in common, from 0 to 1; more if they share a quote. */
function likeness(a: Stated, b: Stated): number {
  const words = [wordsOf(a), wordsOf(b)] as const;
  const common = words[0].intersection(words[1]).size;
  const share = common / Math.max(1, words[0].union(words[1]).size);
  const quoted = new Set(quotesOf(b));
  const sameQuote = quotesOf(a).some((quote) => quoted.has(quote));
  return share + (sameQuote ? 0.3 : 0);
}

function wordsOf({ line }: Stated): Set<string> {
  return new Set(line.text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}
