import type { Line, Note } from "#chat";
import { type Comparable, fingerprintOf, matchStatements } from "./match.ts";
import type { Snapshot } from "./snapshot.ts";

/** A statement with the sources it cites. */
export type Stated = { readonly line: Line; readonly notes: readonly Note[] };

/** What happened to the statements that a place last received. */
export type Changes = {
  readonly corrected: readonly { readonly was: Stated; readonly now: Stated }[];
  readonly added: readonly Stated[];
  readonly withdrawn: readonly Stated[];
  readonly unchanged: number;
  /** The fingerprints of words that may not be repeated; absent: all may be. */
  readonly hidden?: ReadonlySet<string>;
};

/** Names a statement by its words and quotes. */
export function nameOf(stated: Stated): string {
  return fingerprintOf(comparable(stated));
}

/**
 * Compares statement by statement: its words and the words it quotes. Ignores order, sections, numbers and dates. A
 * statement that is certainly another's new wording counts as corrected.
 */
export function changesBetween(before: Snapshot, after: Snapshot): Changes {
  const [gone, made] = [statedIn(before), statedIn(after)];
  const { pairs } = matchStatements(gone.map(comparable), made.map(comparable));
  const [was, now] = [new Set(pairs.map((pair) => pair.was)), new Set(pairs.map((pair) => pair.now))];
  const changed = pairs.filter(({ same }) => !same).sort((a, b) => a.was - b.was);
  return {
    corrected: changed.map((pair) => ({ was: gone[pair.was] as Stated, now: made[pair.now] as Stated })),
    added: made.filter((_, index) => !now.has(index)),
    withdrawn: gone.filter((_, index) => !was.has(index)),
    unchanged: pairs.length - changed.length,
  };
}

/** Whether nothing was corrected, added or withdrawn. */
export function isUnchanged({ corrected, added, withdrawn }: Changes): boolean {
  return corrected.length + added.length + withdrawn.length === 0;
}

/** The statements of a post, each with its sources. */
export function statedIn({ lines, notes }: Snapshot): Stated[] {
  const byNumber = new Map(notes.map((note) => [note.number, note]));
  return lines.map((line) => ({
    line,
    notes: [...new Set(line.cites.map(({ source }) => source))].flatMap((number) => byNumber.get(number) ?? []),
  }));
}

/** A statement's quotes with their source ids; numbers may differ from post to post. */
function comparable({ line, notes }: Stated): Comparable {
  const idOf = (number: number) => notes.find((note) => note.number === number)?.source;
  return { text: line.text, quotes: line.cites.map(({ source, quote }) => JSON.stringify([idOf(source), quote])) };
}
