import { LRUCache } from "lru-cache";
import type { Place } from "../ask/place.ts";
import type { Reply } from "../reply/reply.ts";
import type { Posted, PublicRecord } from "./adapter.ts";
import { ChatError } from "./error.ts";
import { keptFor } from "./kept-for.ts";

/** What to share, and how to post it. */
export type Share = {
  /** Names what is shared and where, not who shares it. */
  readonly key: string;
  /** The id of the ask that shares it. */
  readonly ask: string;
  readonly place: Place;
  readonly reply: Reply;
  /**
   * Posts it. No message is returned if the platform doesn't say which one it is.
   * @throws ChatError
   */
  post(): Promise<Partial<Posted>>;
  /** Asks for the address of an earlier post that was recorded without one. */
  addressOf?(message: string): Promise<string | undefined>;
};

/** What is in the place now; `again` if it already was before. */
export type Shared = { readonly again: boolean; readonly url?: string };

/** @throws ChatError if it could not be posted */
export type ShareOnce = (share: Share) => Promise<Shared>;

/** The same words are not shared again in a place within this time. */
const SHARED_FOR_MS = 10 * 60_000;
const MOST_KNOWN = 5_000;

/**
 * Makes sure that people who share the same words at the same time, here or through another process, share them once.
 */
export function createShareOnce(now: () => number, record?: PublicRecord): ShareOnce {
  const lately = new LRUCache<string, Promise<Shared>>({ ...keptFor(SHARED_FOR_MS, now), max: MOST_KNOWN });

  const postOrFind = async ({ ask, place, reply, post, addressOf }: Share): Promise<Shared> => {
    const earlier = reply.edition && (await record?.sharedLately(place, reply.edition, SHARED_FOR_MS));
    if (earlier) {
      const url = earlier.url ?? (await addressOf?.(earlier.message));
      return { again: true, ...(url !== undefined && { url }) };
    }
    const tell = (posted: Posted | "unknown") => record?.tell({ ask, kind: "share", place, reply, posted });
    try {
      const { message, url, ...when } = await post();
      if (message !== undefined) tell({ message, ...(url !== undefined && { url }), ...when });
      return { again: false, ...(url !== undefined && { url }) };
    } catch (error) {
      if (error instanceof ChatError && error.trouble === "unknown-outcome") tell("unknown");
      throw error;
    }
  };

  return async (share) => {
    const known = lately.get(share.key);
    if (known) return { ...(await known), again: true };
    const sharing = postOrFind(share);
    lately.set(share.key, sharing);
    const forget = () => lately.delete(share.key);
    // What another process shared is left to the record, for as long as it reports it.
    sharing.then(({ again }) => again && forget(), forget);
    return sharing;
  };
}
