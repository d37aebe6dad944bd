import { readdir } from "node:fs/promises";
import { TOPIC } from "#briefing";
import { openReview } from "../publish/open-review.ts";
import { type Published, type Publishing, publish } from "../publish/publish.ts";
import { Refused } from "../publish/refused.ts";
import { undo } from "../publish/undo.ts";
import { readUndo } from "../publish/undo-record.ts";
import { type DraftLook, draftsIn, lookAtDraft } from "./look-at-draft.ts";

/** How a publish on the page came out; `stale`: it is not what was seen. */
export type PublishedSeen = Published | { readonly kind: "stale"; readonly look: DraftLook };

/** Publishes a draft every statement of which a person has looked at, if it still is what they saw. */
export async function publishSeen(
  topic: string,
  { of, seen }: { readonly of: string; readonly seen: ReadonlySet<string> },
  publishing: Publishing,
): Promise<PublishedSeen> {
  try {
    const look = await lookAtDraft(publishing.folder, topic);
    if (look.of !== of) return { kind: "stale", look };
    const left = look.cards.filter(({ id }) => !seen.has(id)).length;
    if (left > 0)
      return {
        kind: "refused",
        why: `${left === 1 ? "1 statement has" : `${left} statements have`} not been looked at yet`,
      };
    return await publish(await openReview(publishing.folder, topic), publishing);
  } catch (error) {
    if (error instanceof Refused) return { kind: "refused", why: error.message };
    throw error;
  }
}

/** The last publishing of a topic, if it can be undone. */
export type Undoable = { readonly topic: string; readonly by: string; readonly at: string };

/** Undoes a publishing, if it is still the last one. `at`: when that was. */
export async function undoSeen(topic: string, at: string, publishing: Publishing): Promise<Published> {
  const record = TOPIC.test(topic) ? await readUndo(publishing.folder, topic) : undefined;
  if (record && record.at !== at)
    return { kind: "refused", why: `${record.by} has published ${topic} again since: nothing was undone` };
  return undo(topic, publishing);
}

/** A draft in the list. */
export type ListedDraft = {
  readonly topic: string;
  readonly title: string;
  readonly statements: number;
  /** Statements that would be withheld, and what else keeps it from being published. */
  readonly faults: number;
  /** Statements that differ from their quotes, or are too far from them to check. */
  readonly doubts: number;
  readonly isFirst: boolean;
  readonly notice?: string;
};

/** Every draft, and every publishing that can be undone. */
export async function listDrafts(
  folder: string,
): Promise<{ readonly drafts: readonly ListedDraft[]; readonly undoable: readonly Undoable[] }> {
  const names = (await readdir(draftsIn(folder)).catch(() => [])).sort();
  const drafts: ListedDraft[] = [];
  for (const topic of topicsIn(names, /^([a-z0-9-]{1,48})\.md$/)) {
    // One that vanished or isn't a file isn't a draft.
    const look = await lookAtDraft(folder, topic).catch((error: unknown) => {
      if (error instanceof Refused) return undefined;
      throw error;
    });
    if (look) drafts.push(listed(look));
  }
  const undoable: Undoable[] = [];
  for (const topic of topicsIn(names, /^\.([a-z0-9-]{1,48})\.undo\.json$/)) {
    const record = await readUndo(folder, topic).catch(() => undefined);
    if (record) undoable.push({ topic, by: record.by, at: record.at });
  }
  return { drafts, undoable };
}

function topicsIn(names: readonly string[], form: RegExp): readonly string[] {
  return names.flatMap((name) => form.exec(name)?.[1] ?? []);
}

function listed({ topic, title, cards, faults, isFirst, notice }: DraftLook): ListedDraft {
  return {
    topic,
    title,
    statements: cards.length,
    faults: faults.length + cards.filter(({ errors }) => errors.length > 0).length,
    doubts: cards.filter(({ compared }) => compared && compared.verdict !== "no difference").length,
    isFirst,
    ...(notice !== undefined && { notice }),
  };
}
