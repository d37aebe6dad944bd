import { randomBytes } from "node:crypto";
import { link, mkdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { syncFolder, writeThrough } from "../../disk/write-through.ts";
import { Refusal } from "../document/refusal.ts";

/**
 * Writes a file that is not there yet, whole or not at all: beside its place first, down to the disk, then under its name.
 * @throws Refusal where it is there, or cannot be written
 */
export async function writeOnce(file: string, content: string): Promise<void> {
  const folder = dirname(file);
  const aside = join(folder, `.${randomBytes(6).toString("hex")}.tmp`);
  try {
    await mkdir(folder, { recursive: true });
    await writeThrough(aside, content);
    await putInPlace(aside, file);
    await syncFolder(folder);
  } catch (error) {
    throw refusalFor(error, file);
  } finally {
    await rm(aside, { force: true }).catch(() => {});
  }
}

/** A link fails where the name is taken, also by one who came a moment before. Some disks know no links. */
async function putInPlace(aside: string, file: string): Promise<void> {
  try {
    await link(aside, file);
  } catch (error) {
    if (!/^(?:EPERM|ENOTSUP|EOPNOTSUPP|ENOSYS|EMLINK)$/.test(codeOf(error))) throw error;
    if (await stat(file).catch(() => undefined)) throw Object.assign(new Error("exists"), { code: "EEXIST" });
    await rename(aside, file);
  }
}

function refusalFor(error: unknown, file: string): Refusal {
  const told = { cause: error };
  switch (codeOf(error)) {
    case "EEXIST":
      return new Refusal(
        `${file} already exists: look at it, and add the document again under another name (--id)`,
        told,
      );
    case "ENOSPC":
    case "EDQUOT":
      return new Refusal(`The disk is full: nothing was kept. Make room, and add the document again`, told);
    case "EROFS":
      return new Refusal(
        `The content folder is read-only here: nothing was kept. Add the document where the content is written`,
        told,
      );
    case "EACCES":
    case "EPERM":
      return new Refusal(`${dirname(file)} may not be written to: check its permissions. Nothing was kept`, told);
    default:
      return new Refusal(`${file} cannot be written (${codeOf(error)}): nothing was kept`, told);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
