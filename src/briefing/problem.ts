/** Where in a file: both from 1, the column in UTF-16 units of the line. */
export type Position = { readonly line: number; readonly column: number };

/** Something in a content file that must be mended: where, what is wrong, and what to do. */
export type Problem = Position & { readonly file: string; readonly message: string };

/** `content/briefings/rail-strike.md:14:3 “stops at noon” is not in …` */
export function formatProblem({ file, line, column, message }: Problem): string {
  return `${file}:${line}:${column} ${message}`;
}

/** Words of a file inside a message: one line, at most `most` units, in quotation marks. */
export function quoted(words: string, most = 100): string {
  const line = words
    .toWellFormed()
    .replace(/[\s\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g, " ")
    .trim();
  return line.length <= most
    ? `“${line}”`
    : `“${line
        .slice(0, most - 1)
        .trimEnd()
        .toWellFormed()}…”`;
}

/** Position of `offset` in `text`. */
export function positionAt(text: string, offset: number): Position {
  const before = text.lastIndexOf("\n", offset - 1);
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return { line, column: offset - before };
}
