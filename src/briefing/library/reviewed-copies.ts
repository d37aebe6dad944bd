import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Where the last reviewed text of each briefing is kept, so that it can be shown while an edit waits for its review.
 *
 * It is a folder of the bot's own data, not of the content: whoever shows the words keeps them. Content may be
 * read-only or come from elsewhere, as by `git pull`, where no publish of ours could have left a copy; there the bot
 * keeps what it reads reviewed. And a copy beside the content would have to be committed, reviewed and kept out of the
 * way itself.
 */
export type ReviewedShelf = {
  /** The last reviewed text; undefined where none is known. */
  get(topic: string): string | undefined;
  /** Keeps a reviewed text in place of an older one. */
  put(topic: string, text: string): void;
};

/** Opens the shelf in a folder, which need not be there yet. What only reads leaves it as it is. */
export function openShelf(folder: string, { writes }: { readonly writes: boolean }): ReviewedShelf {
  /** What could not be written is at least known until the process ends. */
  const unwritten = new Map<string, string>();
  return {
    get: (topic) => unwritten.get(topic) ?? readReviewed(folder, topic),
    put(topic, text) {
      if (!writes || readReviewed(folder, topic) === text) return;
      try {
        keepReviewed(folder, topic, text);
        unwritten.delete(topic);
      } catch {
        unwritten.set(topic, text);
      }
    },
  };
}

/** The last reviewed text of a topic; undefined where none is kept. */
export function readReviewed(folder: string, topic: string): string | undefined {
  try {
    return readFileSync(join(folder, `${topic}.md`), "utf8");
  } catch {
    return undefined;
  }
}

/** Keeps a reviewed text, whole or not at all; undefined: none is reviewed any more. Throws as Node does. */
export function keepReviewed(folder: string, topic: string, text: string | undefined): void {
  const file = join(folder, `${topic}.md`);
  if (text === undefined) {
    rmSync(file, { force: true });
    return;
  }
  const staged = join(folder, `.${topic}-${randomBytes(6).toString("hex")}.part`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(staged, text, { mode: 0o600, flush: true });
    renameSync(staged, file);
  } finally {
    rmSync(staged, { force: true });
  }
}
