import type { FileWritten, StoryFiles } from "#editions";
import { programEnvironment, type Settings } from "../settings/settings.ts";

/** The stories' files, as far as this process may write them. The code that writes them is loaded when needed. */
export function openStoryFiles({ CONTENT_DIR: folder }: Pick<Settings, "CONTENT_DIR">): StoryFiles {
  const rewrite = async (work: (room: typeof import("#draft")) => Promise<import("#draft").Published>) => {
    const room = await import("#draft");
    try {
      return outcomeOf(await work(room));
    } catch (error) {
      if (error instanceof room.Refused) return { why: error.message, isReadOnly: false };
      throw error;
    }
  };
  const git = { path: "git", env: programEnvironment() };
  return {
    withdraw: (topic, why, by) =>
      rewrite(({ withdrawFile, personOf }) => withdrawFile(topic, why, { folder, by: personOf(by), git })),
    restore: (topic, by) =>
      rewrite(({ restoreFile, personOf }) => restoreFile(topic, { folder, by: personOf(by), git })),
  };
}

function outcomeOf(published: import("#draft").Published): FileWritten {
  if (published.kind === "done") return "written";
  // The message for a read-only folder is too long for chat: keep only its beginning.
  const [why = ""] = published.why.split(". Put the file");
  return { why, isReadOnly: published.kind === "read-only" };
}
