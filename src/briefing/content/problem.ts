/** Where in a file: both from 1, the column in UTF-16 units of the line. */
export type Position = { readonly line: number; readonly column: number };

/** Something in a content file that must be mended: where, what is wrong, and what to do. */
export type Problem = Position & { readonly file: string; readonly message: string };

/** `content/briefings/rail-strike.md:14:3 “stops at noon” is not in …`: one line, nothing in it can steer a terminal. */
export function formatProblem({ file, line, column, message }: Problem): string {
  return oneLine(`${file}:${line}:${column} ${message}`);
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
