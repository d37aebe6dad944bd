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

/** The word before a statement that changed. */
export const CHANGE_WORDS: Readonly<Record<Change, string>> = {
  new: "New: ",
  corrected: "Corrected: ",
  withdrawn: "Withdrawn: ",
};
