import type { Note } from "./reply.ts";

/** Numbers the sources of what is shown. */
export type SourceNumbers = {
  /** The number of a source by its id. `noteOf` makes the note that it is shown with the first time. */
  number(source: string, noteOf: (number: number) => Note): number;
  /** The sources of everything shown so far, by number. */
  notes(): Note[];
};

/** Sources that have a number keep it, others are numbered on. `shown`: the notes of what is shown already. */
export function numberSources(known: Iterable<readonly [string, number]>, shown: readonly Note[] = []): SourceNumbers {
  const numbers = new Map(known);
  const notes = new Map(shown.map((note) => [note.source, note]));
  for (const { source, number } of shown) numbers.set(source, number);
  return {
    number(source, noteOf) {
      const number = numbers.get(source) ?? Math.max(0, ...numbers.values()) + 1;
      numbers.set(source, number);
      if (!notes.has(source)) notes.set(source, noteOf(number));
      return number;
    },
    notes: () => [...notes.values()].sort((a, b) => a.number - b.number),
  };
}
