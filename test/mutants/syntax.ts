/** A node of the syntax tree, as ESTree has it. */
export type Node = { readonly type: string; readonly start: number; readonly end: number } & Readonly<
  Record<string, unknown>
>;

/** `now` in the place of what stands from `start` to `end`, in UTF-16 units. */
export type Change = { readonly start: number; readonly end: number; readonly now: string };
