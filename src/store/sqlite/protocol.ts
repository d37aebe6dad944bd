import type { SQLInputValue } from "node:sqlite";

/** What the thread is started with. */
export type ThreadOptions = {
  /** Path of the database file, which is there. */
  readonly file: string;
  /** `new`: it is being laid out, and need not reach the disk before it gets its name. */
  readonly mode: "existing" | "new" | "read-only";
  /** Every page and index is checked before anything is answered. */
  readonly check: boolean;
};

/** A statement to run, or the name that a new file gets; `at`: how its answer is told apart. */
export type Request = { readonly at: number } & (
  | { readonly sql: string; readonly parameters: readonly SQLInputValue[] }
  | { readonly name: string }
);

/** What came of a request, or of opening the database (`at` is 0). */
export type Answer =
  | { readonly at: number; readonly rows: Record<string, unknown>[]; readonly changes: number | bigint }
  | { readonly at: number; readonly problem: Problem };

/** What SQLite said; `code` is its extended result code, 0 where the problem is not SQLite's. */
export type Problem = { readonly message: string; readonly code: number };

/** The file is not the one that was opened any more: it was removed, or another stands in its place. */
export const REPLACED = -1;
/** The check at opening found damage. */
export const DAMAGED = -2;
/** The file is a database, and none of ours. */
export const FOREIGN = -3;
