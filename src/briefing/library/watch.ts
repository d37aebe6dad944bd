import { type FSWatcher, watch } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { problemIn } from "../content/problem.ts";
import type { Withheld } from "../content/upkeep.ts";
import { contentFile, contentFolders, isPassedOver } from "./content-folder.ts";
import type { AdviceOptions } from "./content-warnings.ts";
import { type Library, withoutWithheld } from "./library.ts";
import { openFolder } from "./read-folder.ts";
import { openShelf, type ReviewedShelf } from "./reviewed-copies.ts";

/** A library that follows its folder. */
export type WatchedLibrary = {
  /** The current library. Take it once per answer: it never changes, it is replaced. */
  current(): Library;
  /** Checks the whole folder now. */
  refresh(): Promise<void>;
  /** Hands out no briefing that was withdrawn, whatever its file says, from now on until the next call. */
  withhold(withheld: ReadonlyMap<string, Withheld>): void;
  close(): void;
};

/** What a library says, and advises. */
export type LibraryOptions = AdviceOptions & {
  /** Where the last reviewed texts are kept: only reviewed words are shown. Absent: all that can be checked. */
  readonly reviewedIn?: string;
  /** What was withdrawn, whatever the files say. */
  readonly withheld?: ReadonlyMap<string, Withheld>;
};

/** When changes are read and believed, in ms, and who is called. */
export type WatchOptions = LibraryOptions & {
  /**
   * How long the folder must be quiet before changes are read, so that files written one after the other, as by a checkout,
   * are taken together. A folder that is never quiet is still read every so often.
   */
  readonly quietMs?: number;
  readonly mostQuietMs?: number;
  /** How long a file must stay unchanged while it is read. */
  readonly settleMs?: number;
  /**
   * How long a file must be missing, or broken so that statements would disappear, before that is believed: most often it is
   * just being written, and nothing may go missing meanwhile.
   */
  readonly lossMs?: number;
  /** How often the whole folder is checked for changes that sent no event. */
  readonly lookOverMs?: number;
  /** Called with every new library, including the first. */
  readonly onChange?: (library: Library) => void;
  /** Called when watching failed; it continues with the next change. */
  readonly onFailure?: (error: unknown) => void;
};

/**
 * Loads and checks a content folder once. The folder holds `sources/` and `briefings/`. A file or folder that can't be
 * used is one of the library's `problems`, and is never thrown.
 *
 * @example
 * const library = await loadLibrary("content");
 * for (const problem of library.problems) console.warn(formatProblem(problem));
 */
export async function loadLibrary(folder: string, options: LibraryOptions = {}): Promise<Library> {
  const { library } = await openFolder(folder, { settleMs: 0, lossMs: 0 }, options, shelfOf(options, false));
  return withoutWithheld(library, options.withheld ?? new Map(), noticeIn(folder));
}

/**
 * Loads a content folder, checks it and watches it: reacts to events at once, and checks the whole folder every half
 * minute, since some file systems send none. Each change makes a whole new library. Resolves once all of it was read.
 *
 * @example
 * const watched = await watchLibrary("content", { onChange: ({ problems }) => console.log(problems.length) });
 * const story = watched.current().briefing("rail-strike");
 * watched.close();
 */
export async function watchLibrary(folder: string, options: WatchOptions = {}): Promise<WatchedLibrary> {
  const {
    quietMs = 50,
    mostQuietMs = 5_000,
    settleMs = 20,
    lossMs = 2_000,
    lookOverMs = 30_000,
    onChange = () => {},
    onFailure = () => {},
    now,
  } = options;
  const shelf = shelfOf(options, true);
  const state = await openFolder(folder, { settleMs, lossMs, ...(now && { now }) }, options, shelf);
  let withheld = options.withheld ?? new Map<string, Withheld>();
  const shownNow = () => withoutWithheld(state.library, withheld, noticeIn(folder));
  let shown = shownNow();
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
      if (!changed || closed) return;
      shown = shownNow();
      onChange(shown);
    });
    // One failure must not end the watching: the next change or check still comes.
    work = done.catch(onFailure);
    return done;
  };
  /** Looks again at files in doubt once enough time has passed. */
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
  /** Watches the folders and their parents, so that a replaced folder or link is watched again. */
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
  onChange(shown);
  return {
    current: () => shown,
    refresh,
    withhold(next) {
      withheld = next;
      shown = shownNow();
      if (!closed) onChange(shown);
    },
    close() {
      closed = true;
      clearInterval(timer);
      clearTimeout(settle);
      clearTimeout(asking);
      for (const watcher of watchers) watcher.close();
    },
  };
}

function shelfOf({ reviewedIn }: LibraryOptions, writes: boolean): ReviewedShelf | undefined {
  return reviewedIn === undefined ? undefined : openShelf(reviewedIn, { writes });
}

/** Says of a story that is withheld why it is not there, beside its file. */
function noticeIn(folder: string) {
  return (topic: string, { by, atMs }: Withheld) => {
    const when = new Date(atMs).toISOString().slice(0, 16).replace("T", " ");
    const message = `it is not shown: ${by} withdrew it on ${when} UTC; npm run withdraw -- ${topic} --by “Your Name” --undo brings it back`;
    return problemIn(contentFile(folder, "briefing", topic), { line: 1, column: 1, severity: "warning", message });
  };
}

const WHOLE_FOLDER = "";

/** The link that Kubernetes replaces when it swaps all files of a volume at once. */
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
