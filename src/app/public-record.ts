import pTimeout from "p-timeout";
import type { PublicRecord } from "#chat";
import type { PublicPosts } from "#schedule";
import type { Log } from "./log/log.ts";
import { retryLater } from "./log/retry-later.ts";

/** Sharing waits no longer than this: an unreachable database must not prevent it. */
const PATIENCE_MS = 2_000;

/** The record of public posts for adapters: it never fails, and never makes anybody wait long. */
export function openPublicRecord(posts: PublicPosts, log: Log): PublicRecord {
  return {
    tell(post) {
      retryLater("recording a public post", () => posts.record(post), log);
    },
    async sharedLately(...asked) {
      try {
        return await pTimeout(posts.sharedLately(...asked), { milliseconds: PATIENCE_MS, fallback: () => undefined });
      } catch (error) {
        log.warn({ err: error }, "could not look up an earlier share");
        return undefined;
      }
    },
  };
}
