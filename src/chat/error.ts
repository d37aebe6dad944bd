/** What went wrong on a platform, in the words of what to do next. */
export type ChatTrouble =
  | "busy"
  | "gone"
  | "forbidden"
  | "needs-invite"
  | "tenant-gone"
  | "unknown-outcome"
  | "our-bug";

/** A platform call that failed. `retryAfterMs` comes with "busy". */
export class ChatError extends Error {
  readonly trouble: ChatTrouble;
  readonly retryAfterMs?: number;
  readonly general?: true;
  /** What is the matter, for whoever set up what failed: no codes, to stand in a sentence. */
  readonly forPeople?: string;

  constructor(
    trouble: ChatTrouble,
    message: string,
    more: { cause?: unknown; retryAfterMs?: number; general?: true; forPeople?: string } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = "ChatError";
    this.trouble = trouble;
    if (more.retryAfterMs !== undefined) this.retryAfterMs = more.retryAfterMs;
    if (more.general) this.general = true;
    if (more.forPeople !== undefined) this.forPeople = more.forPeople;
  }
}
