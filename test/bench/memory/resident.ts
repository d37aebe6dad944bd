import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** What a process takes up of the machine's memory, now and at most so far, in MB of a million bytes. */
export function residentMb(pid: number): { now: number; most: number } {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const kib = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0);
    return { now: mb(kib("VmRSS")), most: mb(kib("VmHWM")) };
  } catch {
    return elsewhere(pid);
  }
}

/** Where there is no /proc the most is that of the moments that were asked for. */
function elsewhere(pid: number): { now: number; most: number } {
  try {
    const now = mb(
      Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { stdio: ["ignore", "pipe", "ignore"] })),
    );
    return { now, most: now };
  } catch {
    // It has ended.
    return { now: 0, most: 0 };
  }
}

function mb(kib: number): number {
  return Math.round((kib * 1_024) / 1e6);
}
