import { type FSWatcher, watch } from "node:fs";
import { basename } from "node:path";
import type { Problem } from "../content/problem.ts";
import type { AdviceOptions } from "./advice.ts";
import {
  contentFile,
  contentFolders,
  contentNameOf,
  inTurns,
  isPassedOver,
  type Listed,
  listContent,
  readContent,
} from "./content-folder.ts";
import { type ContentKind, createContentIndex } from "./content-index.ts";
import type { Library } from "./library.ts";

/** A library that follows its folder. */
export type WatchedLibrary = {
  /** The library of this moment. Take it once for an answer: it does not change, it is replaced. */
  current(): Library;
  /** Looks the whole folder over now. */
  refresh(): Promise<void>;
  close(): void;
};

export type WatchOptions = AdviceOptions & {
  /** How long the folder must be quiet, and a file stay as it is, before what changed is read. */
  readonly settleMs?: number;
  /** How often the folder is looked over for what no event told. */
  readonly lookOverMs?: number;
  /** Told of every new library, the first included. */
  readonly onChange?: (library: Library) => void;
  /** Told when following failed; it goes on with the next change. */
  readonly onFailure?: (error: unknown) => void;
};

/** Loads and checks a content folder once. */
export async function loadLibrary(folder: string, advising: AdviceOptions = {}): Promise<Library> {
  return (await openFolder(folder, 0, advising)).library;
}

/**
 * Loads a content folder, checks it and follows its changes: events at once, and a look over the whole folder every
 * half minute, since some file systems send none. Each change gives a whole new library.
 */
export async function watchLibrary(folder: string, options: WatchOptions = {}): Promise<WatchedLibrary> {
  const { settleMs = 20, lookOverMs = 30_000, onChange = () => {}, onFailure = () => {} } = options;
  const state = await openFolder(folder, settleMs, options);
  const pending = new Set<string>();
  let watchers: FSWatcher[] = [];
  let work: Promise<void> = Promise.resolve();
  let settle: NodeJS.Timeout | undefined;
  let closed = false;

  const run = (task: () => Promise<boolean>) => {
    const done = work.then(task).then((changed) => {
      if (changed && !closed) onChange(state.library);
    });
    // What fails once must not end the following: the next change, or look over, comes all the same.
    work = done.catch(onFailure);
    return done;
  };
  const refresh = () => run(state.lookOver);
  const flush = () => {
    const files = [...pending];
    pending.clear();
    if (files.includes(WHOLE_FOLDER)) watchAll();
    run(() => (files.includes(WHOLE_FOLDER) ? state.lookOver() : state.readAgain(files))).catch(() => {});
  };
  const noticed = (what: string) => {
    pending.add(what);
    clearTimeout(settle);
    settle = setTimeout(flush, settleMs);
  };
  /** The folders and the one around them: a folder that is replaced is watched by its new self. */
  const watchAll = () => {
    for (const watcher of watchers) watcher.close();
    const inside = contentFolders(folder).flatMap(([kind, path]) =>
      watchFolder(path, (name) => {
        if (name === null) noticed(WHOLE_FOLDER);
        else if (!isPassedOver(name)) noticed(contentFile(folder, kind, basename(name, ".md")));
      }),
    );
    const names = contentFolders(folder).map(([, path]) => basename(path));
    const around = watchFolder(folder, (name) => {
      if (name === null || names.includes(name)) noticed(WHOLE_FOLDER);
    });
    watchers = [...inside, ...around];
  };

  watchAll();
  const timer = setInterval(() => {
    pending.add(WHOLE_FOLDER);
    flush();
  }, lookOverMs).unref();
  onChange(state.library);
  return {
    current: () => state.library,
    refresh,
    close() {
      closed = true;
      clearInterval(timer);
      clearTimeout(settle);
      for (const watcher of watchers) watcher.close();
    },
  };
}

const WHOLE_FOLDER = "";

function watchFolder(path: string, onEvent: (name: string | null) => void): FSWatcher[] {
  try {
    const watcher = watch(path, { persistent: false }, (_, name) => onEvent(name));
    watcher.on("error", () => onEvent(null));
    return [watcher];
  } catch {
    return [];
  }
}

/** A folder's files as last read, and the library that follows from them. */
async function openFolder(folder: string, settleMs: number, advising: AdviceOptions) {
  const index = createContentIndex((id) => contentFile(folder, "source", id), advising);
  const known = new Map<string, Listed>();
  let listingProblems: readonly Problem[] = [];
  let library: Library | undefined;

  const read = async (listed: Listed): Promise<void> => {
    // At first there is nothing that a half written file could take away.
    const quietMs = library ? settleMs : 0;
    let content = await readContent(listed, folder, quietMs);
    if (quietMs > 0 && content !== "gone" && content.text?.trim() === "") {
      // Many programs empty a file before they write it.
      await new Promise((resolve) => setTimeout(resolve, 2 * quietMs));
      content = await readContent(listed, folder, quietMs);
    }
    if (content === "gone") {
      index.remove(listed.kind, listed.id);
      known.delete(listed.path);
    } else {
      index.put(listed, content);
      // What could not be read is tried again at the next look over.
      known.set(listed.path, content.text === undefined ? { ...listed, stamp: "" } : listed);
    }
  };

  const lookOver = async (): Promise<boolean> => {
    const { files, problems, missing } = await listContent(folder);
    const changed = [...files.values()].filter(({ path, stamp }) => known.get(path)?.stamp !== stamp);
    const gone = [...known.values()].filter(({ path, kind }) => !files.has(path) && !missing.has(kind));
    const same = JSON.stringify(problems) === JSON.stringify(listingProblems);
    if (changed.length === 0 && gone.length === 0 && same && library) return false;
    await inTurns(changed, read);
    for (const { kind, id, path } of gone) {
      index.remove(kind, id);
      known.delete(path);
    }
    listingProblems = problems;
    library = index.bind(problems);
    return true;
  };

  /** Reads the named files again; where a name is unknown or odd, the whole folder is looked over. */
  const readAgain = async (paths: readonly string[]): Promise<boolean> => {
    const names = paths.map((path) => nameOfPath(path));
    if (names.some((name) => name === undefined)) return lookOver();
    await inTurns(names as Listed[], read);
    library = index.bind(listingProblems);
    return true;
  };

  const nameOfPath = (path: string): Listed | undefined => {
    const kind: ContentKind = path.startsWith(contentFile(folder, "source", "").slice(0, -".md".length))
      ? "source"
      : "briefing";
    const named = path === "" ? undefined : contentNameOf(kind, basename(path), path);
    return named && { ...named, path, stamp: "" };
  };

  await lookOver();
  return {
    get library() {
      return library as Library;
    },
    lookOver,
    readAgain,
  };
}
