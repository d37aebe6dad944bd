import { readFile } from "node:fs/promises";
import { contentFile, loadLibrary } from "#briefing";
import type { ReviewDesk } from "#console";
import type { Publishing } from "#draft";

/** Lets people review drafts on the console. The code that compares words is loaded on first use. */
export async function openReviewDesk(publishingAs: Omit<Publishing, "by">): Promise<ReviewDesk> {
  const { folder } = publishingAs;
  const room = await import("#draft");
  const { changeDraft, checkContent, listDrafts, lookAtDraft, personOf, publishSeen, Refused, tryWording, undoSeen } =
    room;
  const orNone = async <T>(work: Promise<T>): Promise<T | undefined> => {
    return work.catch((error: unknown) => {
      if (error instanceof Refused) return undefined;
      throw error;
    });
  };
  const orRefused = async <T>(work: () => Promise<T>) => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Refused) return { kind: "refused" as const, why: error.message };
      throw error;
    }
  };
  const publishing = (by: string) => ({ ...publishingAs, by: personOf(by) });
  return {
    list: () => listDrafts(folder),
    look: (topic) => orNone(lookAtDraft(folder, topic)),
    change: (topic, of, change) => orNone(changeDraft(folder, topic, of, change)),
    tryWording: (topic, change) => orNone(tryWording(folder, topic, change)),
    publish: (topic, { by, ...seen }) => orRefused(() => publishSeen(topic, seen, publishing(by))),
    undo: (topic, { at, by }) => orRefused(() => undoSeen(topic, at, publishing(by))),
    async differing() {
      const { briefings } = await loadLibrary(folder);
      const found = briefings.map(async (briefing) => {
        const file = contentFile(folder, "briefing", briefing.topic);
        const text = await readFile(file, "utf8").catch(() => undefined);
        return text === undefined ? [] : checkContent({ file, text, briefing }, "warning").problems;
      });
      return (await Promise.all(found)).flat();
    },
  };
}
