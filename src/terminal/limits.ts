/** The widest line, in columns, that still reads well. */
export const WIDEST_LINE = 88;
export const NARROWEST_LINE = 32;
