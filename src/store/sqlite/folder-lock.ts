import { randomUUID } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "../database/error.ts";

/** Reserves a folder for this process until released, or until the process dies. */
export type FolderLock = { release(): void };

/**
 * Locks a data folder. The lock is the operating system's, through an exclusive SQLite transaction: a PID file would
 * outlive the process.
 * @throws StoreError if another process holds it, or the folder can't be written
 */
export function lockFolder(folder: string): FolderLock {
  try {
    makeFolder(folder);
    const held = lock(lockIn(folder));
    return { release: () => held.close() };
  } catch (error) {
    throw new StoreError(whyNot(folder, error), error);
  }
}

/** Whether a process holds a folder. Creates nothing. */
export function isHeld(folder: string): boolean {
  if (!existsSync(lockIn(folder))) return false;
  try {
    lockFolder(folder).release();
    return false;
  } catch (error) {
    if (error instanceof StoreError && isTaken(error.cause) && hasLocks(folder)) return true;
    throw error;
  }
}

/** The file that is locked. */
export function lockIn(folder: string): string {
  return join(folder, "in-use.lock");
}

function lock(file: string): DatabaseSync {
  const held = new DatabaseSync(file, { timeout: 0 });
  try {
    chmodSync(file, 0o600);
    held.exec("pragma journal_mode = memory; begin exclusive");
    return held;
  } catch (error) {
    held.close();
    throw error;
  }
}

/** Creates a folder for its owner only, whatever the umask; an existing one keeps its permissions. */
function makeFolder(folder: string): void {
  const made = mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (made !== undefined) chmodSync(folder, 0o700);
}

/** Whether SQLite says that another holds the lock: https://sqlite.org/rescode.html */
function isTaken(error: unknown): boolean {
  const code = errcodeOf(error) & 0xff;
  return code === 5 || code === 6;
}

/** I/O errors of locking, from a file system without locks. */
const NO_LOCKS: ReadonlySet<number> = new Set([3850, 3594, 2314, 2058, 15]);

/** SQLite reports missing locks as taken ones: a file that nobody else can hold tells them apart. */
function hasLocks(folder: string): boolean {
  const file = join(folder, `${randomUUID()}.lock`);
  try {
    lock(file).close();
    return true;
  } catch (error) {
    return !isTaken(error);
  } finally {
    rmSync(file, { force: true });
  }
}

function errcodeOf(error: unknown): number {
  return typeof error === "object" && error !== null && "errcode" in error ? Number(error.errcode) : 0;
}

function whyNot(folder: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (NO_LOCKS.has(errcodeOf(error)) || (isTaken(error) && !hasLocks(folder)))
    return `The file system of ${folder} has no working locks: set DATA_DIR to a folder on a local disk.`;
  if (isTaken(error))
    return `The data folder ${folder} is in use by another process: stop that one, or set DATA_DIR to another folder. To run several at once, set DATABASE_URL.`;
  return `The data folder ${folder} cannot be written (${message}): make it writable for this user, or set DATA_DIR to another folder.`;
}
