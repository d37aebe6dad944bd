/**
 * Control characters, including those that change text direction: none belongs in a line of chat.
 * Left-to-right and right-to-left marks (U+200E, U+200F, U+061C) stay: they cannot reorder what follows them.
 */
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;
/** A quick check: most text has none of these. */
const UNFIT = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

/**
 * Text for one line of a message: line breaks and control characters become a space, characters that would reorder the
 * line are dropped, a lone half of a surrogate pair becomes U+FFFD. Every renderer passes text through here first.
 */
export function plain(text: string): string {
  if (!UNFIT.test(text) && text.isWellFormed()) return text;
  return text.toWellFormed().replace(CONTROLS, " ").replace(TURNS, "");
}

/** Whether a text shows nothing: only white space, zero-width marks, or the blank characters of Braille and Hangul. */
export function isBlank(text: string): boolean {
  return !/[^\s\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text);
}
