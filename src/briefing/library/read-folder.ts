import { basename } from "node:path";
import { formatProblem, isError, type Problem } from "../content/problem.ts";
import {
  CHANGING,
  contentFile,
  contentNameOf,
  type FileContent,
  inTurns,
  type Listed,
  listContent,
  readContent,
} from "./content-folder.ts";
import { type ContentKind, createContentIndex } from "./content-index.ts";
import type { AdviceOptions } from "./content-warnings.ts";
import { type Library, saysLess } from "./library.ts";
import type { ReviewedShelf } from "./reviewed-copies.ts";

/** How long a file must stay unchanged, and how long a loss must last before it is believed, in ms. */
export type Reading = { readonly settleMs: number; readonly lossMs: number; readonly now?: () => number };

/** A folder's files as last read, and the library made from them: a change is accepted when its files fit together. */
export async function openFolder(
  folder: string,
  { settleMs, lossMs, now }: Reading,
  advising: AdviceOptions,
  shelf?: ReviewedShelf,
) {
  const index = createContentIndex((id) => contentFile(folder, "source", id), advising, shelf);
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

  /** Files in doubt, to read again with what changed since: together they may be complete. */
  const inDoubtBut = (others: readonly Listed[]): readonly Listed[] => {
    const paths = new Set(others.map(({ path }) => path));
    return [...doubted.values()].flatMap(({ listed }) => (paths.has(listed.path) ? [] : [listed]));
  };

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
    return take([...changed, ...inDoubtBut([...changed, ...gone])], gone, problems);
  };

  /** Reads the named files again; if a name is unknown or odd, checks the whole folder. */
  const readAgain = async (paths: readonly string[]): Promise<boolean> => {
    const names = paths.map((path) => nameOfPath(path));
    if (names.some((name) => name === undefined)) return lookOver();
    return take([...(names as Listed[]), ...inDoubtBut(names as Listed[])], []);
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
