import { statfsSync } from "node:fs";

/** The embedded database is not opened with less: it would give up over its first writes. */
export const LEAST_FREE_MB = 40;

/** How much may still be written to the disk of a folder, in MB; undefined where the system does not tell. */
export function freeMb(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return Math.floor((bavail * bsize) / 1e6);
  } catch {
    return undefined;
  }
}
