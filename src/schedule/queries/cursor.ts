/** A list's cursor for an address: the sort values of its last row. */
export function writeCursor(values: readonly (string | Date)[]): string {
  return Buffer.from(JSON.stringify(values.map((value) => (value instanceof Date ? value.getTime() : value)))).toString(
    "base64url",
  );
}

/** Reads a cursor; undefined if `writeCursor` didn't write it, so that the list starts from the beginning. */
export function readCursor(
  text: string | undefined,
  kinds: readonly ("text" | "instant")[],
): readonly (string | Date)[] | undefined {
  if (text === undefined || text.length > MOST_CHARACTERS) return undefined;
  let values: unknown;
  try {
    values = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
  if (!Array.isArray(values) || values.length !== kinds.length) return undefined;
  const read = values.map((value: unknown, index) => (kinds[index] === "text" ? textIn(value) : instantIn(value)));
  return read.every((value) => value !== undefined) ? read : undefined;
}

const MOST_CHARACTERS = 2_000;
/** The latest instant to accept: within the range of `timestamptz` and of dates. */
const LAST_MS = Date.parse("9999-12-31T00:00:00Z");

/** Text without NUL and lone surrogates, which PostgreSQL refuses. */
function textIn(value: unknown): string | undefined {
  return typeof value === "string" && value.isWellFormed() && !value.includes("\u0000") ? value : undefined;
}

function instantIn(value: unknown): Date | undefined {
  return typeof value === "number" && value >= 0 && value <= LAST_MS ? new Date(value) : undefined;
}
