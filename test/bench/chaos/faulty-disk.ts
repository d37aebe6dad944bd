import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** https://man7.org/linux/man-pages/man3/errno.3.html; what Linux calls a read-only file system. */
const EROFS = 30;
/** Where numbers stand in the control file of `faulty-disk.c`, and how many there are. */
const WRITE_ERRNO = 2;
const NAME_ERRNO = 3;
const NUMBERS = 8;

const SOURCE = join(import.meta.dirname, "../../fixtures/faulty-disk.c");

/** A disk beneath a folder, for processes that are started with `env`, that can be made read-only while they run. */
export type FaultyDisk = { readonly env: Readonly<Record<string, string>>; setReadOnly(isReadOnly: boolean): void };

/** Makes one; a sentence where none can be made here. What it needs is put into `work`. */
export function faultyDisk(folder: string, work: string): FaultyDisk | string {
  if (process.platform !== "linux") return "not run: only Linux has what stands between a process and its disk";
  const library = join(work, "faulty-disk.so");
  try {
    execFileSync("cc", ["-shared", "-fPIC", "-O1", "-o", library, SOURCE, "-ldl"], { stdio: "pipe" });
  } catch {
    return "not run: it needs a C compiler";
  }
  const control = join(work, "control");
  const tell = (errno: number) => {
    const numbers = new Int32Array(NUMBERS);
    numbers[WRITE_ERRNO] = errno;
    numbers[NAME_ERRNO] = errno;
    // In place: whoever is started with it has it mapped.
    writeFileSync(control, numbers, { flag: "r+" });
  };
  writeFileSync(control, new Int32Array(NUMBERS));
  return {
    env: { LD_PRELOAD: library, FAULTY_CONTROL: control, FAULTY_FOLDER: folder },
    setReadOnly: (isReadOnly) => tell(isReadOnly ? EROFS : 0),
  };
}
