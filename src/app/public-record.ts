import type { Posted, PublicRecord } from "#chat";
import type { Schedule } from "#schedule";
import type { Log } from "./log.ts";
import { retryLater } from "./retry-later.ts";

/** Sharing waits no longer than this: an unreachable database must not prevent it. */
const PATIENCE_MS = 2_000;

/** The record of public posts that adapters use, backed by a schedule that is opened after them. */
export function openPublicRecord(schedule: () => Schedule | undefined, log: Log): PublicRecord {
  return {
    tell(post) {
      retryLater("recording a public post", async () => schedule()?.recordPost(post), log);
    },
    async sharedLately(...asked) {
      const looking = schedule()?.sharedLately(...asked);
      return (
        looking &&
        inTime(looking, PATIENCE_MS, (error) => log.warn({ err: error }, "could not look up an earlier share"))
      );
    },
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
