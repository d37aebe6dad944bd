import { type FSWatcher, watch } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import type { AdviceOptions } from "./advice.ts";
import { contentFile, contentFolders, isPassedOver } from "./content-folder.ts";
import type { Library } from "./library.ts";
import { openFolder } from "./read-folder.ts";

/** A library that follows its folder. */
export type WatchedLibrary = {
  /** The library of this moment. Take it once for an answer: it does not change, it is replaced. */
  current(): Library;
  /** Looks the whole folder over now. */
  refresh(): Promise<void>;
  close(): void;
};

export type WatchOptions = AdviceOptions & {
  /**
   * How long the folder must be quiet before what changed is read: files that are written one after the other, as by a
   * checkout, are taken together. One that is never quiet is read every so often all the same.
   */
  readonly quietMs?: number;
  readonly mostQuietMs?: number;
  /** How long a file must stay as it is while it is read. */
  readonly settleMs?: number;
  /**
   * How long a file must stay as it is before it is believed that it is gone, or that it takes away what was said because
   * something is wrong with it: most often it is just being written, and nothing may be absent meanwhile.
   */
  readonly lossMs?: number;
  /** How often the folder is looked over for what no event told. */
  readonly lookOverMs?: number;
  /** Told of every new library, the first included. */
  readonly onChange?: (library: Library) => void;
  /** Told when following failed; it goes on with the next change. */
  readonly onFailure?: (error: unknown) => void;
};

/** Loads and checks a content folder once. */
export async function loadLibrary(folder: string, advising: AdviceOptions = {}): Promise<Library> {
  return (await openFolder(folder, { settleMs: 0, lossMs: 0 }, advising)).library;
}

/**
 * Loads a content folder, checks it and follows its changes: events at once, and a look over the whole folder every
 * half minute, since some file systems send none. Each change gives a whole new library.
 */
export async function watchLibrary(folder: string, options: WatchOptions = {}): Promise<WatchedLibrary> {
  const {
    quietMs = 120,
    mostQuietMs = 5_000,
    settleMs = 20,
    lossMs = 2_000,
    lookOverMs = 30_000,
    onChange = () => {},
    onFailure = () => {},
    now,
  } = options;
  const state = await openFolder(folder, { settleMs, lossMs, ...(now && { now }) }, options);
  const pending = new Set<string>();
  let watchers: FSWatcher[] = [];
  let work: Promise<void> = Promise.resolve();
  let settle: NodeJS.Timeout | undefined;
  /** Since when the folder has not been quiet. */
  let unquietSince: number | undefined;
  let asking: NodeJS.Timeout | undefined;
  let closed = false;

  const run = (task: () => Promise<boolean>) => {
    const done = work.then(task).then((changed) => {
      askAgain();
      if (changed && !closed) onChange(state.library);
    });
    // What fails once must not end the following: the next change, or look over, comes all the same.
    work = done.catch(onFailure);
    return done;
  };
  /** What is in doubt is looked at again when it has stood for long enough. */
  const askAgain = () => {
    clearTimeout(asking);
    const inMs = state.doubtfulForMs();
    if (inMs !== undefined && !closed) asking = setTimeout(() => run(state.settleDoubts).catch(() => {}), inMs).unref();
  };
  const refresh = async () => {
    await run(state.lookOver);
    for (let inMs = state.doubtfulForMs(); inMs !== undefined && !closed; inMs = state.doubtfulForMs()) {
      await new Promise((resolve) => setTimeout(resolve, inMs));
      await run(state.settleDoubts);
    }
  };
  const flush = () => {
    const files = [...pending];
    pending.clear();
    unquietSince = undefined;
    if (files.includes(WHOLE_FOLDER)) watchAll();
    run(() => (files.includes(WHOLE_FOLDER) ? state.lookOver() : state.readAgain(files))).catch(() => {});
  };
  const noticed = (what: string) => {
    pending.add(what);
    clearTimeout(settle);
    const now = performance.now();
    unquietSince ??= now;
    settle = setTimeout(flush, Math.max(0, Math.min(quietMs, unquietSince + mostQuietMs - now)));
  };
  /** The folders and those around them: a folder, or a link to one, that is replaced is watched by its new self. */
  const watchAll = () => {
    for (const watcher of watchers) watcher.close();
    const inside = contentFolders(folder).flatMap(([kind, path]) =>
      watchFolder(path, (name) => {
        if (name === null || isSwap(name)) noticed(WHOLE_FOLDER);
        else if (!isPassedOver(name)) noticed(contentFile(folder, kind, basename(name, ".md")));
      }),
    );
    const names = contentFolders(folder).map(([, path]) => basename(path));
    const around = watchFolder(folder, (name) => {
      if (name === null || names.includes(name) || isSwap(name)) noticed(WHOLE_FOLDER);
    });
    const own = watchFolder(dirname(resolve(folder)), (name) => {
      if (name === null || name === basename(folder)) noticed(WHOLE_FOLDER);
    });
    watchers = [...inside, ...around, ...own];
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
      clearTimeout(asking);
      for (const watcher of watchers) watcher.close();
    },
  };
}

const WHOLE_FOLDER = "";

/** The link that Kubernetes sets anew when it swaps all files of a volume at once. */
function isSwap(name: string): boolean {
  return name.startsWith("..");
}

function watchFolder(path: string, onEvent: (name: string | null) => void): FSWatcher[] {
  try {
    const watcher = watch(path, { persistent: false }, (_, name) => onEvent(name));
    watcher.on("error", () => onEvent(null));
    return [watcher];
  } catch {
    return [];
  }
}
