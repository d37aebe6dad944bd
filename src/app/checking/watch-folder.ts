import { type FSWatcher, watch } from "node:fs";
import { join } from "node:path";

/** How long a folder must be quiet: an editor that saves a file makes several events. */
const QUIET_MS = 100;
/** Some file systems send no events. */
const LOOK_OVER_MS = 5_000;

/**
 * Does `look` now, after each change of a content folder, and every few seconds, one after the other. The folder and those in
 * it are watched anew each time, since they may come and go. Gives what ends it.
 */
export function watchFolder(folder: string, look: () => Promise<void>): { close(): void } {
  let watchers: readonly FSWatcher[] = [];
  let due: NodeJS.Timeout | undefined;
  let work: Promise<void> = Promise.resolve();
  let isClosed = false;
  const run = () => {
    clearTimeout(due);
    due = undefined;
    work = work.then(async () => {
      if (isClosed) return;
      // Before looking, so that a change meanwhile is seen.
      for (const watcher of watchers) watcher.close();
      watchers = [folder, ...["sources", "briefings", "drafts"].map((name) => join(folder, name))].flatMap(open);
      await look();
      if (!isClosed) due ??= setTimeout(run, LOOK_OVER_MS);
    });
  };
  const open = (path: string): readonly FSWatcher[] => {
    try {
      const changed = () => {
        clearTimeout(due);
        if (!isClosed) due = setTimeout(run, QUIET_MS);
      };
      const watcher = watch(path, changed);
      watcher.on("error", changed);
      return [watcher];
    } catch {
      return [];
    }
  };
  run();
  return {
    close() {
      isClosed = true;
      clearTimeout(due);
      for (const watcher of watchers) watcher.close();
    },
  };
}
