import { type FSWatcher, watch } from "node:fs";
import { basename } from "node:path";
import { formatProblem, isError, type Problem } from "../content/problem.ts";
import type { AdviceOptions } from "./advice.ts";
import {
  CHANGING,
  contentFile,
  contentFolders,
  contentNameOf,
  type FileContent,
  inTurns,
  isPassedOver,
  type Listed,
  listContent,
  readContent,
} from "./content-folder.ts";
import { type ContentKind, createContentIndex } from "./content-index.ts";
import { type Library, saysLess } from "./library.ts";

/** A library that follows its folder. */
export type WatchedLibrary = {
  /** The current library. Take it once per answer: it never changes, it is replaced. */
  current(): Library;
  /** Checks the whole folder now. */
  refresh(): Promise<void>;
  close(): void;
};

export type WatchOptions = AdviceOptions & {
  /** How long the folder must be quiet, and a file unchanged, before changes are read. */
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

/** Loads and checks a content folder once. */
export async function loadLibrary(folder: string, advising: AdviceOptions = {}): Promise<Library> {
  return (await openFolder(folder, { settleMs: 0, lossMs: 0 }, advising)).library;
}

/**
 * Loads a content folder, checks it and watches it: reacts to events at once, and checks the whole folder every half
 * minute, since some file systems send none. Each change makes a whole new library.
 */
export async function watchLibrary(folder: string, options: WatchOptions = {}): Promise<WatchedLibrary> {
  const {
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
  let asking: NodeJS.Timeout | undefined;
  let closed = false;

  const run = (task: () => Promise<boolean>) => {
    const done = work.then(task).then((changed) => {
      askAgain();
      if (changed && !closed) onChange(state.library);
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
    if (files.includes(WHOLE_FOLDER)) watchAll();
    run(() => (files.includes(WHOLE_FOLDER) ? state.lookOver() : state.readAgain(files))).catch(() => {});
  };
  const noticed = (what: string) => {
    pending.add(what);
    clearTimeout(settle);
    settle = setTimeout(flush, settleMs);
  };
  /** Watches the folders and their parent, so that a replaced folder is watched again. */
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
      clearTimeout(asking);
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

type Reading = { readonly settleMs: number; readonly lossMs: number; readonly now?: () => number };

/** A folder's files as last read, and the library made from them. */
async function openFolder(folder: string, { settleMs, lossMs, now }: Reading, advising: AdviceOptions) {
  const index = createContentIndex((id) => contentFile(folder, "source", id), advising);
  const known = new Map<string, Listed>();
  /** Files that would make statements disappear, each with the time since when. */
  const doubted = new Map<string, { readonly listed: Listed; readonly stamp: string; readonly since: number }>();
  let listingProblems: readonly Problem[] = [];
  let library: Library | undefined;

  /** Reads the files and uses what they add; what they would remove only after a while. */
  const take = async (
    files: readonly Listed[],
    gone: readonly Listed[],
    problems = listingProblems,
  ): Promise<boolean> => {
    const read = new Map<Listed, FileContent | "gone">(gone.map((listed) => [listed, "gone"]));
    // On the first load a half-written file has nothing to remove.
    await inTurns(
      files,
      async (listed) => void read.set(listed, await readContent(listed, folder, library ? settleMs : 0)),
    );
    return accept(read, problems);
  };

  const accept = (read: ReadonlyMap<Listed, FileContent | "gone">, problems: readonly Problem[]): boolean => {
    const undo = index.remember();
    for (const [listed, content] of read) {
      if (content === "gone") index.remove(listed.kind, listed.id);
      else if (!library || content.stamp !== CHANGING) index.put(listed, content);
    }
    const at = now && new Date(now()).toISOString();
    const next = index.bind(problems, at);
    if (library && isLoss(library, next, [...read.values()]) && !hasStood(read)) {
      undo();
      // A file that is being written does not hold up others.
      if (read.size > 1 && read.size <= MOST_BY_ONE)
        return [...read].map((one) => accept(new Map([one]), problems)).includes(true);
      for (const [listed, content] of read) doubt(listed, stampIn(content));
      if (problems === listingProblems) return false;
      library = index.bind(problems, at);
    } else {
      for (const [listed, content] of read) know(listed, content);
      library = next;
    }
    listingProblems = problems;
    return true;
  };

  const know = (listed: Listed, content: FileContent | "gone") => {
    if (stampIn(content) === CHANGING) return doubt(listed, CHANGING);
    doubted.delete(listed.path);
    if (content === "gone") known.delete(listed.path);
    // An unreadable file is tried again at the next check.
    else known.set(listed.path, { ...listed, stamp: content.text === undefined ? "" : listed.stamp || content.stamp });
  };
  const doubt = (listed: Listed, stamp: string) => {
    if (doubted.get(listed.path)?.stamp !== stamp || stamp === CHANGING)
      doubted.set(listed.path, { listed, stamp, since: performance.now() });
  };
  const hasStood = (read: ReadonlyMap<Listed, FileContent | "gone">) =>
    [...read].every(([{ path }, content]) => {
      const before = doubted.get(path);
      return before && before.stamp === stampIn(content) && performance.now() - before.since >= lossMs;
    });
  const isWaiting = ({ path }: Listed, stamp: string) => doubted.get(path)?.stamp === stamp;

  const lookOver = async (): Promise<boolean> => {
    const { files, problems, missing } = await listContent(folder);
    const changed = [...files.values()].filter(
      (listed) => known.get(listed.path)?.stamp !== listed.stamp && !isWaiting(listed, listed.stamp),
    );
    const gone = [...known.values()].filter(
      (listed) => !files.has(listed.path) && !missing.has(listed.kind) && !isWaiting(listed, GONE),
    );
    const same = JSON.stringify(problems) === JSON.stringify(listingProblems);
    if (changed.length === 0 && gone.length === 0 && same && library) return false;
    return take(changed, gone, problems);
  };

  /** Reads the named files again; if a name is unknown or odd, checks the whole folder. */
  const readAgain = async (paths: readonly string[]): Promise<boolean> => {
    const names = paths.map((path) => nameOfPath(path));
    if (names.some((name) => name === undefined)) return lookOver();
    return take(names as Listed[], []);
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
    /** Milliseconds until something in doubt is believed; undefined if nothing is in doubt. */
    doubtfulForMs(): number | undefined {
      const since = [...doubted.values()].map((one) => one.since);
      return since.length === 0 ? undefined : Math.max(1, Math.min(...since) + lossMs - performance.now());
    },
    async settleDoubts(): Promise<boolean> {
      const ripe = [...doubted.values()].filter(({ since }) => performance.now() - since >= lossMs);
      return (
        ripe.length > 0 &&
        take(
          ripe.map(({ listed }) => listed),
          [],
        )
      );
    },
  };
}

const GONE = "gone";
/** More changed files than this are accepted or held together. */
const MOST_BY_ONE = 16;

function stampIn(content: FileContent | "gone"): string {
  return content === "gone" ? GONE : content.stamp;
}

/** Whether less is shown than before because a file is gone or broken: it may just be being written. */
function isLoss(before: Library, after: Library, read: readonly (FileContent | "gone")[]): boolean {
  if (!saysLess(after, before)) return false;
  const errors = new Set(before.problems.map(formatProblem));
  return (
    read.includes("gone") || after.problems.some((problem) => isError(problem) && !errors.has(formatProblem(problem)))
  );
}
