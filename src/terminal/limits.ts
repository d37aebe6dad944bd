/** Columns that a line is wrapped at: what reads well, and what the window has. */
export const WIDEST_LINE = 88;
export const NARROWEST_LINE = 32;
