import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, link, readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { quoted } from "#briefing";
import { codeOf, isLinkless, Refused } from "./refused.ts";

type Holder = { readonly pid: number; readonly host: string; readonly by: string; readonly mark: string };

/**
 * Does the work while nobody else publishes in the folder. A lock that a process of this machine left when it ended is
 * taken over; one of another machine may still be held.
 * @throws Refused where somebody else is at it
 */
export async function withLock<T>(folder: string, by: string, work: () => Promise<T>): Promise<T> {
  const file = join(folder, ".publishing");
  const own: Holder = { pid: process.pid, host: hostname(), by, mark: randomBytes(8).toString("hex") };
  if (!(await create(file, own))) await takeOver(file, own);
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

/** Named only once it says who holds it: a lock that names nobody could never be taken over. */
async function create(file: string, holder: Holder): Promise<boolean> {
  const staged = `${file}-${randomBytes(6).toString("hex")}.part`;
  try {
    await writeFile(staged, JSON.stringify(holder), { flag: "wx" });
    await link(staged, file).catch(async (error: unknown) => {
      if (!isLinkless(error)) throw error;
      await copyFile(staged, file, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    await rm(staged, { force: true }).catch(() => {});
  }
}

/** Only one may take over one dead holder's lock: who has made a file named after the holder's mark. */
async function takeOver(file: string, own: Holder): Promise<void> {
  const found = await holderOf(file);
  const held = new Refused(
    `${found ? quoted(found.by, 75) : "Somebody"} is publishing in this folder. Try again in a moment; if nobody is, remove ${file}`,
  );
  if (!found || found.host !== own.host || isRunning(found.pid)) throw held;
  const turn = `${file}-${found.mark}`;
  if (!(await create(turn, own))) throw held;
  try {
    if ((await holderOf(file))?.mark !== found.mark) throw held;
    await rm(file);
    if (!(await create(file, own))) throw held;
  } finally {
    await rm(turn, { force: true });
  }
}

async function holderOf(file: string): Promise<Holder | undefined> {
  try {
    const { pid, host, by, mark } = JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
    const isHolder = typeof pid === "number" && typeof host === "string" && typeof by === "string";
    return isHolder && /^[0-9a-f]{16}$/.test(String(mark)) ? { pid, host, by, mark: String(mark) } : undefined;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
}
