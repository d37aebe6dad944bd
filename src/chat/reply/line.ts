import type { Change, Cite, Line } from "./reply.ts";

/** A mark after a statement: the number of a source, and the statement's own words in it. */
export type Mark = { readonly source: number; readonly cites: readonly [Cite, ...Cite[]] };

/** The marks of a line, one for each source it cites, by number. */
export function marksOf({ cites }: Pick<Line, "cites">): Mark[] {
  const marks = new Map<number, [Cite, ...Cite[]]>();
  for (const cite of cites) {
    const same = marks.get(cite.source);
    if (same) same.push(cite);
    else marks.set(cite.source, [cite]);
  }
  return [...marks].map(([source, cites]) => ({ source, cites })).sort((a, b) => a.source - b.source);
}

/** A line with words of ours before its statement, like “Was: ”. */
export function prefixed(prefix: string, line: Line): Line {
  return again(line, { text: prefix + line.text });
}

/** A line with nothing before its statement. */
export function unprefixed(line: Line): Line {
  return again(line, { text: line.text.replace(PREFIX, "") });
}

const PREFIX = /^(?:Was|Now|Now, with other quotes): /;

/** A line whose quotes are numbered, linked or surrounded otherwise. They stay the words they are, where they are. */
export function recited(line: Line, recite: (cite: Cite) => Omit<Cite, "quote" | "at">): Line {
  const own = (cite: Cite): Cite => ({ ...recite(cite), quote: cite.quote, at: cite.at });
  const [first, ...rest] = line.cites;
  return again(line, { cites: [own(first), ...rest.map(own)] });
}

function again(line: Line, shown: Partial<Pick<Line, "text" | "cites">>): Line {
  return { ...line, ...shown } as unknown as Line;
}

/** The word before a statement that changed. */
export const CHANGE_WORDS: Readonly<Record<Change, string>> = {
  new: "New: ",
  corrected: "Corrected: ",
  withdrawn: "Withdrawn: ",
};
