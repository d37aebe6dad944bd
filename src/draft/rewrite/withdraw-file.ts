import { asRestored, asWithdrawn, checkText } from "#briefing";
import type { Published, Publishing } from "../publish/publish.ts";
import { Refused } from "../publish/refused.ts";
import { rewriteBriefing } from "./rewrite-briefing.ts";

type Sources = Parameters<typeof asWithdrawn>[2];

/** Writes into a briefing that it is withdrawn, and why; its words stay in the file. A file that says so already stays as it is. */
export function withdrawFile(topic: string, why: string, publishing: Omit<Publishing, "now">): Promise<Published> {
  return rewriteBriefing(topic, publishing, {
    what: "written down",
    message: `Withdraw ${topic}\n\n${why}`,
    make: (file, before, sources) => withdrawnText(topic, file, before, why, sources),
  });
}

/** Takes out of a briefing's file that it is withdrawn. */
export function restoreFile(topic: string, publishing: Omit<Publishing, "now">): Promise<Published> {
  return rewriteBriefing(topic, publishing, {
    what: "undone",
    message: `Undo the withdrawal of ${topic}`,
    make: (file, before, sources) => restoredText(topic, file, before, sources),
  });
}

/**
 * Undefined where it says so already.
 * @throws Refused where the header can't be rewritten
 */
function withdrawnText(topic: string, file: string, before: string, why: string, sources: Sources): string | undefined {
  const read = (text: string) => checkText({ topic, file, text }, sources, (id) => id);
  if (read(before).withdrawn?.isCurrent) return undefined;
  const after = asWithdrawn(before, why, sources);
  const { briefing, withdrawn } = read(after);
  if (!briefing && withdrawn?.kind === "withdrawal" && withdrawn.isCurrent) return after;
  throw new Refused(
    `The header of ${file} cannot be rewritten: add the line withdrawn: true to it by hand, or remove the file`,
  );
}

/**
 * Undefined where it is not withdrawn.
 * @throws Refused where it is withdrawn in a way that we did not write
 */
function restoredText(topic: string, file: string, before: string, sources: Sources): string | undefined {
  const read = (text: string) => checkText({ topic, file, text }, sources, (id) => id);
  const { briefing, withdrawn } = read(before);
  if (briefing) return undefined;
  const after = withdrawn?.kind === "withdrawal" ? asRestored(before) : before;
  if (read(after).briefing) return after;
  throw new Refused(`${file} is withdrawn, or shown to nobody, in another way: fix it by hand`);
}
