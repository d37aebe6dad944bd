import { constants, type Stats } from "node:fs";
import { type FileHandle, lstat, open, readdir, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { type Problem, problemIn } from "../content/problem.ts";
import { SOURCE_ID } from "../content/source.ts";
import { TOPIC } from "../parse/briefing-file.ts";
import type { Content, ContentKind, ContentName } from "./content-index.ts";
import { filesNotRead } from "./content-warnings.ts";

/** A content file as listed: `stamp` changes whenever the file does. */
export type Listed = ContentName & { readonly path: string; readonly stamp: string };

export type Listing = {
  readonly files: ReadonlyMap<string, Listed>;
  /** Invalid file names, and folders that can't be listed. */
  readonly problems: readonly Problem[];
  /** Folders that could not be listed; what is known of their files is kept. */
  readonly missing: ReadonlySet<ContentKind>;
};

const FOLDERS: Readonly<Record<ContentKind, string>> = { source: "sources", briefing: "briefings" };
const LIMITS: Readonly<Record<ContentKind, { bytes: number; words: string }>> = {
  source: { bytes: 4_194_304, words: "4 MB" },
  briefing: { bytes: 65_536, words: "64 KB" },
};
const AT_ONCE = 64;
const TRIES = 5;

/** The stamp of a file that kept changing. */
export const CHANGING = "changing";

/** The path of a content file. */
export function contentFile(folder: string, kind: ContentKind, id: string): string {
  return join(folder, FOLDERS[kind], `${id}.md`);
}

export function contentFolders(folder: string): readonly (readonly [ContentKind, string])[] {
  return [
    ["source", join(folder, FOLDERS.source)],
    ["briefing", join(folder, FOLDERS.briefing)],
  ];
}

/** Lists the content files, ignoring what an editor or the system leaves beside them. */
export async function listContent(folder: string): Promise<Listing> {
  const files = new Map<string, Listed>();
  const problems: Problem[] = [];
  const missing = new Set<ContentKind>();
  for (const [kind, path] of contentFolders(folder)) {
    let names: string[];
    try {
      const all = (await readdir(path)).sort();
      names = all.filter((name) => !isPassedOver(name));
      problems.push(...filesNotRead(path, all));
    } catch (error) {
      missing.add(kind);
      const message = `cannot list the folder (${codeOf(error)}): create it, or set CONTENT_DIR to the folder that holds sources and briefings`;
      problems.push(problemIn(path, { line: 1, column: 1, message }));
      continue;
    }
    await inTurns(names, async (name) => {
      const file = join(path, name);
      const named = contentNameOf(kind, name, file);
      if (!named) {
        const rule = kind === "source" ? "at most 64" : "at most 48";
        const message = `the file name must be lowercase letters, digits and hyphens (${rule}) before .md: rename it`;
        problems.push(problemIn(file, { line: 1, column: 1, message }));
        return;
      }
      const stamp = await stampOf(file);
      if (stamp !== undefined) files.set(file, { ...named, path: file, stamp });
    });
  }
  return { files, problems, missing };
}

/** What a file name in one of the folders stands for; undefined for other names. */
export function contentNameOf(kind: ContentKind, name: string, file: string): ContentName | undefined {
  const id = name.slice(0, -".md".length);
  return (kind === "source" ? SOURCE_ID : TOPIC).test(id) ? { kind, id, file } : undefined;
}

/** Hidden files, editors' backups and lock files, and anything but Markdown. */
export function isPassedOver(name: string): boolean {
  return !name.endsWith(".md") || /^[.#~]/.test(name);
}

/** A file as read; `stamp` shows whether it has changed since. */
export type FileContent = Content & { readonly stamp: string };

/** Reads one content file; "gone" if it no longer exists. Never throws because of a file. */
export async function readContent(
  { kind, path }: Pick<Listed, "kind" | "path">,
  folder: string,
  settleMs: number,
): Promise<FileContent | "gone"> {
  for (let attempt = 1; ; attempt++) {
    try {
      const handle = await openInside(path, folder);
      if (handle === undefined) return refuse("is a link to outside the content folder: copy the file in instead");
      try {
        const content = await readWhole(handle, kind, settleMs);
        if (content !== "changed" || attempt === TRIES)
          return content === "changed" ? refuse("changed while it was being read: save it again", CHANGING) : content;
      } finally {
        await handle.close();
      }
    } catch (error) {
      const code = codeOf(error);
      if (code === "ENOENT" || code === "ENOTDIR") return "gone";
      if (code === "ELOOP") return refuse("is a link to itself: copy the file in instead");
      return refuse(`cannot be read (${code}): check its permissions`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Runs `work` on all items, a limited number at once. */
export async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < items.length) await work(items[next++] as T);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, lane));
}

async function stampOf(path: string): Promise<string | undefined> {
  try {
    const own = await lstat(path);
    return own.isSymbolicLink()
      ? `${stamp(own)} ${await realpath(path)
          .then((real) => lstat(real))
          .then(stamp, codeOf)}`
      : stamp(own);
  } catch {
    return undefined;
  }
}

function stamp({ ino, size, mtimeMs, ctimeMs }: Stats): string {
  return `${ino} ${size} ${mtimeMs} ${ctimeMs}`;
}

/** Opens the file if it is inside the folder: a link may point to a neighbor, not outside. Does not block on a pipe. */
async function openInside(path: string, folder: string): Promise<FileHandle | undefined> {
  const flags = constants.O_RDONLY | constants.O_NONBLOCK;
  try {
    return await open(path, flags | constants.O_NOFOLLOW);
  } catch (error) {
    if (codeOf(error) !== "ELOOP") throw error;
  }
  const real = await realpath(path);
  return real.startsWith((await realpath(folder)) + sep) ? open(real, flags) : undefined;
}

/** Reads a file once it is unchanged for `settleMs`, so that a half-written one is not used. */
async function readWhole(handle: FileHandle, kind: ContentKind, settleMs: number): Promise<FileContent | "changed"> {
  const before = await handle.stat();
  if (!before.isFile()) return refuse("is not a file: remove it");
  const { bytes: most, words } = LIMITS[kind];
  const buffer = Buffer.allocUnsafe(Math.min(before.size, most) + 1);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  if (settleMs > 0) await new Promise((resolve) => setTimeout(resolve, settleMs));
  const after = await handle.stat();
  if (stamp(before) !== stamp(after) || (before.size <= most && length !== before.size)) return "changed";
  const bytes = buffer.subarray(0, Math.min(length, most));
  if (before.size > most) {
    const message = `the file is larger than ${words}, the limit for a ${kind}: split it`;
    return { text: bytes.toString("utf8"), problem: { line: 1, column: 1, message }, stamp: stamp(before) };
  }
  return { ...decode(bytes), stamp: stamp(before) };
}

function decode(bytes: Buffer): Content {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    const text = bytes.toString("utf8");
    const message = "the file is not valid UTF-8 from here on: save it as UTF-8";
    return { text, problem: { line: lineOfBadBytes(bytes), column: 1, message } };
  }
}

function lineOfBadBytes(bytes: Buffer): number {
  let line = 1;
  for (let from = 0; from < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, from);
    const to = end === -1 ? bytes.length : end;
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(from, to));
    } catch {
      return line;
    }
    from = to + 1;
  }
  return line;
}

function refuse(message: string, stamp = ""): FileContent {
  return { problem: { line: 1, column: 1, message: `the file ${message}` }, stamp };
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
