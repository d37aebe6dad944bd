import type { Briefing, Statement } from "../content/briefing.ts";
import { findDates } from "./find-dates.ts";

/**
 * The last day that a statement about what is next mentions, once it has passed; undefined for any other statement.
 * `today`: `YYYY-MM-DD`. Days that had passed when its source was published are not what it waits for.
 */
export function passedOn(briefing: Briefing, statement: Statement, today: string): string | undefined {
  if (!briefing.sections.next.statements.includes(statement)) return undefined;
  const last = lastDayOf(statement, briefing.asOf);
  return last !== undefined && last < today ? last : undefined;
}

/** Cached: a statement never changes, and its briefing's date only with it. */
const known = new WeakMap<Statement, { readonly asOf: string | undefined; readonly last: string | undefined }>();

function lastDayOf(statement: Statement, asOf: string | undefined): string | undefined {
  const found = known.get(statement);
  if (found && found.asOf === asOf) return found.last;
  const written = writtenOn(statement) ?? asOf;
  const days = findDates(statement.text, written, true).flatMap(({ span, isSince }) =>
    span && !isSince ? [span.to] : [],
  );
  const last = days
    .filter((day) => written === undefined || day > written)
    .sort()
    .at(-1);
  known.set(statement, { asOf, last });
  return last;
}

/** The day on which the words were published that a statement rests on first. Undefined if its source has no date. */
export function writtenOn({ citations: [first] }: Pick<Statement, "citations">): string | undefined {
  return first.source.published;
}
