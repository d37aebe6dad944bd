/**
 * Text that both databases can store: PostgreSQL refuses NUL, and neither stores half of a surrogate pair. What can't be
 * stored becomes U+FFFD, so that either database accepts what the other holds.
 */
export function keepable(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes("\u0000") ? whole.replaceAll("\u0000", "\ufffd") : whole;
}

/** The same for the output of `JSON.stringify`, which escapes them. */
export function keepableJson(json: string): string {
  return json.replaceAll(ESCAPES, (found) => (found.length === UNKEEPABLE_LENGTH ? "\ufffd" : found));
}

/** Matches NUL and half-pair escapes whole, and the first two characters of all others. */
const ESCAPES = /\\(?:u0000|ud[89a-f][0-9a-f]{2}|.)/g;
const UNKEEPABLE_LENGTH = 6;
