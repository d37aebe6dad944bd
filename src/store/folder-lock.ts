import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "./error.ts";

/** Holds a folder for this process alone until it is released; a process that dies lets go of it. */
export type FolderLock = { release(): void };

/**
 * Takes the lock of a data folder. It is the operating system's, through an exclusive SQLite transaction: a file with a
 * process id would outlive the process, and two processes on one embedded database ruin it without a word.
 * @throws StoreError when another process holds it, or the folder cannot be written
 */
export function lockFolder(folder: string): FolderLock {
  let held: DatabaseSync | undefined;
  try {
    mkdirSync(folder, { recursive: true });
    held = new DatabaseSync(join(folder, "in-use.lock"), { timeout: 0 });
    held.exec("pragma journal_mode = memory; begin exclusive");
  } catch (error) {
    held?.close();
    throw new StoreError(whyNot(folder, error), error);
  }
  const lock = held;
  return { release: () => lock.close() };
}

/** Whether a process holds a folder. */
export function isHeld(folder: string): boolean {
  try {
    lockFolder(folder).release();
    return false;
  } catch (error) {
    if (error instanceof StoreError && HELD.test(String(error.cause))) return true;
    throw error;
  }
}

const HELD = /locked|busy/i;

function whyNot(folder: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (HELD.test(message))
    return `The data folder ${folder} is in use by another process: stop that one, or set DATA_DIR to another folder. To run several at once, set DATABASE_URL.`;
  return `The data folder ${folder} cannot be written (${message}): make it writable for this user, or set DATA_DIR to another folder.`;
}
