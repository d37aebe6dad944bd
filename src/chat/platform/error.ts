/** What went wrong on a platform, named by what to do next. */
export type ChatTrouble =
  | "busy"
  | "gone"
  | "forbidden"
  | "needs-invite"
  | "tenant-gone"
  | "unknown-outcome"
  | "our-bug";

/** What else is known about a failed call. */
export type ChatErrorDetails = {
  readonly cause?: unknown;
  /** With "busy": how long the platform asks to wait, in ms. */
  readonly retryAfterMs?: number;
  /** With `retryAfterMs`: the limit covers all our calls to the platform, not only this one. */
  readonly general?: boolean;
  /** What is wrong, for whoever set up what failed: a clause without codes, to go in a sentence. */
  readonly forPeople?: string;
  /** How to make it work again, as a request that fits before “, then …”. */
  readonly remedy?: string;
};

/**
 * A platform call that failed.
 *
 * - "busy": certainly not done. With `retryAfterMs` the caller waits exactly that long; without it, with growing waits,
 *   for as long as it is worth doing. An unreachable platform is busy, and so is whatever answers in its place: a
 *   gateway's 502, 503 or 504, a proxy's page with any 4xx, a 429 that doesn't say how long.
 * - "gone", "forbidden", "needs-invite", "tenant-gone": from the platform itself, never from a proxy.
 * - "unknown-outcome": it may have been done, as after a 500 or a lost response.
 */
export class ChatError extends Error {
  readonly trouble: ChatTrouble;
  readonly retryAfterMs?: number;
  /** Send nothing else to this platform until `retryAfterMs` has passed. */
  readonly general?: true;
  /** What is wrong, for whoever set up what failed: a clause without codes, to go in a sentence. */
  readonly forPeople?: string;
  /** How to make it work again, as a request that fits before “, then …”. */
  readonly remedy?: string;

  constructor(
    trouble: ChatTrouble,
    message: string,
    { cause, retryAfterMs, general = false, forPeople, remedy }: ChatErrorDetails = {},
  ) {
    super(message, { cause });
    this.name = "ChatError";
    this.trouble = trouble;
    if (forPeople !== undefined) this.forPeople = forPeople;
    if (remedy !== undefined) this.remedy = remedy;
    if (retryAfterMs === undefined) return;
    this.retryAfterMs = retryAfterMs;
    if (general) this.general = true;
  }
}

/** What went wrong, in its own words. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
