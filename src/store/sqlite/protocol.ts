import type { SQLInputValue } from "node:sqlite";

/** What the thread is started with. */
export type ThreadOptions = {
  /** Path of the database file. */
  readonly file: string;
  /** How it is opened: an existing file only, or one that may be made. */
  readonly mode: "existing" | "create" | "read-only";
  /** Every page and index is checked before anything is answered. */
  readonly check: boolean;
};

/** A statement to run; `at`: how its answer is told apart. */
export type Request = { readonly at: number; readonly sql: string; readonly parameters: readonly SQLInputValue[] };

/** What came of a statement, or of opening the database (`at` is 0). */
export type Answer =
  | { readonly at: number; readonly rows: Record<string, unknown>[]; readonly changes: number | bigint }
  | { readonly at: number; readonly problem: Problem };

/** What SQLite said; `code` is its extended result code, 0 where the problem is not SQLite's. */
export type Problem = { readonly message: string; readonly code: number };

/** The file is not the one that was opened any more: it was removed, or another stands in its place. */
export const REPLACED = -1;
/** The check at opening found damage. */
export const DAMAGED = -2;
