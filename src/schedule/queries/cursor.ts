/** Where a list goes on, as it stands in an address: what its last row is ordered by. */
export function writeCursor(values: readonly (string | Date)[]): string {
  return Buffer.from(JSON.stringify(values.map((value) => (value instanceof Date ? value.getTime() : value)))).toString(
    "base64url",
  );
}

/** Reads it back; undefined for what was not written here: the list then begins at its beginning. */
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
/** What a `timestamptz` holds, and a little less than a date may be. */
const LAST_MS = Date.parse("9999-12-31T00:00:00Z");

/** PostgreSQL takes no NUL, and no half of a surrogate pair. */
function textIn(value: unknown): string | undefined {
  return typeof value === "string" && value.isWellFormed() && !value.includes("\u0000") ? value : undefined;
}

function instantIn(value: unknown): Date | undefined {
  return typeof value === "number" && value >= 0 && value <= LAST_MS ? new Date(value) : undefined;
}
