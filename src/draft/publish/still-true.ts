import { asChecked, checkText, contentFile, isError, loadLibrary, quoted, TOPIC } from "#briefing";
import { openGit } from "./git.ts";
import { withLock } from "./lock.ts";
import { doneWith, outcomeOf, type Published, type Publishing } from "./publish.ts";
import { Refused } from "./refused.ts";
import { swapFile, textOf } from "./swap-file.ts";

/** Writes into a published briefing that somebody has looked at all of it and found it still true. Its words stay as they are. */
export async function stillTrue(topic: string, { folder, by, now, git }: Publishing): Promise<Published> {
  const at = new Date(now()).toISOString();
  let text: string | undefined;
  try {
    if (!TOPIC.test(topic)) throw new Refused(`${quoted(topic, 60)} is no topic`);
    const target = contentFile(folder, "briefing", topic);
    const seen = async () => {
      const before = await textOf(target);
      if (before === undefined) throw new Refused(`There is no briefing ${target}`);
      return { before, after: checkedText(topic, target, before, by.name, at, (await loadLibrary(folder)).sources) };
    };
    text = (await seen()).after;
    return await withLock(folder, by.name, async () => {
      const { before, after } = await seen();
      const repository = await openGit(target, git);
      let commit: string | undefined;
      await swapFile({ file: target, before, after }, async () => {
        commit = await repository?.commit(by, `Check ${topic}\n\nStill true: ${by.name} at ${at}.`);
      });
      return doneWith(target, commit, []);
    });
  } catch (error) {
    return outcomeOf(error, "written down", text);
  }
}

type Sources = Parameters<typeof asChecked>[2];

/** @throws Refused where something in it is withheld, or its header can't be rewritten */
function checkedText(topic: string, file: string, before: string, by: string, at: string, sources: Sources): string {
  const after = asChecked(before, { by, at }, sources);
  const [was, is] = [before, after].map((text) => checkText({ topic, file, text }, sources, (id) => id));
  if (!was?.briefing) throw new Refused(`${file} is withdrawn, or shown to nobody: there is nothing to find true`);
  const errors = was.problems.filter(isError).length;
  if (errors > 0)
    throw new Refused(
      `${file} has ${errors === 1 ? "a problem" : `${errors} problems`}: see npm run check, and mend it first`,
    );
  if (is?.briefing?.version === was.briefing.version && is.briefing.checked?.isChangedSince === false) return after;
  throw new Refused(`The header of ${file} cannot be rewritten: write each key on a line of its own, like title: …`);
}
