import type { Document, Opened, Outcome, Proposal, Upload } from "#draft";

/** What adding sources needs from outside of the console. */
export type AddingDesk = {
  /** Reads a page by its address, or a file that came along. */
  readonly read: (what: string | Upload) => Promise<Opened>;
  /** What keeping it would do to the content as it is now. */
  readonly propose: (
    document: Document,
    wish: { readonly name: string; readonly id?: string },
  ) => Promise<Outcome<Proposal>>;
  readonly keep: (proposal: Exclude<Proposal, { kind: "same" }>) => Promise<Outcome<string>>;
  /** The day in words like 20 November 2026, as `YYYY-MM-DD`. */
  readonly dayIn: (words: string) => string | undefined;
  /** An http or https address without what tracks people; undefined for anything else. */
  readonly addressIn: (words: string) => string | undefined;
};

/** A document that was read and not yet kept. */
export type Shown = { readonly document: Document; readonly name: string };

/** Documents that people look at before they keep them, each under a name that nobody can guess. */
export type Waiting = { put(shown: Shown): string; get(token: string): Shown | undefined; remove(token: string): void };

const MOST = 12;
const KEPT_MS = 60 * 60 * 1000;

export function openWaiting(now: () => number, newToken: () => string): Waiting {
  const waiting = new Map<string, { readonly shown: Shown; readonly until: number }>();
  return {
    put(shown) {
      for (const [token, { until }] of waiting) if (until <= now() || waiting.size >= MOST) waiting.delete(token);
      const token = newToken();
      waiting.set(token, { shown, until: now() + KEPT_MS });
      return token;
    },
    get(token) {
      const found = waiting.get(token);
      return found && found.until > now() ? found.shown : undefined;
    },
    remove: (token) => void waiting.delete(token),
  };
}
