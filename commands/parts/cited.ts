import { type Citation, linkToWords, type Statement, surroundings, titleOf } from "#briefing";
import type { Line, Note } from "#chat";

/** Numbers citations as statements are said: the same words of the same source keep one number. */
export type Numbering = { line(statement: Statement): Line; notes(): Note[] };

/** The only maker of lines: a line's notes come from the checked citations of its statement. */
export function openNumbering(publicUrl?: string): Numbering {
  const notes = new Map<string, Note>();
  const number = (citation: Citation): number => {
    const at = spotOf(citation);
    const key = `${citation.source.id} ${at}`;
    let note = notes.get(key);
    if (!note) {
      note = noteOf(citation, at, notes.size + 1, publicUrl);
      notes.set(key, note);
    }
    return note.number;
  };
  return {
    line({ text, citations: [first, ...rest] }) {
      const numbers: [number, ...number[]] = [number(first)];
      for (const citation of rest) {
        const next = number(citation);
        if (!numbers.includes(next)) numbers.push(next);
      }
      return { text, notes: numbers } as unknown as Line;
    },
    notes: () => [...notes.values()],
  };
}

/** Where in its source a citation stands: `12-80,95-120`. */
function spotOf(citation: Citation): string {
  const spot = spots.get(citation) ?? citation.spans.map(({ start, end }) => `${start}-${end}`).join(",");
  spots.set(citation, spot);
  return spot;
}

/** A citation never changes. */
const spots = new WeakMap<Citation, string>();

function noteOf(citation: Citation, at: string, number: number, publicUrl: string | undefined): Note {
  const { source, quote } = citation;
  const url = linkToWords(citation) ?? (publicUrl && `${publicUrl}/sources/${source.id}?at=${at}#quote`);
  return {
    number,
    source: source.id,
    title: titleOf(source),
    ...(source.author !== undefined && { author: source.author }),
    ...(source.publisher !== undefined && { publisher: source.publisher }),
    ...(source.published !== undefined && { published: source.published }),
    at,
    quote,
    ...surroundings(citation),
    ...(url !== undefined && { url }),
  };
}
