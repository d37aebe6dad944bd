import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "../database/error.ts";

/** Holds a folder for this process alone until it is released; a process that dies lets go of it. */
export type FolderLock = { release(): void };

/**
 * Takes the lock of a data folder. It is the operating system's, through an exclusive SQLite transaction: a file with a
 * process id would outlive the process.
 * @throws StoreError when another process holds it, or the folder cannot be written
 */
export function lockFolder(folder: string): FolderLock {
  let held: DatabaseSync | undefined;
  try {
    makeFolder(folder);
    const file = join(folder, LOCK);
    held = new DatabaseSync(file, { timeout: 0 });
    chmodSync(file, 0o600);
    held.exec("pragma journal_mode = memory; begin exclusive");
  } catch (error) {
    held?.close();
    throw new StoreError(whyNot(folder, error), error);
  }
  const lock = held;
  return { release: () => lock.close() };
}

/** Whether a process holds a folder. Nothing is made where nothing is. */
export function isHeld(folder: string): boolean {
  if (!existsSync(join(folder, LOCK))) return false;
  try {
    lockFolder(folder).release();
    return false;
  } catch (error) {
    if (error instanceof StoreError && isTaken(error.cause)) return true;
    throw error;
  }
}

const LOCK = "in-use.lock";

/** For its owner alone, whatever the umask; a folder that is there stays as whoever made it has set it. */
function makeFolder(folder: string): void {
  const made = mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (made !== undefined) chmodSync(folder, 0o700);
}

/** SQLite's codes for a lock that another holds: https://sqlite.org/rescode.html */
function isTaken(error: unknown): boolean {
  const code = typeof error === "object" && error !== null && "errcode" in error ? Number(error.errcode) & 0xff : 0;
  return code === 5 || code === 6;
}

/** Codes of a file system that gives no locks: I/O errors of locking. */
const NO_LOCKS: ReadonlySet<number> = new Set([2058, 2314, 3594, 3850, 5130, 15]);

function whyNot(folder: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (isTaken(error))
    return `The data folder ${folder} is in use by another process: stop that one, or set DATA_DIR to another folder. To run several at once, set DATABASE_URL.`;
  const code = typeof error === "object" && error !== null && "errcode" in error ? Number(error.errcode) : 0;
  if (NO_LOCKS.has(code))
    return `The file system of ${folder} has no working locks (${message}): set DATA_DIR to a folder on a local disk.`;
  return `The data folder ${folder} cannot be written (${message}): make it writable for this user, or set DATA_DIR to another folder.`;
}
