import { dirname } from "node:path";
import { BACKUP, DAMAGED, FOREIGN, type Problem, REPLACED } from "./protocol.ts";

/** SQLite's primary result codes about the file and its disk: https://sqlite.org/rescode.html */
const BUSY = 5;
const LOCKED = 6;
const NO_MEMORY = 7;
export const READ_ONLY = 8;
const IO_ERROR = 10;
const CORRUPT = 11;
const FULL = 13;
export const CANNOT_OPEN = 14;
const PROTOCOL = 15;
const NOT_A_DATABASE = 26;
const detailed = (...details: number[]): ReadonlySet<number> =>
  new Set(details.map((detail) => IO_ERROR | (detail << 8)));
/** The file system doesn't provide locks or shared memory. */
const IO_LOCK = detailed(8, 9, 14, 15, 20, 21);
/**
 * A failed write: over a quota or size limit. SQLite says "full" only if the disk has no space.
 */
const IO_WRITE = detailed(3, 18, 19);
/** The file was removed, or moved away, while it was open. */
const READ_ONLY_MOVED = READ_ONLY | (4 << 8);

/** A journal to roll back or a log to recover, which a reader can't do. */
export const REPAIRABLE: ReadonlySet<number> = new Set([READ_ONLY | (3 << 8), READ_ONLY | (1 << 8)]);

const primary = ({ code }: Problem) => (code < 0 ? code : code & 0xff);

/** Another connection is writing: trying again in a moment helps. */
export function isBusy(problem: Problem): boolean {
  return primary(problem) === BUSY || primary(problem) === LOCKED;
}

export function isFull(problem: Problem): boolean {
  return primary(problem) === FULL || IO_WRITE.has(problem.code);
}

/** Whether the file's contents are now uncertain, so that it must be reopened. */
export function isLost(problem: Problem): boolean {
  return [IO_ERROR, CORRUPT, CANNOT_OPEN, NOT_A_DATABASE, READ_ONLY, REPLACED, DAMAGED, FOREIGN, BACKUP].includes(
    primary(problem),
  );
}

/** What is wrong with the file or its disk, and what to do; undefined if the statement is at fault. */
export function sentenceFor(problem: Problem, file: string): string | undefined {
  const folder = dirname(file);
  const { message, code } = problem;
  if (IO_LOCK.has(code) || primary(problem) === PROTOCOL)
    return `The file system of ${folder} has no working locks (${message}): set DATA_DIR to a folder on a local disk.`;
  if (code === READ_ONLY_MOVED || code === REPLACED) return replacedSentence(file);
  if (IO_WRITE.has(code))
    return `The disk of ${folder} accepts no more data (${message}): free some space; if there is space, the disk is failing.`;
  if (REPAIRABLE.has(code))
    return `The database ${file} was left unfinished by a crash: start Nutgraf once to recover it.`;
  switch (primary(problem)) {
    case BUSY:
    case LOCKED:
      return `The database ${file} is busy: another program is writing to it.`;
    case NO_MEMORY:
      return `There is not enough memory for the database ${file}.`;
    case READ_ONLY:
      return `The database ${file} cannot be written (${message}): make the file, its folder and its disk writable for this user.`;
    case IO_ERROR:
      return `The disk of ${folder} failed (${message}): check the disk and its free space.`;
    case FULL:
      return `The disk of ${folder} is full: free some space.`;
    case CANNOT_OPEN:
      return `The database ${file} cannot be opened (${message}): check that DATA_DIR exists and that this user may write there.`;
    case CORRUPT:
    case NOT_A_DATABASE:
    case DAMAGED:
      return `The database ${file} is damaged (${message}): stop Nutgraf, move the file away, and restore a backup with npm run data -- import FILE.`;
    case BACKUP:
      return `The database ${file} is a backup that was copied here: move it away, and restore it with npm run data -- import FILE, so that nothing is posted twice.`;
    case FOREIGN:
      return `The database ${file} is empty or not one of Nutgraf's: move it away, and restore a backup with npm run data -- import FILE.`;
    default:
      return undefined;
  }
}

/** The sentence for a file that is not the one that was open before. */
export function replacedSentence(file: string): string {
  return `The database ${file} was removed or replaced while Nutgraf was running: put it back, or stop Nutgraf, restore a backup and start again. No new one is created in its place.`;
}
