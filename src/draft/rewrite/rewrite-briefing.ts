import { contentFile, loadLibrary, quoted, type Source, TOPIC } from "#briefing";
import { openGit } from "../publish/git.ts";
import { withLock } from "../publish/lock.ts";
import { doneWith, outcomeOf, type Published, type Publishing } from "../publish/publish.ts";
import { Refused } from "../publish/refused.ts";
import { swapFile, textOf } from "../publish/swap-file.ts";

/** What to write into a briefing's file beside its words. */
export type Rewriting = {
  /** What is done to it: “written down”. */
  readonly what: string;
  /** Of the commit. */
  readonly message: string;
  /** The file's new text; undefined where nothing is to be written. */
  readonly make: (file: string, before: string, sources: readonly Source[]) => string | undefined;
};

/** Rewrites the file of a briefing that is there, with a commit if it is under git. */
export async function rewriteBriefing(
  topic: string,
  { folder, by, git }: Omit<Publishing, "now">,
  { what, message, make }: Rewriting,
): Promise<Published> {
  let text: string | undefined;
  try {
    if (!TOPIC.test(topic)) throw new Refused(`${quoted(topic, 60)} isn't a topic`);
    const target = contentFile(folder, "briefing", topic);
    const seen = async () => {
      const before = await textOf(target);
      if (before === undefined) throw new Refused(`There is no briefing ${target}`);
      return { before, after: make(target, before, (await loadLibrary(folder)).sources) };
    };
    text = (await seen()).after;
    if (text === undefined) return doneWith(target, undefined, []);
    return await withLock(folder, by.name, async () => {
      const { before, after } = await seen();
      if (after === undefined) return doneWith(target, undefined, []);
      const repository = await openGit(target, git);
      let commit: string | undefined;
      await swapFile({ file: target, before, after }, async () => {
        commit = await repository?.commit(by, message);
      });
      return doneWith(target, commit, []);
    });
  } catch (error) {
    return outcomeOf(error, what, text);
  }
}
