/**
 * Text as both databases keep it: PostgreSQL refuses NUL, and neither keeps half of a surrogate pair. What cannot be
 * kept becomes U+FFFD, so that what one database holds the other takes.
 */
export function keepable(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes("\u0000") ? whole.replaceAll("\u0000", "\ufffd") : whole;
}

/** The same for what `JSON.stringify` gives, where they stand as escapes. */
export function keepableJson(json: string): string {
  return json.replaceAll(ESCAPES, (found) => (found.length === UNKEEPABLE_LENGTH ? "\ufffd" : found));
}

/** Of NUL and of half a pair in full, of all others the first two characters. */
const ESCAPES = /\\(?:u0000|ud[89a-f][0-9a-f]{2}|.)/g;
const UNKEEPABLE_LENGTH = 6;
