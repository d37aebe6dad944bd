import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What Linux calls a read-only file system: https://man7.org/linux/man-pages/man3/errno.3.html */
const EROFS = 30;
/** Where numbers stand in the control file of `faulty-disk.c`, and how many there are. */
const WRITE_ERRNO = 2;
const NAME_ERRNO = 3;
const KILL_AT = 5;
const CHANGES = 6;
const NUMBERS = 8;

const SOURCE = join(import.meta.dirname, "../../fixtures/stores/faulty-disk.c");

/** A disk beneath a folder that fails as it is told, for processes that are started with `env`. */
export type FaultyDisk = {
  readonly env: Readonly<Record<string, string>>;
  setReadOnly(isReadOnly: boolean): void;
  /** The process is killed as it makes this change to the disk, counted from 1. */
  killAt(change: number): void;
  /** How often it was changed. */
  changes(): number;
};

/** Makes one; a sentence where none can be made here. What it needs is put into `work`. */
export function faultyDisk(folder: string, work: string): FaultyDisk | string {
  if (process.platform !== "linux") return "it needs Linux";
  const library = join(work, "faulty-disk.so");
  try {
    execFileSync("cc", ["-shared", "-fPIC", "-O1", "-o", library, SOURCE, "-ldl"], { stdio: "pipe" });
  } catch {
    return "it needs a C compiler";
  }
  const control = join(work, "control");
  const write = (numbers: Readonly<Record<number, number>>, flag: "w" | "r+") => {
    const all = Int32Array.from({ length: NUMBERS }, (_, index) => numbers[index] ?? 0);
    // In place: whoever is started with it has it mapped.
    writeFileSync(control, all, { flag });
  };
  write({}, "w");
  return {
    env: { LD_PRELOAD: library, FAULTY_CONTROL: control, FAULTY_FOLDER: folder },
    setReadOnly: (isReadOnly) => write(isReadOnly ? { [WRITE_ERRNO]: EROFS, [NAME_ERRNO]: EROFS } : {}, "r+"),
    killAt: (change) => write({ [KILL_AT]: change }, "r+"),
    changes: () => readFileSync(control).readInt32LE(4 * CHANGES),
  };
}
