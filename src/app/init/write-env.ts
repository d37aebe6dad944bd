import { open, readFile, realpath, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { readSettings, SettingsError } from "../settings/settings.ts";

const ONLY_OURS = 0o600;

/** The text of a file; undefined if there is none. */
export async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * Replaces a `.env` as a whole, readable only by its owner. Leaves it unchanged, and returns the problems, if settings
 * in the new text would be wrong that were not before. `first` is called once the text is known to be right.
 */
export async function writeEnv(file: string, text: string, first: () => Promise<void>): Promise<readonly string[]> {
  // Follow a link, so that it stays one.
  const real = await realpath(file).catch(() => file);
  const beside = `${real}.${process.pid}.new`;
  try {
    const handle = await open(beside, "wx", ONLY_OURS);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    const known = problemsIn(real);
    const problems = problemsIn(beside).filter((problem) => !known.includes(problem));
    if (problems.length > 0) return problems;
    await first();
    await rename(beside, real);
    return [];
  } finally {
    await rm(beside, { force: true });
    const folder = await open(dirname(real), "r").catch(() => undefined);
    await folder?.sync().catch(() => {});
    await folder?.close();
  }
}

function problemsIn(file: string): readonly string[] {
  try {
    readSettings({}, file);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}
