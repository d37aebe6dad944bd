import type { Statement } from "../content/briefing.ts";
import { adviceOnDays } from "../dates/relative.ts";

/**
 * Looks at a statement beside what it cites, and says what its writer should look at: a sentence each, with what to do.
 * It is a warning, which holds nothing back.
 */
export type StatementCheck = (statement: Pick<Statement, "text" | "citations">) => readonly string[];

/** Every such check, in the order in which writers read what they say. */
export const STATEMENT_CHECKS: readonly StatementCheck[] = [
  ({ text, citations: [first] }) => adviceOnDays(text, first.source.published),
];
