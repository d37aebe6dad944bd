/** Who answers for a briefing: a person or a place on a platform, or only a name. */
export type Owner =
  | { readonly platform: string; readonly tenant: string; readonly id: string; readonly person?: true }
  | { readonly name: string };

/** When a briefing is to be checked again: by a day (`YYYY-MM-DD`), or a number of days after its last check. */
export type CheckBy = { readonly day: string } | { readonly days: number };

/** What a briefing's header may call its last change. */
export const CHANGE_KINDS = ["update", "clarification", "correction", "withdrawal"] as const;
/** One of `CHANGE_KINDS`. */
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** What the last change of a briefing was. */
export type DeclaredChange = {
  readonly kind: ChangeKind;
  /** A sentence for readers: what was wrong, or what is new. */
  readonly why: string;
  /** The hash of the words that it is about, as in a review. */
  readonly of: string;
  /** The old words are not repeated where posts are amended. */
  readonly hideOld?: boolean;
  /** Channels are notified at once, quiet hours or not. */
  readonly urgent?: boolean;
  /** The notice appears in the channel itself, not only in the thread under a post. */
  readonly broadcast?: boolean;
  /** The briefing still is what it was after that change. */
  readonly isCurrent: boolean;
  /** All processes know of it, whichever files each has. */
  readonly isCertain?: true;
};

/** A withdrawal that holds whatever the files say, until it is undone. */
export type Withheld = {
  /** A sentence for readers. */
  readonly why: string;
  readonly by: string;
  /** Milliseconds since 1970. */
  readonly atMs: number;
};
