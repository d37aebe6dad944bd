import { LRUCache } from "lru-cache";
import { keptFor } from "#chat";
import type { Document, Opened, Outcome, Proposal, Upload } from "#draft";

/** What adding sources needs from outside the console. */
export type AddingDesk = {
  /** Reads a page by its address, or an uploaded file. */
  readonly read: (what: string | Upload) => Promise<Opened>;
  /** How keeping it would change the current content. */
  readonly propose: (
    document: Document,
    wish: { readonly name: string; readonly id?: string },
  ) => Promise<Outcome<Proposal>>;
  readonly keep: (proposal: Exclude<Proposal, { kind: "same" }>) => Promise<Outcome<string>>;
  /** The `YYYY-MM-DD` of a day in words, like 20 November 2026. */
  readonly dayIn: (words: string) => string | undefined;
  /** An http or https address without tracking parameters; undefined for anything else. */
  readonly addressIn: (words: string) => string | undefined;
};

/** A document that was read but not kept yet. */
export type Shown = { readonly document: Document; readonly name: string };

/** Documents that people are looking at before they keep them, each under an unguessable token. */
export type Waiting = { put(shown: Shown): string; get(token: string): Shown | undefined; remove(token: string): void };

const MOST = 12;
const KEPT_MS = 60 * 60 * 1000;

export function openWaiting(now: () => number, newToken: () => string): Waiting {
  const waiting = new LRUCache<string, Shown>({ ...keptFor(KEPT_MS, now), max: MOST });
  return {
    put(shown) {
      const token = newToken();
      waiting.set(token, shown);
      return token;
    },
    get: (token) => waiting.get(token),
    remove: (token) => void waiting.delete(token),
  };
}
