import { messageOf } from "#chat";
import type { ScheduleLog } from "#schedule";
import type { Database, Store } from "#store";
import { noteFile, takeUnwritten, type Withdrawn } from "./rows.ts";

/** What became of a story's file; `why`: why it wasn't written. */
export type FileWritten = "written" | { readonly why: string; readonly isReadOnly: boolean };

/** The same; "writing": it takes long, and goes on. */
export type FileOutcome = FileWritten | "writing";

/** How to withdraw and restore a story's file, if this process may write it. */
export type StoryFiles = {
  withdraw(topic: string, why: string, by: string): Promise<FileWritten>;
  restore(topic: string, by: string): Promise<FileWritten>;
};

export type FileWriter = {
  /** Writes a story's file, and records what became of it. If the store is unreachable, that is recorded later. */
  write(one: Withdrawn & { readonly isUndone: boolean }, by: string, db?: Database): Promise<FileWritten>;
  /** Writes the files that the withdrawing processes left unwritten. */
  writeLeft(): Promise<void>;
};

export type FileWriterOptions = {
  readonly store: Store;
  readonly files: StoryFiles;
  readonly now: () => number;
  readonly log: ScheduleLog;
};

/** After this long, another process writes the file. */
const WRITING_MS = 30_000;

/** Writes into stories' files what the store says of their withdrawal. Git can take a minute: nothing waits for it. */
export function openFileWriter({ store, files, now, log }: FileWriterOptions): FileWriter {
  const write: FileWriter["write"] = async ({ topic, why, isUndone }, by, db) => {
    const outcome = await (isUndone ? files.restore(topic, by) : files.withdraw(topic, why, by)).catch(
      (error: unknown): FileWritten => ({ why: messageOf(error), isReadOnly: false }),
    );
    if (outcome !== "written") log.warn({ topic, why: outcome.why }, "a story's file could not be written");
    // A write that is only held up, e.g. because somebody is publishing, is tried again.
    const noted = outcome === "written" ? "written" : outcome.isReadOnly ? "not-written" : "to-write";
    if (db) await noteFile({ topic, isUndone }, noted, new Date(now()), db).catch(() => {});
    return outcome;
  };
  return {
    write,
    async writeLeft() {
      if (!store.exists()) return;
      const { db } = await store.open();
      const before = new Date(now() - WRITING_MS);
      for (const one of await takeUnwritten(before, new Date(now()), db)) await write(one, one.by, db);
    },
  };
}
