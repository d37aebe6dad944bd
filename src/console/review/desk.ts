import type { Problem } from "#briefing";
import type { Card, Change, Changed, DraftLook, ListedDraft, Published, PublishedSeen, Undoable } from "#draft";

/** What the review pages need from outside the console. */
export type ReviewDesk = {
  readonly list: () => Promise<{ readonly drafts: readonly ListedDraft[]; readonly undoable: readonly Undoable[] }>;
  /** Undefined if there is no such draft. */
  readonly look: (topic: string) => Promise<DraftLook | undefined>;
  readonly change: (topic: string, of: string, change: Change) => Promise<Changed | undefined>;
  /** How a changed statement would be checked; nothing is written. */
  readonly tryWording: (topic: string, change: Extract<Change, { kind: "reword" }>) => Promise<Card | undefined>;
  readonly publish: (
    topic: string,
    seen: { readonly of: string; readonly seen: ReadonlySet<string>; readonly by: string },
  ) => Promise<PublishedSeen>;
  readonly undo: (topic: string, undoing: { readonly at: string; readonly by: string }) => Promise<Published>;
  /** Published statements that differ from their quotes. */
  readonly differing: () => Promise<readonly Problem[]>;
};
