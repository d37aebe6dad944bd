import { dirname } from "node:path";
import { DAMAGED, FOREIGN, type Problem, REPLACED } from "./protocol.ts";

/** SQLite's primary result codes that have to do with the file and its disk: https://sqlite.org/rescode.html */
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
/** Locks, or memory that processes share, which the file system does not give. */
const IO_LOCK = detailed(8, 9, 14, 15, 20, 21);
/**
 * A write that failed: beyond a quota or a limit of size, as on a full disk. SQLite says "full" of a disk without room alone.
 */
const IO_WRITE = detailed(3, 18, 19);
/** The file was removed, or moved away, while it was open. */
const READ_ONLY_MOVED = READ_ONLY | (4 << 8);

/** A journal to roll back, a log to recover: reading alone cannot do that. */
export const REPAIRABLE: ReadonlySet<number> = new Set([READ_ONLY | (3 << 8), READ_ONLY | (1 << 8)]);

const primary = ({ code }: Problem) => (code < 0 ? code : code & 0xff);

/** Another connection writes at this moment: trying again in a moment helps. */
export function isBusy(problem: Problem): boolean {
  return primary(problem) === BUSY || primary(problem) === LOCKED;
}

export function isFull(problem: Problem): boolean {
  return primary(problem) === FULL || IO_WRITE.has(problem.code);
}

/** Whether it is not known any more what the file holds: it is closed, and opened anew. */
export function isLost(problem: Problem): boolean {
  return [IO_ERROR, CORRUPT, CANNOT_OPEN, NOT_A_DATABASE, READ_ONLY, REPLACED, DAMAGED, FOREIGN].includes(
    primary(problem),
  );
}

/** What is wrong with the file or its disk, and what to do; undefined where the statement is wrong. */
export function sentenceFor(problem: Problem, file: string): string | undefined {
  const folder = dirname(file);
  const { message, code } = problem;
  if (IO_LOCK.has(code) || primary(problem) === PROTOCOL)
    return `The file system of ${folder} has no working locks (${message}): set DATA_DIR to a folder on a local disk.`;
  if (code === READ_ONLY_MOVED || code === REPLACED) return replacedSentence(file);
  if (IO_WRITE.has(code))
    return `The disk of ${folder} takes no more (${message}): make room on it; where there is room, it is failing.`;
  if (REPAIRABLE.has(code))
    return `The database ${file} was left unfinished by a crash: start Nutgraf once, which puts it in order.`;
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
      return `The disk of ${folder} is full: make room on it.`;
    case CANNOT_OPEN:
      return `The database ${file} cannot be opened (${message}): check that DATA_DIR exists and that this user may write there.`;
    case CORRUPT:
    case NOT_A_DATABASE:
    case DAMAGED:
      return `The database ${file} is damaged (${message}): stop Nutgraf, move the file away, and restore a backup with npm run data -- import FILE.`;
    case FOREIGN:
      return `The database ${file} is empty or none of Nutgraf's: move it away, and restore a backup with npm run data -- import FILE.`;
    default:
      return undefined;
  }
}

/** A file that is not the one that was open before. */
export function replacedSentence(file: string): string {
  return `The database ${file} was removed or replaced while Nutgraf was running: put it back, or stop Nutgraf, restore a backup and start again. Nothing new is made in its place.`;
}
