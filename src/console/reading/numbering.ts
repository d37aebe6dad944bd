import type { Briefing, Statement } from "#briefing";
import type { Line, Note } from "#chat";

/** Makes lines of statements and numbers their sources. Passed in, since only one place makes lines. */
export type Numbering = {
  line(statement: Statement): Line;
  /** The sources of everything shown so far, by number. */
  notes(): readonly Note[];
};

/** Opens the numbering for a page that shows these briefings. */
export type OpenNumbering = (of: readonly Briefing[]) => Numbering;
