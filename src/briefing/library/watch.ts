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
  /** The library of this moment. Take it once for an answer: it does not change, it is replaced. */
  current(): Library;
  /** Looks the whole folder over now. */
  refresh(): Promise<void>;
  close(): void;
};

export type WatchOptions = AdviceOptions & {
  /** How long the folder must be quiet, and a file stay as it is, before what changed is read. */
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

/** A folder's files as last read, and the library that follows from them. */
async function openFolder(folder: string, { settleMs, lossMs, now }: Reading, advising: AdviceOptions) {
  const index = createContentIndex((id) => contentFile(folder, "source", id), advising);
  const known = new Map<string, Listed>();
  /** Files that would take away what is said, each since when it has been so. */
  const doubted = new Map<string, { readonly listed: Listed; readonly stamp: string; readonly since: number }>();
  let listingProblems: readonly Problem[] = [];
  let library: Library | undefined;

  /** Reads the files and takes what they say; what they would take away only once they have stood so for a while. */
  const take = async (
    files: readonly Listed[],
    gone: readonly Listed[],
    problems = listingProblems,
  ): Promise<boolean> => {
    const read = new Map<Listed, FileContent | "gone">(gone.map((listed) => [listed, "gone"]));
    // At first there is nothing that a half written file could take away.
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
      // One file that is being written holds up no other.
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
    // What could not be read is tried again at the next look over.
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

  /** Reads the named files again; where a name is unknown or odd, the whole folder is looked over. */
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
    /** In how many milliseconds something in doubt has stood for long enough; undefined where nothing is. */
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
/** More files than these at once are taken, or held, together. */
const MOST_BY_ONE = 16;

function stampIn(content: FileContent | "gone"): string {
  return content === "gone" ? GONE : content.stamp;
}

/** Whether less is said than before because a file is gone or something is wrong: it may just be being written. */
function isLoss(before: Library, after: Library, read: readonly (FileContent | "gone")[]): boolean {
  if (!saysLess(after, before)) return false;
  const errors = new Set(before.problems.map(formatProblem));
  return (
    read.includes("gone") || after.problems.some((problem) => isError(problem) && !errors.has(formatProblem(problem)))
  );
}
