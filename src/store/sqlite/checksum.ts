import { closeSync, existsSync, openSync, readFileSync, readSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { crc32 } from "node:zlib";
import { problem } from "./problem.ts";
import { DAMAGED } from "./protocol.ts";

/**
 * The file with the checksum of a database that was closed in order, since SQLite's own check misses a changed character in
 * unindexed text. It does not exist while the database is open.
 */
export function checksumIn(file: string): string {
  return `${file}.sum`;
}

/** Writes the checksum once the database is closed and only its file is left. A failure to write is ignored. */
export function writeChecksum(file: string): void {
  const unfinished = `${checksumIn(file)}.unfinished`;
  try {
    if (isOpenElsewhere(file)) return;
    writeFileSync(unfinished, `${sumOf(file)}\n`, { mode: 0o600 });
    renameSync(unfinished, checksumIn(file));
  } catch {
    rmSync(unfinished, { force: true });
  }
}

/** @throws Error with one of our codes if the file has changed since it was closed */
export function refuseChanged(file: string): void {
  const sum = written(file);
  if (sum === undefined || isOpenElsewhere(file) || sum === sumOf(file)) return;
  // Another process may have opened it while it was read.
  if (isOpenElsewhere(file) || written(file) !== sum) return;
  const wayOut = `if you put it there on purpose, remove ${basename(checksumIn(file))} beside it`;
  throw problem(`its bytes are not those that were there when it was closed; ${wayOut}`, DAMAGED);
}

export function removeChecksum(file: string): void {
  rmSync(checksumIn(file), { force: true });
}

function written(file: string): string | undefined {
  try {
    const text = readFileSync(checksumIn(file), "utf8").trim();
    return /^[0-9a-f]{8} \d+$/.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Whether another process has it open, or crashed with it open: then the log belongs to it. */
function isOpenElsewhere(file: string): boolean {
  return existsSync(`${file}-wal`) || existsSync(`${file}-journal`);
}

const PIECE_BYTES = 1_048_576;

/** The file's checksum and length. */
function sumOf(file: string): string {
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  const handle = openSync(file, "r");
  try {
    let sum = 0;
    let length = 0;
    for (let read = readSync(handle, piece); read > 0; read = readSync(handle, piece)) {
      sum = crc32(piece.subarray(0, read), sum);
      length += read;
    }
    return `${sum.toString(16).padStart(8, "0")} ${length}`;
  } finally {
    closeSync(handle);
  }
}
