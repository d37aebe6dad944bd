import { type FSWatcher, watch } from "node:fs";
import { join } from "node:path";

/** How long a folder must be quiet: an editor that saves a file causes several events. */
const QUIET_MS = 100;
/** Also look this often, since some file systems send no events. */
const LOOK_OVER_MS = 5_000;

/**
 * Calls `look` now, after each change in a content folder, and every few seconds, never twice at once. The folder and
 * its subfolders are watched again each time, since they may come and go. Returns how to stop.
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
      // Watch before looking, so that no change is missed.
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
