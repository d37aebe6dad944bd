import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, link, lstat, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { syncFolder, writeThrough } from "../disk/write-through.ts";
import { codeOf, isLinkless, Refused } from "./refused.ts";

/** A file's text before and after; undefined where there is none. */
export type Swap = { readonly file: string; readonly before: string | undefined; readonly after: string | undefined };

/**
 * Puts one text in the place of another in one move; `confirm` may still fail, and the file is then what it was. The
 * old text is kept under a second name meanwhile, so that a full disk can't keep it from coming back.
 * @throws Refused where the file is not what it was taken for, or can't be put back: the old text is then kept
 */
export async function swapFile({ file, before, after }: Swap, confirm: () => Promise<void>): Promise<void> {
  const kept = besideOf(file);
  const staged = besideOf(file);
  const unwanted = new Set([staged, kept]);
  try {
    if (after !== undefined) await writeThrough(staged, after);
    if (before !== undefined) await keepAs(kept, file);
    if ((await textOf(file)) !== before)
      throw new Refused(`${file} has changed since it was shown. Nothing was changed: look at it again`);
    await (after === undefined ? rm(file) : rename(staged, file));
    try {
      await syncFolder(dirname(file));
      await confirm();
    } catch (error) {
      try {
        await (before === undefined ? rm(file, { force: true }) : rename(kept, file));
      } catch (cause) {
        unwanted.delete(kept);
        const where = before === undefined ? "" : `: what it said is kept in ${kept}`;
        throw new Refused(`${file} could not be put back (${codeOf(cause)})${where}`, { cause: error });
      }
      await syncFolder(dirname(file));
      throw error;
    }
  } finally {
    await Promise.all([...unwanted].map((path) => rm(path, { force: true }).catch(() => {})));
  }
}

/** Writes a file whole or not at all, whatever was there. Returns what puts it in its place, or takes it away. */
export async function stageFile(file: string, text: string): Promise<{ put(): Promise<void>; drop(): Promise<void> }> {
  const staged = besideOf(file);
  await writeThrough(staged, text);
  return { put: () => rename(staged, file), drop: () => rm(staged, { force: true }) };
}

/** A file's text; undefined where there is none. Reads no link, pipe or folder. */
export async function textOf(file: string): Promise<string | undefined> {
  try {
    if (!(await lstat(file)).isFile()) throw new Refused(`${file} is a link or not a file: put a regular file there`);
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await readFile(file));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    if (error instanceof TypeError) throw new Refused(`${file} is not valid UTF-8: save it with the encoding UTF-8`);
    throw error;
  }
}

/** A hidden name in the same folder, which no reader of the content takes for a briefing. */
function besideOf(file: string): string {
  return join(dirname(file), `.${randomBytes(6).toString("hex")}.part`);
}

/** A second name for a file, or a copy where the disk has no such thing. */
async function keepAs(kept: string, file: string): Promise<void> {
  try {
    await link(file, kept);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    if (!isLinkless(error)) throw error;
    await copyFile(file, kept, constants.COPYFILE_EXCL);
  }
}
