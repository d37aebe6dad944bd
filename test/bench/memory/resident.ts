import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * What a process takes up of the machine's memory, now and at most so far, in MB of a million bytes; `own`: without
 * pages of files, such as the program's, which every process that runs it shares.
 */
export type Resident = { readonly now: number; readonly most: number; readonly own: number };

/** Looks at what a process takes up; 0 once it has ended. */
export function residentMb(pid: number): Resident {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const kib = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0);
    return { now: mb(kib("VmRSS")), most: mb(kib("VmHWM")), own: mb(kib("RssAnon")) };
  } catch {
    return elsewhere(pid);
  }
}

/** Where there is no /proc the most is that of the moments that were asked for, and nothing tells what is shared. */
function elsewhere(pid: number): Resident {
  try {
    const now = mb(
      Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { stdio: ["ignore", "pipe", "ignore"] })),
    );
    return { now, most: now, own: now };
  } catch {
    // It has ended.
    return { now: 0, most: 0, own: 0 };
  }
}

function mb(kib: number): number {
  return Math.round((kib * 1_024) / 1e6);
}
