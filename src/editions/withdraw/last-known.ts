import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isAudience } from "../words/audience.ts";
import type { Withdrawn } from "./rows.ts";

/** What a process knew of withdrawals: those in force, and of these the ones that no store has yet. */
export type Known = { readonly inForce: readonly Withdrawn[]; readonly unstored: readonly Withdrawn[] };

/** What the file says. `asOfMs`: when that was last found true. */
export type Recalled =
  | (Known & { readonly kind: "known"; readonly asOfMs: number })
  | { readonly kind: "none" }
  | { readonly kind: "damaged"; readonly why: string };

/**
 * What was last known to be withdrawn, in a file of the data folder: whoever starts while the store is away still withholds
 * it. It never overrules a store that can be read.
 */
export type LastKnown = {
  readonly file: string;
  read(): Promise<Recalled>;
  /** Writes it, whole or not at all; rejects as Node does. What is there already is only marked as still true. */
  keep(known: Known): Promise<void>;
};

const NAME = "withdrawn.json";
const FORMAT = 1;
/** How often what has not changed is marked as still true, and what could not be written is tried again. */
const MARK_MS = 60_000;

/** Opens the list in a folder, which need not be there yet. */
export function openLastKnown(folder: string, now: () => number): LastKnown {
  const file = join(folder, NAME);
  let kept: { readonly text: string; readonly atMs: number } | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const put = async (text: string) => {
    const at = now();
    if (kept?.text === text && Math.abs(at - kept.atMs) < MARK_MS) return;
    kept = { text, atMs: at };
    // Another process on this folder may have written meanwhile, or somebody removed it.
    const isThere = (await readFile(file, "utf8").catch(() => undefined)) === text;
    if (!isThere) await replace(folder, file, text);
    await utimes(file, at / 1_000, at / 1_000);
  };
  return {
    file,
    async read() {
      try {
        const [text, { mtimeMs }] = await Promise.all([readFile(file, "utf8"), stat(file)]);
        const known = parse(text);
        return known ? { kind: "known", ...known, asOfMs: mtimeMs } : { kind: "damaged", why: "it is no such list" };
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        return code === "ENOENT" ? { kind: "none" } : { kind: "damaged", why: code ?? message };
      }
    },
    keep(known) {
      const text = format(known);
      const done = last.then(() => put(text));
      last = done.catch(() => {});
      return done;
    },
  };
}

async function replace(folder: string, file: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const staged = `${file}.${randomBytes(6).toString("hex")}.part`;
  try {
    await writeFile(staged, text, { mode: 0o600, flush: true });
    await rename(staged, file);
  } finally {
    await rm(staged, { force: true });
  }
}

/** The same for the same withdrawals, in whatever order the store gives them. */
function format({ inForce, unstored }: Known): string {
  const waiting = new Set(unstored.map(({ topic }) => topic));
  const withdrawn = inForce
    .toSorted((a, b) => (a.topic < b.topic ? -1 : 1))
    .map(({ topic, title, audience, why, by, atMs }) => {
      return { topic, title, audience, why, by, atMs, isStored: !waiting.has(topic) };
    });
  return `${JSON.stringify({ format: FORMAT, withdrawn }, undefined, 1)}\n`;
}

/** Undefined for what we did not write, or not as a whole: a list that is half read would say the other half. */
function parse(text: string): Known | undefined {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { format: version, withdrawn } = (read ?? {}) as { format?: unknown; withdrawn?: unknown };
  if (version !== FORMAT || !Array.isArray(withdrawn) || !withdrawn.every(isKept)) return undefined;
  const inForce = withdrawn.map(({ isStored: _, ...one }) => one);
  return { inForce, unstored: inForce.filter((_, index) => !withdrawn[index]?.isStored) };
}

type Kept = Withdrawn & { readonly isStored: boolean };

function isKept(one: unknown): one is Kept {
  if (typeof one !== "object" || one === null) return false;
  const { topic, title, why, by, atMs, isStored, audience } = one as Partial<Record<keyof Kept, unknown>>;
  const isWritten = [topic, title, why, by].every((words) => typeof words === "string");
  return isWritten && Number.isSafeInteger(atMs) && typeof isStored === "boolean" && isAudience(audience);
}
