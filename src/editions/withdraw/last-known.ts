import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isAudience } from "../words/audience.ts";
import type { Unstored } from "./reconcile.ts";
import type { Withdrawn } from "./rows.ts";

/** What a process knew of withdrawals: those in force, and those that are not stored yet. */
export type Known = { readonly inForce: readonly Withdrawn[]; readonly unstored: readonly Unstored[] };

/** What the file says. `asOfMs`: when that was last known to be true. */
export type Recalled =
  | (Known & { readonly kind: "known"; readonly asOfMs: number })
  | { readonly kind: "none" }
  | { readonly kind: "damaged"; readonly why: string };

/**
 * The last known withdrawals, in a file of the data folder: a process that starts while the store is away withholds
 * them. It never overrules a store that can be read.
 */
export type LastKnown = {
  readonly file: string;
  read(): Promise<Recalled>;
  /**
   * Writes the file, whole or not at all; rejects as Node does. If nothing changed, only marks it as still true.
   * Returns what another process on this folder could not store, which stays in the file; but not what was kept or
   * returned before, since the caller knows it, nor what is `settled`, i.e. found in the store.
   */
  keep(known: Known, settled?: readonly Unstored[]): Promise<readonly Unstored[]>;
};

const NAME = "withdrawn.json";
const FORMAT = 1;
/** How often an unchanged file is marked as still true, and a failed write is tried again. */
const MARK_MS = 60_000;
/** No process takes this long to write it. */
const LEFT_MS = 60_000;
const PART = /^withdrawn\.json\.[0-9a-f]{12}\.part$/;

/** Opens the list in a folder, which need not exist yet. */
export function openLastKnown(folder: string, now: () => number): LastKnown {
  const file = join(folder, NAME);
  let kept: { readonly text: string; readonly atMs: number } | undefined;
  let last: Promise<unknown> = Promise.resolve();
  /** Ids of what was kept, returned or settled. */
  const met = new Set<string>();
  const meet = (all: readonly Unstored[]) => {
    for (const one of all) met.add(idOf(one));
  };
  const put = async (known: Known, settled: readonly Unstored[]): Promise<readonly Unstored[]> => {
    meet([...known.unstored, ...settled]);
    const [at, wanted] = [now(), format(known)];
    if (kept?.text === wanted && Math.abs(at - kept.atMs) < MARK_MS) return [];
    kept = { text: wanted, atMs: at };
    // Another process on this folder may have written it meanwhile, or somebody removed it.
    const there = await readFile(file, "utf8").catch(() => "");
    const others = (parse(there)?.unstored ?? []).filter((one) => !met.has(idOf(one)));
    const text = others.length === 0 ? wanted : format(withOthers(known, others));
    if (there !== text) {
      await removeLeft(folder, at - LEFT_MS);
      await replace(folder, file, text);
    }
    await utimes(file, at / 1_000, at / 1_000);
    meet(others);
    return others;
  };
  return {
    file,
    async read() {
      try {
        const [text, { mtimeMs }] = await Promise.all([readFile(file, "utf8"), stat(file)]);
        const known = parse(text);
        return known
          ? { kind: "known", ...known, asOfMs: mtimeMs }
          : { kind: "damaged", why: "it isn't a list of withdrawn stories" };
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        return code === "ENOENT" ? { kind: "none" } : { kind: "damaged", why: code ?? message };
      }
    },
    keep(known, settled = []) {
      const done = last.then(() => put(known, settled));
      last = done.catch(() => {});
      return done;
    },
  };
}

/** Removes unfinished files of processes that were killed while writing; if that fails, the next write tries again. */
async function removeLeft(folder: string, beforeMs: number): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const left = names.filter((name) => PART.test(name)).map((name) => join(folder, name));
  const remove = async (path: string) => {
    if ((await stat(path)).mtimeMs < beforeMs) await rm(path, { force: true });
  };
  await Promise.allSettled(left.map(remove));
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

function idOf({ topic, atMs, ask = "" }: Unstored): string {
  return JSON.stringify([topic, atMs, ask]);
}

function withOthers({ inForce, unstored }: Known, others: readonly Unstored[]): Known {
  const byTopic = new Map([...inForce, ...others].map((one) => [one.topic, one]));
  return { inForce: [...byTopic.values()], unstored: [...unstored, ...others] };
}

/** The same text for the same withdrawals, in whatever order the store returns them. */
function format({ inForce, unstored }: Known): string {
  const waiting = new Map(unstored.map((one) => [one.topic, one]));
  const withdrawn = inForce
    .toSorted((a, b) => (a.topic < b.topic ? -1 : 1))
    .map(({ topic, title, audience, why, by, atMs }) => {
      const ask = waiting.get(topic)?.ask;
      const isStored = !waiting.has(topic);
      return { topic, title, audience, why, by, atMs, isStored, ...(ask !== undefined && { ask }) };
    });
  return `${JSON.stringify({ format: FORMAT, withdrawn }, undefined, 1)}\n`;
}

/**
 * Undefined for a file that we didn't write, or not completely: half a list would say that the rest is not withdrawn.
 */
function parse(text: string): Known | undefined {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { format: version, withdrawn } = (read ?? {}) as { format?: unknown; withdrawn?: unknown };
  if (version !== FORMAT || !Array.isArray(withdrawn) || !withdrawn.every(isKept)) return undefined;
  const inForce = withdrawn.map(({ isStored: _, ask: __, ...one }) => one);
  return { inForce, unstored: withdrawn.filter(({ isStored }) => !isStored).map(({ isStored: _, ...one }) => one) };
}

type Kept = Unstored & { readonly isStored: boolean };

function isKept(one: unknown): one is Kept {
  if (typeof one !== "object" || one === null) return false;
  const { topic, title, why, by, atMs, isStored, audience, ask } = one as Partial<Record<keyof Kept, unknown>>;
  const isWritten = [topic, title, why, by].every((words) => typeof words === "string");
  const isAsk = ask === undefined || typeof ask === "string";
  return isWritten && isAsk && Number.isSafeInteger(atMs) && typeof isStored === "boolean" && isAudience(audience);
}
