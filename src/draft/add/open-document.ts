import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { Document, Feed } from "./document/document.ts";
import { LIMITS, sizeOf } from "./document/limits.ts";
import { Refusal } from "./document/refusal.ts";
import { cleanAddress } from "./document/web-address.ts";
import type { FetchOptions } from "./fetch/fetch-document.ts";
import { readInWorker } from "./read/read-in-worker.ts";

/** A file that came by itself, as from a browser. */
export type Upload = { readonly name: string; readonly bytes: Uint8Array };

/** How a document is fetched and read. */
export type OpenOptions = FetchOptions & {
  /** Today, as `YYYY-MM-DD`: when what is fetched was retrieved. */
  readonly today?: string;
};

/** What was found under a name: a document, a feed to choose from, or why there is neither, with what to do. */
export type Opened =
  | { readonly kind: "document"; readonly document: Document; readonly name: string }
  | { readonly kind: "feed"; readonly feed: Feed; readonly name: string }
  | { readonly kind: "refused"; readonly why: string };

/**
 * Reads a document: a file by its path, a page by its address, or what was uploaded. Whatever is wrong with the
 * document or its address is returned as "refused", never thrown.
 *
 * @example
 * const opened = await openDocument("https://example.org/report.pdf", { today: "2026-11-03" });
 * console.log(opened.kind === "refused" ? opened.why : opened.name);
 */
export async function openDocument(what: string | Upload, options: OpenOptions = {}): Promise<Opened> {
  const name = typeof what === "string" ? what : what.name;
  try {
    const job = await bytesOf(what, options);
    const read = await readInWorker(job, options.limits, options.progress);
    if (read.kind === "feed") return { ...read, name };
    const { today } = options;
    const document = "url" in job && today !== undefined ? { ...read.document, retrieved: today } : read.document;
    return { kind: "document", document, name };
  } catch (error) {
    if (error instanceof Refusal) return { kind: "refused", why: error.message };
    throw error;
  }
}

/** Whether a name is an address and no file. */
export function isAddress(name: string): boolean {
  return /^[a-z][a-z+.-]+:/i.test(name);
}

type Got = { readonly bytes: Uint8Array; readonly name: string; readonly url?: string; readonly type?: string };

async function bytesOf(what: string | Upload, options: OpenOptions): Promise<Got> {
  const most = options.limits?.bytes ?? LIMITS.bytes;
  if (typeof what !== "string") {
    if (what.bytes.length > most) throw tooLarge(what.name, most);
    return what;
  }
  if (!isAddress(what)) return { bytes: await readWhole(what, most), name: what };
  // Loaded with the first address: files need none of it.
  const { fetchDocument } = await import("./fetch/fetch-document.ts");
  const { bytes, url, type } = await fetchDocument(what, options);
  return { bytes, type, url: cleanAddress(url) ?? url, name: new URL(url).pathname };
}

async function readWhole(path: string, most: number): Promise<Uint8Array> {
  try {
    // A pipe or a device must not be waited for.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = await handle.stat();
      if (stats.isDirectory()) throw new Refusal(`${path} is a folder: name the files in it`);
      if (!stats.isFile()) throw new Refusal(`${path} isn't a file`);
      if (stats.size > most) throw tooLarge(path, most);
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    const isGone = code === "ENOENT" || code === "ENOTDIR";
    throw new Refusal(
      isGone ? `There is no file ${path}: check its name` : `${path} cannot be read (${code}): check its permissions`,
      { cause: error },
    );
  }
}

function tooLarge(name: string, most: number): Refusal {
  return new Refusal(`${name} is larger than ${sizeOf(most)}: add the part that you need`);
}
