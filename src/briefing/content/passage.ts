/** A span of a source: offsets in UTF-16 units of its text, `end` not included. */
export type Passage = { readonly start: number; readonly end: number };

export type Passages = readonly [Passage, ...Passage[]];
