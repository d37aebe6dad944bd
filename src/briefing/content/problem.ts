/** Where in a file: both from 1, the column in UTF-16 units of the line. */
export type Position = { readonly line: number; readonly column: number };

/** `error`: something is withheld until it is mended. `warning`: all is said, but somebody should look at it. */
export type Severity = "error" | "warning";

/** Something in a content file to mend or to look at: where, what is wrong, and what to do. */
export type Problem = Position & { readonly file: string; readonly severity: Severity; readonly message: string };

/** A problem of a file that is not named yet; an error where nothing else is said. */
export type Trouble = Position & { readonly severity?: Severity; readonly message: string };

/** The trouble as a problem of that file. */
export function problemIn(file: string, { line, column, severity = "error", message }: Trouble): Problem {
  return { file, line, column, severity, message };
}

/** Whether something is withheld because of it. */
export function isError({ severity }: Pick<Problem, "severity">): boolean {
  return severity === "error";
}

/**
 * `content/briefings/rail-strike.md:14:3 “stops at noon” is not in …`: one line, nothing in it can steer a terminal.
 * A warning says that it is one.
 */
export function formatProblem({ file, line, column, severity, message }: Problem): string {
  return oneLine(`${file}:${line}:${column} ${severity === "warning" ? "warning: " : ""}${message}`);
}

/** Words of a file inside a message: one line, at most `most` units, in quotation marks. */
export function quoted(words: string, most = 100): string {
  const line = oneLine(words).trim();
  return line.length <= most
    ? `“${line}”`
    : `“${line
        .slice(0, most - 1)
        .trimEnd()
        .toWellFormed()}…”`;
}

/** Text of a file or a name of one, without what would break a line, move the cursor or turn the text. */
function oneLine(text: string): string {
  return text.toWellFormed().replace(/[\s\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g, " ");
}
