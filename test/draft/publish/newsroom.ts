import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Published } from "#draft";
import { openReview, personOf, publish, undo } from "#draft";
import { contentFolder } from "../../fixtures/content/folder.ts";
import { briefingFile, sourceFile } from "../../fixtures/content/library.ts";

export const NOW = Date.parse("2026-11-20T09:00:00Z");
export const SOURCE = sourceFile(
  "The strike begins on 4 December at noon. The union announced it.\n\nThe harbor stays open all week.",
);

/** A briefing file that says this of the strike. */
export function strike(text = "The strike begins at noon.", header = "title: Rail strike\ndrafted: machine"): string {
  return briefingFile({
    header,
    happening: `- ${text} [^1]\n- The harbor stays open all week. [^2]`,
    footnotes: '[^1]: wire "The strike begins on 4 December at noon"\n[^2]: wire "The harbor stays open all week"',
  });
}

/** A content folder with a source, a draft and, if wanted, more; and what can be done in it. */
export async function newsroom(files: Readonly<Record<string, string>> = {}, folder?: string) {
  const given = { "sources/wire.md": SOURCE, "drafts/rail-strike.md": strike(), ...files };
  const at = folder ?? (await contentFolder(given));
  const publishing = (by = "Ann Lee", path = "git", env: Record<string, string> = {}) => ({
    folder: at,
    by: personOf(by),
    now: () => NOW,
    git: { path, env: { PATH: process.env.PATH ?? "", HOME: at, ...env } },
  });
  return {
    folder: at,
    publishing,
    path: (name: string) => join(at, name),
    read: (name: string) => readFile(join(at, name), "utf8").catch(() => undefined),
    look: () => openReview(at, "rail-strike"),
    publish: async (by?: string): Promise<Published> => publish(await openReview(at, "rail-strike"), publishing(by)),
    undo: (by?: string) => undo("rail-strike", publishing(by)),
    /** Every file, hidden ones too. */
    files: async () =>
      (await readdir(at, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile() && !entry.parentPath.includes(".git"))
        .map((entry) => join(entry.parentPath, entry.name).slice(at.length + 1))
        .sort(),
  };
}
