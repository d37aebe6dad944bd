/** What was shared: `url` is missing where the bot could post by the answer's own address only; `before`: by another. */
export type Shared = { readonly url?: string; readonly before?: true };

/** What was shared lately, by workspace, channel and edition. */
export type Shares = {
  find(key: string): Promise<Shared> | undefined;
  keep(key: string, shared: Promise<Shared>): void;
};

/** The same words shared again in a channel within this time are linked to, not posted again. */
export const SHARED_FOR_MS = 10 * 60_000;

/** Remembers what this process shared where; two who share at the same time share once. */
export function createShares(now: () => number): Shares {
  const kept = new Map<string, { at: number; shared: Promise<Shared> }>();
  return {
    find(key) {
      for (const [key, { at }] of kept) if (now() - at >= SHARED_FOR_MS) kept.delete(key);
      return kept.get(key)?.shared;
    },
    keep(key, shared) {
      kept.set(key, { at: now(), shared });
      // What another process shared is the record's to tell, for as long as it says.
      shared.then(
        ({ before }) => before && kept.delete(key),
        () => kept.delete(key),
      );
    },
  };
}
