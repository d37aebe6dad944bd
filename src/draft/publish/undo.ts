import { rm } from "node:fs/promises";
import { join } from "node:path";
import { contentFile, quoted, TOPIC } from "#briefing";
import { openGit } from "./git.ts";
import { withLock } from "./lock.ts";
import { doneWith, isDone, isKept, listOf, outcomeOf, type Published, type Publishing } from "./publish.ts";
import { Refused } from "./refused.ts";
import { stageFile, swapFile, textOf } from "./swap-file.ts";
import { readUndo, undoFile } from "./undo-record.ts";

/** Brings back what was there before the last publishing of a topic, and its draft unless there is a newer one. */
export async function undo(topic: string, publishing: Publishing): Promise<Published> {
  const { folder, by, git } = publishing;
  let before: string | undefined;
  try {
    if (!TOPIC.test(topic)) throw new Refused(`${quoted(topic, 60)} isn't a topic`);
    return await withLock(folder, by.name, async () => {
      const record = await readUndo(folder, topic);
      if (!record) throw new Refused(`Nothing was published as ${topic} here that can be undone`);
      const target = contentFile(folder, "briefing", topic);
      if ((await textOf(target)) !== record.published)
        throw new Refused(
          `${target} has changed since ${record.by} published it: nothing was undone; change it by hand`,
        );
      before = record.before;
      const repository = await openGit(target, git);
      const draft = join(folder, "drafts", `${topic}.md`);
      const isFree = (await textOf(draft)) === undefined;
      const back = isFree ? [await stageFile(draft, record.draft)] : [];
      if (isFree && record.list !== undefined) back.push(await stageFile(listOf(draft), record.list));
      const notes: string[] = [];
      let commit: string | undefined;
      try {
        await swapFile({ file: target, before: record.published, after: before }, async () => {
          commit = await repository?.commit(
            by,
            `Undo publishing ${topic}\n\nBrings back what stood before ${record.at}.`,
          );
        });
        if (!(await isKept(publishing, topic, record.kept)))
          notes.push(
            "The undone version is still stored as the last reviewed one: publish again so that the bot stops showing it.",
          );
        if (!isFree) notes.push(`The newer draft ${draft} stays.`);
        if (!(await isDone(putAll(back))))
          notes.push(`The draft could not be put back whole: its words are in ${undoFile(folder, topic)}.`);
        else await isDone(rm(undoFile(folder, topic), { force: true }));
      } finally {
        for (const file of back) await file.drop();
      }
      return doneWith(target, commit, notes);
    });
  } catch (error) {
    return outcomeOf(error, "undone", before);
  }
}

async function putAll(files: readonly { put(): Promise<void> }[]): Promise<void> {
  for (const file of files) await file.put();
}
