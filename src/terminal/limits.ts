/** Columns that a line is wrapped at: what reads well, and what the window has. */
export const WIDEST_LINE = 88;
export const NARROWEST_LINE = 32;

/** An answer that takes longer is announced by a sign of life. */
export const SIGN_AFTER_MS = 1_000;
