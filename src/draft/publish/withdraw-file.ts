import { asRestored, asWithdrawn, checkText, contentFile, loadLibrary, quoted, TOPIC } from "#briefing";
import { openGit } from "./git.ts";
import { withLock } from "./lock.ts";
import { doneWith, outcomeOf, type Published, type Publishing } from "./publish.ts";
import { Refused } from "./refused.ts";
import { swapFile, textOf } from "./swap-file.ts";

type Sources = Parameters<typeof asWithdrawn>[2];

/** Writes into a briefing that it is withdrawn, and why; its words stay in the file. A file that says so already stays as it is. */
export function withdrawFile(topic: string, why: string, publishing: Omit<Publishing, "now">): Promise<Published> {
  return rewrite(topic, publishing, {
    what: "written down",
    message: `Withdraw ${topic}\n\n${why}`,
    make: (file, before, sources) => withdrawnText(topic, file, before, why, sources),
  });
}

/** Takes out of a briefing's file that it is withdrawn. */
export function restoreFile(topic: string, publishing: Omit<Publishing, "now">): Promise<Published> {
  return rewrite(topic, publishing, {
    what: "undone",
    message: `Undo the withdrawal of ${topic}`,
    make: (file, before, sources) => restoredText(topic, file, before, sources),
  });
}

type Rewriting = {
  readonly what: string;
  readonly message: string;
  readonly make: (file: string, before: string, sources: Sources) => string;
};

async function rewrite(
  topic: string,
  { folder, by, git }: Omit<Publishing, "now">,
  { what, message, make }: Rewriting,
): Promise<Published> {
  let text: string | undefined;
  try {
    if (!TOPIC.test(topic)) throw new Refused(`${quoted(topic, 60)} is no topic`);
    const target = contentFile(folder, "briefing", topic);
    const seen = async () => {
      const before = await textOf(target);
      if (before === undefined) throw new Refused(`There is no briefing ${target}`);
      return { before, after: make(target, before, (await loadLibrary(folder)).sources) };
    };
    const first = await seen();
    text = first.after;
    if (first.after === first.before) return doneWith(target, undefined, []);
    return await withLock(folder, by.name, async () => {
      const { before, after } = await seen();
      if (after === before) return doneWith(target, undefined, []);
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

/** @throws Refused where the header can't be rewritten */
function withdrawnText(topic: string, file: string, before: string, why: string, sources: Sources): string {
  const read = (text: string) => checkText({ topic, file, text }, sources, (id) => id);
  if (read(before).withdrawn?.isCurrent) return before;
  const after = asWithdrawn(before, why, sources);
  const { briefing, withdrawn } = read(after);
  if (!briefing && withdrawn?.kind === "withdrawal" && withdrawn.isCurrent) return after;
  throw new Refused(
    `The header of ${file} cannot be rewritten: add the line withdrawn: true to it by hand, or remove the file`,
  );
}

/** @throws Refused where it is withdrawn in a way that we did not write */
function restoredText(topic: string, file: string, before: string, sources: Sources): string {
  const read = (text: string) => checkText({ topic, file, text }, sources, (id) => id);
  const { briefing, withdrawn } = read(before);
  if (briefing) return before;
  const after = withdrawn?.kind === "withdrawal" ? asRestored(before) : before;
  if (read(after).briefing) return after;
  throw new Refused(`${file} is withdrawn, or shown to nobody, in another way: see to it by hand`);
}
