import type { Upkeep } from "#commands";
import { programEnvironment, type Settings } from "../settings/settings.ts";

/** What the running bot may write into the content for the stories' owners. */
export function openUpkeep({ CONTENT_DIR: folder }: Pick<Settings, "CONTENT_DIR">, now: () => number): Upkeep {
  return {
    async openForCorrection(topic) {
      const { openForCorrection } = await import("#draft");
      const opened = await openForCorrection(topic, folder);
      return opened.kind === "done" ? "done" : { why: opened.why };
    },
    async stillTrue(topic, name) {
      const { personOf, Refused, stillTrue } = await import("#draft");
      try {
        const by = personOf(name);
        const written = await stillTrue(topic, { folder, by, now, git: { path: "git", env: programEnvironment() } });
        return written.kind === "done" ? "done" : { why: written.why };
      } catch (error) {
        if (error instanceof Refused) return { why: error.message };
        throw error;
      }
    },
  };
}
