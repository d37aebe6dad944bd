import { type FSWatcher, watch } from "node:fs";
import { basename } from "node:path";
import {
  contentFile,
  contentFolders,
  inTurns,
  isPassedOver,
  type Listed,
  listContent,
  readContent,
  titleOfFile,
} from "./folder.ts";
import type { Library } from "./library.ts";
import type { Problem } from "./problem.ts";
import { type Kind, openShelf } from "./shelf.ts";

/** A library that follows its folder. */
export type LiveLibrary = {
  /** The library of this moment. Take it once for an answer: it does not change, it is replaced. */
  current(): Library;
  /** Looks the whole folder over now. */
  refresh(): Promise<void>;
  close(): void;
};

export type LiveOptions = {
  /** How long events are gathered before the files are read. */
  readonly settleMs?: number;
  /** How often the folder is looked over for what no event told. */
  readonly lookOverMs?: number;
  /** Told of every new library, the first included. */
  readonly onChange?: (library: Library) => void;
};

/** Loads and checks a content folder once. */
export async function loadLibrary(folder: string): Promise<Library> {
  return (await openFolder(folder)).library;
}

/**
 * Loads a content folder, checks it and follows its changes: events at once, and a look over the whole folder every
 * half minute, since some file systems send none. Each change gives a whole new library.
 */
export async function openLibrary(folder: string, options: LiveOptions = {}): Promise<LiveLibrary> {
  const { settleMs = 20, lookOverMs = 30_000, onChange = () => {} } = options;
  const state = await openFolder(folder);
  const pending = new Set<string>();
  let watchers: FSWatcher[] = [];
  let work: Promise<void> = Promise.resolve();
  let settle: NodeJS.Timeout | undefined;
  let closed = false;

  const run = (task: () => Promise<boolean>) => {
    work = work.then(task).then((changed) => {
      if (changed && !closed) onChange(state.library);
    });
    return work;
  };
  const lookOver = () => run(() => state.lookOver());
  const flush = () => {
    settle = undefined;
    const files = [...pending];
    pending.clear();
    return run(() => state.readAgain(files));
  };
  const watchAll = () => {
    for (const watcher of watchers) watcher.close();
    watchers = contentFolders(folder).flatMap(([kind, path]) =>
      watchFolder(
        path,
        (name) => {
          if (name !== null && isPassedOver(name)) return;
          pending.add(name === null ? "" : contentFile(folder, kind, basename(name, ".md")));
          settle ??= setTimeout(flush, settleMs);
        },
        watchAgain,
      ),
    );
  };
  /** A folder that was replaced is watched by its new self. */
  const watchAgain = () => setTimeout(() => closed || watchAll(), settleMs).unref();

  watchAll();
  const timer = setInterval(() => {
    watchAll();
    void lookOver();
  }, lookOverMs).unref();
  onChange(state.library);
  return {
    current: () => state.library,
    refresh: lookOver,
    close() {
      closed = true;
      clearInterval(timer);
      clearTimeout(settle);
      for (const watcher of watchers) watcher.close();
    },
  };
}

function watchFolder(path: string, onEvent: (name: string | null) => void, onEnd: () => void): FSWatcher[] {
  try {
    const watcher = watch(path, { persistent: false }, (_, name) => onEvent(name));
    watcher.on("error", onEnd);
    return [watcher];
  } catch {
    return [];
  }
}

/** A folder's files as last read, and the library that follows from them. */
async function openFolder(folder: string) {
  const shelf = openShelf((id) => contentFile(folder, "source", id));
  const known = new Map<string, Listed>();
  let listingProblems: readonly Problem[] = [];
  let library: Library;

  const read = async (listed: Listed): Promise<void> => {
    const content = await readContent(listed, folder);
    if (content === "gone") {
      shelf.remove(listed.kind, listed.id);
      known.delete(listed.path);
    } else {
      shelf.put(listed, content);
      known.set(listed.path, listed);
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
      shelf.remove(kind, id);
      known.delete(path);
    }
    listingProblems = problems;
    library = shelf.bind(problems);
    return true;
  };

  /** Reads the named files again; where a name is unknown or odd, the whole folder is looked over. */
  const readAgain = async (paths: readonly string[]): Promise<boolean> => {
    const titles = paths.map((path) => titleOfPath(path));
    if (titles.some((title) => title === undefined)) return lookOver();
    await inTurns(titles as Listed[], read);
    library = shelf.bind(listingProblems);
    return true;
  };

  const titleOfPath = (path: string): Listed | undefined => {
    const kind: Kind = path.startsWith(contentFile(folder, "source", "").slice(0, -".md".length))
      ? "source"
      : "briefing";
    const title = path === "" ? undefined : titleOfFile(kind, basename(path), path);
    return title && { ...title, path, stamp: "" };
  };

  await lookOver();
  return {
    get library() {
      return library;
    },
    lookOver,
    readAgain,
  };
}
