import type { Posted, PublicRecord } from "#chat";
import type { PublicPosts } from "#schedule";
import type { Log } from "./log.ts";
import { retryLater } from "./retry-later.ts";

/** Nobody waits longer to share: a database that is away must not keep anybody from it. */
const PATIENCE_MS = 2_000;

/** The record of public posts as adapters work with it: it never fails, and nobody waits for it long. */
export function openPublicRecord(posts: PublicPosts, log: Log): PublicRecord {
  return {
    tell(post) {
      retryLater("recording a public post", () => posts.record(post), log);
    },
    sharedLately: (...asked) =>
      inTime(posts.sharedLately(...asked), PATIENCE_MS, (error) =>
        log.warn({ err: error }, "no earlier share is known"),
      ),
  };
}

async function inTime(
  looking: Promise<Posted | undefined>,
  patienceMs: number,
  onFailure: (error: unknown) => void,
): Promise<Posted | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), patienceMs);
  });
  const found = looking.catch((error: unknown) => {
    onFailure(error);
    return undefined;
  });
  try {
    return await Promise.race([found, late]);
  } finally {
    clearTimeout(timer);
  }
}
