import type { Briefing, Statement } from "#briefing";
import type { Line, Note } from "#chat";

/** Makes lines of statements and numbers their sources. Handed in: lines are made in one place, for all who read. */
export type Numbering = {
  line(statement: Statement): Line;
  /** The sources of all that was said so far, by number. */
  notes(): readonly Note[];
};

/** Opens the numbering of a page that tells these briefings. */
export type OpenNumbering = (of: readonly Briefing[]) => Numbering;
