import type { SQLInputValue } from "node:sqlite";

/** How a thread opens a file. */
export type ThreadOptions = {
  /** Path of the existing database file. */
  readonly file: string;
  /** `new`: it is being created, and need not reach the disk before it gets its name. */
  readonly mode: "existing" | "new" | "read-only";
  /** What to check in full before the first query: a data folder's own database, or one that may be a backup. */
  readonly check: "own" | "any" | "none";
};

/** A file to open, a statement to run, or the name for a new file; `at` matches it to its answer. */
export type Request = { readonly at: number } & (
  | { readonly sql: string; readonly parameters: readonly SQLInputValue[] }
  | { readonly name: string }
  | { readonly open: ThreadOptions }
);

/** The `at` of the answer to "close". */
export const CLOSED = 0;

/** The result of a request. */
export type Answer =
  | { readonly at: number; readonly rows: Record<string, unknown>[]; readonly changes: number | bigint }
  | { readonly at: number; readonly problem: Problem };

/** SQLite's message; `code` is its extended result code, 0 if the problem is not SQLite's. */
export type Problem = { readonly message: string; readonly code: number };

/** The file is no longer the one that was opened: it was removed or replaced. */
export const REPLACED = -1;
/** The check at opening found damage. */
export const DAMAGED = -2;
/** The file is a database, but not ours. */
export const FOREIGN = -3;
/** It is a backup that was put in the database's place. */
export const BACKUP = -4;
