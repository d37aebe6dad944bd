import { createHash } from "node:crypto";
import { type Briefing, SECTIONS, type SectionName, type Statement } from "#briefing";

/** A few characters that stand for a statement's words, the same each time. */
export function markOf({ text }: Pick<Statement, "text">): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

/** The statement that a mark stands for, while the briefing still says it. */
export function markedIn(
  { sections }: Briefing,
  mark: string | undefined,
  names: readonly SectionName[] = SECTIONS,
): Statement | undefined {
  return names.flatMap((name) => sections[name].statements).find((statement) => markOf(statement) === mark);
}
