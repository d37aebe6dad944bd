/** The widest line, in columns, that still reads well. */
export const WIDEST_LINE = 88;
export const NARROWEST_LINE = 32;

/** After this long without an answer, a progress message is shown. */
export const SIGN_AFTER_MS = 1_000;
