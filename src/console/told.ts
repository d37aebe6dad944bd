import { type Briefing, linkToWords, type SectionName, type Statement, surroundings, titleOf } from "#briefing";
import type { Note } from "#chat";
import type { Point } from "./notes.ts";

/** Statements of a briefing as points, and the notes that they share. */
export type Told = {
  readonly sections: Readonly<Partial<Record<SectionName, readonly Point[]>>>;
  readonly notes: readonly Note[];
};

/** Numbers the citations of a briefing in the order in which its sections are told. `most`: statements of a section. */
export function tell({ sections }: Briefing, names: readonly SectionName[], most = Number.POSITIVE_INFINITY): Told {
  const notes = new Map<string, Note>();
  const told = names.map((name) => {
    const points = sections[name].statements.slice(0, most).map((statement) => pointOf(statement, notes));
    return [name, points] as const;
  });
  return { sections: Object.fromEntries(told), notes: [...notes.values()] };
}

function pointOf({ text, citations }: Statement, notes: Map<string, Note>): Point {
  const numbers = citations.map((citation): number => {
    const { source, spans, quote } = citation;
    const at = spans.map(({ start, end }) => `${start}-${end}`).join(",");
    const key = `${source.id} ${at}`;
    const known = notes.get(key);
    if (known) return known.number;
    const { author, publisher, published } = source;
    const url = linkToWords(citation);
    const note: Note = {
      number: notes.size + 1,
      source: source.id,
      title: titleOf(source),
      ...(author !== undefined && { author }),
      ...(publisher !== undefined && { publisher }),
      ...(published !== undefined && { published }),
      at,
      quote,
      ...surroundings(citation),
      ...(url !== undefined && { url }),
    };
    notes.set(key, note);
    return note.number;
  });
  return { text, notes: [...new Set(numbers)] };
}
