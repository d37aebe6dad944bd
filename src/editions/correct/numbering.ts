import type { Source } from "#briefing";
import type { Line, Note } from "#chat";
import type { KeptCite } from "../words/stored-statement.ts";

type Kept = { readonly text: string; readonly cites: readonly [KeptCite, ...KeptCite[]] };

/** Makes lines of what editions kept and numbers their sources. Passed in, since only one place makes lines. */
export type Numbering = {
  kept(prefix: string, statement: Kept, source: (id: string) => Source | undefined): Line;
  /** The sources of everything shown so far, by number. */
  notes(): readonly Note[];
};

/** Goes on where the numbers of a post end. */
export type ResumeNumbering = (notes: readonly Note[]) => Numbering;
