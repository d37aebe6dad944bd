import { mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { keepReviewed, quoted, readReviewed } from "#briefing";
import { type Git, openGit, type Person } from "./git.ts";
import { withLock } from "./lock.ts";
import { type DraftReview, openReview, publishedText } from "./open-review.ts";
import { codeOf, isReadOnly, Refused } from "./refused.ts";
import { stageFile, swapFile, textOf } from "./swap-file.ts";
import { type UndoRecord, undoFile } from "./undo-record.ts";

/** Whose name it goes by, when, and git. */
export type Publishing = {
  readonly folder: string;
  readonly by: Person;
  readonly now: () => number;
  readonly git: Git;
  /** Where reviewed texts are kept, if only those are shown. */
  readonly reviewedIn?: string;
};

/** How it came out. `note`: what else is to be known or done. `text`: what could not be written, for whoever writes the content elsewhere. */
export type Published =
  | { readonly kind: "done"; readonly file: string; readonly commit?: string; readonly note?: string }
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "read-only"; readonly why: string; readonly text: string };

/** Reads `Ann Lee <ann@example.org>`, with or without the address. @throws Refused if it isn't a name */
export function personOf(words: string): Person {
  const [, name = "", email] = /^([^<>]*?)\s*(?:<\s*([^\s<>@]+@[^\s<>@]+)\s*>)?$/.exec(words.trim()) ?? [];
  const shown = quoted(name, Number.POSITIVE_INFINITY)
    .slice(1, -1)
    .replace(/[\p{DI}\p{Cf}]/gu, "")
    .trim();
  if (!/[\p{L}\p{N}]/u.test(shown) || shown.length > 75)
    throw new Refused(
      "--by takes the name of who reviewed it, at most 75 characters: --by “Ann Lee” or “Ann Lee <ann@example.org>”",
    );
  return { name: shown, ...(email !== undefined && { email }) };
}

/**
 * Publishes a draft that a person has seen whole, in one move, and only what was seen: `review` is from `openReview`. A
 * draft that has changed since, a read-only folder and a full disk are returned, not thrown.
 *
 * @example
 * const review = await openReview("content", "rail-strike");
 * const published = await publish(review, { folder: "content", by: { name: "Ann Lee" }, now, git });
 */
export async function publish(review: DraftReview, publishing: Publishing): Promise<Published> {
  const { folder, by, now, git, reviewedIn } = publishing;
  const at = new Date(now()).toISOString();
  const { topic, draft, target, seen } = review;
  let text = "";
  try {
    text = publishedText(review, by.name, at);
    return await withLock(folder, by.name, async () => {
      const again = await openReview(folder, topic);
      const isSame =
        again.seen.draft === seen.draft &&
        again.seen.published === seen.published &&
        publishedText(again, by.name, at) === text;
      if (!isSame)
        throw new Refused(
          `${again.seen.published === seen.published ? `${draft}, or a source that it cites,` : target} has changed since it was shown. Nothing was published: look at it again with npm run publish -- ${topic}`,
        );
      await mkdir(dirname(target), { recursive: true });
      const repository = await openGit(target, git);
      const list = await textOf(listOf(draft));
      const before = seen.published;
      const kept = reviewedIn === undefined ? undefined : readReviewed(reviewedIn, topic);
      const record: UndoRecord = { by: by.name, at, published: text, before, draft: seen.draft, list, kept };
      const undo = await stageFile(undoFile(folder, topic), JSON.stringify(record));
      const notes: string[] = [];
      let commit: string | undefined;
      try {
        await swapFile({ file: target, before, after: text }, async () => {
          const count = review.statements.length;
          const what = count === 1 ? "1 statement" : `${count} statements`;
          const message = `Publish ${topic}\n\nReviewed by ${by.name} at ${at}: ${what}, beside the quoted words.`;
          commit = await repository?.commit(by, message);
        });
        if (!(await isKept(publishing, topic, text)))
          notes.push(
            "The reviewed version could not be kept, so it can't be shown while a later edit waits for review.",
          );
        if (!(await isDone(undo.put()))) notes.push("It cannot be undone: what stood before could not be kept.");
      } finally {
        await undo.drop();
      }
      if (!(await isDone(Promise.all([draft, listOf(draft)].map((file) => rm(file, { force: true }))))))
        notes.push(`${draft} could not be removed: remove it by hand.`);
      return doneWith(target, commit, notes);
    });
  } catch (error) {
    return outcomeOf(error, "published", text);
  }
}

/** What failed, in words for a person. */
export function outcomeOf(error: unknown, what: string, text: string | undefined): Published {
  if (error instanceof Refused) return { kind: "refused", why: error.message };
  if (isReadOnly(error)) {
    const why = `The content is read-only here (${codeOf(error)}): nothing was ${what}`;
    if (text === undefined) return { kind: "refused", why };
    return { kind: "read-only", why: `${why}. Put the file that is printed here where the content is written`, text };
  }
  if (/^(?:ENOSPC|EDQUOT)$/.test(codeOf(error)))
    return { kind: "refused", why: `The disk is full: nothing was ${what}. Make room, and try again` };
  if (codeOf(error) === "") throw error;
  return { kind: "refused", why: `The content cannot be written (${codeOf(error)}): nothing was ${what}` };
}

/** The list of what to look at in a draft, beside it. */
export function listOf(draft: string): string {
  return draft.replace(/\.md$/, ".review.txt");
}

/** What fails after a file was put in its place can't undo that: it is reported instead. */
export async function isDone(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}

/** Keeps a reviewed text for as long as edits wait for their review, if only reviewed words are shown. */
export async function isKept({ reviewedIn }: Publishing, topic: string, text: string | undefined): Promise<boolean> {
  return reviewedIn === undefined || isDone((async () => keepReviewed(reviewedIn, topic, text))());
}

export function doneWith(file: string, commit: string | undefined, notes: readonly string[]): Published {
  return { kind: "done", file, ...(commit && { commit }), ...(notes.length > 0 && { note: notes.join(" ") }) };
}
