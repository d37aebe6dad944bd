import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { contentFile, quoted, TOPIC } from "#briefing";
import { outcomeOf, type Published } from "./publish.ts";
import { codeOf, Refused } from "./refused.ts";
import { textOf } from "./swap-file.ts";

/** Puts a published briefing among the drafts, where it can be corrected and published again. A draft that is there stays. */
export async function openForCorrection(topic: string, folder: string): Promise<Published> {
  try {
    if (!TOPIC.test(topic)) throw new Refused(`${quoted(topic, 60)} isn't a topic`);
    const target = contentFile(folder, "briefing", topic);
    const text = await textOf(target);
    if (text === undefined) throw new Refused(`There is no briefing ${target}`);
    const draft = join(folder, "drafts", `${topic}.md`);
    await mkdir(dirname(draft), { recursive: true });
    await writeFile(draft, text, { flag: "wx" }).catch((error: unknown) => {
      if (codeOf(error) !== "EEXIST") throw error;
    });
    return { kind: "done", file: draft };
  } catch (error) {
    return outcomeOf(error, "opened", undefined);
  }
}
