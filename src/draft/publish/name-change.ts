import { asChanged, checkText, contentFile, loadLibrary, quoted, TOPIC } from "#briefing";
import { openGit } from "./git.ts";
import { withLock } from "./lock.ts";
import { doneWith, outcomeOf, type Published, type Publishing } from "./publish.ts";
import { Refused } from "./refused.ts";
import { swapFile, textOf } from "./swap-file.ts";

type Sources = Parameters<typeof asChanged>[2];
/** What the last change of a briefing was, and what was wrong. */
export type NamedChange = Parameters<typeof asChanged>[1];

/** Writes into a briefing what its last change was: the running bot amends what it posted. Its words stay as they are. */
export async function nameChange(
  topic: string,
  change: NamedChange,
  { folder, by, git }: Omit<Publishing, "now">,
): Promise<Published> {
  let text: string | undefined;
  try {
    if (!TOPIC.test(topic)) throw new Refused(`${quoted(topic, 60)} is no topic`);
    const target = contentFile(folder, "briefing", topic);
    const seen = async () => {
      const before = await textOf(target);
      if (before === undefined) throw new Refused(`There is no briefing ${target}`);
      return { before, after: changedText(topic, target, before, change, (await loadLibrary(folder)).sources) };
    };
    text = (await seen()).after;
    return await withLock(folder, by.name, async () => {
      const { before, after } = await seen();
      const repository = await openGit(target, git);
      let commit: string | undefined;
      await swapFile({ file: target, before, after }, async () => {
        commit = await repository?.commit(by, `Name the last change of ${topic} a ${change.kind}\n\n${change.why}`);
      });
      return doneWith(target, commit, []);
    });
  } catch (error) {
    return outcomeOf(error, "written down", text);
  }
}

/** @throws Refused where its header can't be rewritten, or the sentence can't stand in it */
function changedText(topic: string, file: string, before: string, change: NamedChange, sources: Sources): string {
  const after = asChanged(before, change, sources);
  const [was, is] = [before, after].map((text) => checkText({ topic, file, text }, sources, (id) => id));
  const isSame = was?.briefing?.version === is?.briefing?.version;
  // Of a withdrawn briefing there is no more to compare than the header.
  const isThere = is?.briefing === undefined || is.briefing.change?.isCurrent === true;
  if (isSame && isThere && (is?.problems.length ?? 0) <= (was?.problems.length ?? 0)) return after;
  throw new Refused(
    `The header of ${file} cannot be rewritten: write each key on a line of its own, like title: …, and what was wrong in one sentence of at most 300 characters`,
  );
}
