import { type Briefing, type Citation, linkToWords, type SectionName, surroundings, titleOf } from "#briefing";
import type { Note } from "#chat";
import type { Point } from "./notes.ts";

/** Tells briefings as points and numbers their citations in the order in which they are told. */
export type Numbering = {
  /** Statements of a section as points. `most`: how many of them. */
  tell(briefing: Briefing, section: SectionName, most?: number): readonly Point[];
  /** The notes of all that was told so far. */
  notes(): readonly Note[];
};

/** Opens a page's numbering: the same words of the same source keep one number on it. */
export function openNumbering(): Numbering {
  const notes = new Map<string, Note>();
  const numberOf = (citation: Citation): number => {
    const at = citation.spans.map(({ start, end }) => `${start}-${end}`).join(",");
    const key = `${citation.source.id} ${at}`;
    const note = notes.get(key) ?? noteOf(citation, at, notes.size + 1);
    notes.set(key, note);
    return note.number;
  };
  return {
    tell: ({ sections }, section, most) =>
      sections[section].statements
        .slice(0, most)
        .map(({ text, citations }) => ({ text, notes: [...new Set(citations.map(numberOf))] })),
    notes: () => [...notes.values()],
  };
}

function noteOf(citation: Citation, at: string, number: number): Note {
  const { source, quote } = citation;
  const { author, publisher, published } = source;
  const url = linkToWords(citation);
  return {
    number,
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
}
