/** A place in a file. Both count from 1; the column counts UTF-16 units of the line. */
export type Position = { readonly line: number; readonly column: number };

/** `error`: something is held back until it is fixed. `warning`: everything is shown, but somebody should look at it. */
export type Severity = "error" | "warning";

/** Something to fix or to look at in a content file: where, what is wrong, and what to do. */
export type Problem = Position & { readonly file: string; readonly severity: Severity; readonly message: string };

/** A problem in a file yet to be named; an error by default. */
export type Trouble = Position & { readonly severity?: Severity; readonly message: string };

/** The trouble as a problem of that file. */
export function problemIn(file: string, { line, column, severity = "error", message }: Trouble): Problem {
  return { file, line, column, severity, message };
}

/** Whether something is held back because of it. */
export function isError({ severity }: Pick<Problem, "severity">): boolean {
  return severity === "error";
}

/**
 * `content/briefings/rail-strike.md:14:3 “stops at noon” is not in …`: one line, with nothing in it that could
 * control a terminal. A warning is marked as one.
 */
export function formatProblem({ file, line, column, severity, message }: Problem): string {
  return oneLine(`${file}:${line}:${column} ${severity === "warning" ? "warning: " : ""}${message}`);
}

/** Words from a file for a message: one line, at most `most` units, in quotation marks. */
export function quoted(words: string, most = 100): string {
  const line = oneLine(words).trim();
  return line.length <= most
    ? `“${line}”`
    : `“${line
        .slice(0, most - 1)
        .trimEnd()
        .toWellFormed()}…”`;
}

/** Text or a name from a file, without anything that would break a line, move the cursor or reverse the text. */
function oneLine(text: string): string {
  return text.toWellFormed().replace(/[\s\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g, " ");
}
