import type { OpenStore } from "#store";
import type { Context } from "../context/context.ts";
import { batchWrites } from "../flow/batch-writes.ts";
import { sleep } from "../flow/sleep.ts";
import { throttledLog } from "../flow/throttled-log.ts";
import { keyOf } from "../rows/slot-key.ts";
import { claim, isMine, markSending, type Taken } from "./claim.ts";
import { deliver, type Marks } from "./deliver.ts";
import { logEnded } from "./log-outcome.ts";
import { type Ended, record } from "./record-outcomes.ts";

/** Delivers due posts, many at once, but one at a time per place. */
export type Worker = {
  /** Looks for work now instead of at the next poll. */
  wake(): void;
  /** Resolves once all work is finished; takes nothing new once `stopping` is aborted. */
  readonly done: Promise<void>;
  /** Ids of the deliveries in progress. */
  inHand(): ReadonlySet<string>;
};

export type WorkerOptions = {
  readonly context: Context;
  readonly pollMs: number;
  readonly mostAtOnce: number;
  readonly onEnded: (ended: Ended) => void;
};

export function startWorker({ context, pollMs, mostAtOnce, onEnded }: WorkerOptions): Worker {
  const { store, replica, stopping, now, log } = context;
  const inHand = new Map<Promise<void>, string>();
  const turns = new Map<string, Promise<void>>();
  let woken = Promise.withResolvers<void>();
  const tell = throttledLog(log.error.bind(log), now);

  const marks: Marks = {
    sending: batchWrites(async (items) => {
      const { db } = await store.open();
      return db.transaction().execute((tx) => markSending(items, replica, new Date(now()), tx));
    }),
    isMine: async (id) => isMine(id, replica, (await store.open()).db),
  };
  const write = batchWrites<Ended, void>(async (items) => {
    const { db } = await store.open();
    await db.transaction().execute((tx) => record(items, new Date(now()), context, tx));
    return items.map(() => undefined);
  });

  const handle = async (taken: Taken): Promise<void> => {
    const ending = await deliver(taken, marks, context);
    if (!ending) return;
    const { delivery, subscription } = taken;
    const ended: Ended = {
      delivery,
      ending,
      ...(subscription && { owner: subscription.owner, parent: subscription.parent }),
    };
    await untilWritten(() => write(ended), keyOf(delivery), { stopping, tell });
    logEnded(ended, log);
    onEnded(ended);
  };
  /** Posts to one place one at a time. */
  const inTurn = (taken: Taken): Promise<void> => {
    const { platform, tenant, place } = taken.delivery;
    const name = `${platform}/${tenant}/${place}`;
    const turn = (turns.get(name) ?? Promise.resolve())
      .then(() => handle(taken))
      .catch((error) => tell({ key: keyOf(taken.delivery), err: error }, "left a delivery to be taken up again"))
      .finally(() => {
        if (turns.get(name) === turn) turns.delete(name);
      });
    turns.set(name, turn);
    return turn;
  };
  const take = async ({ db }: OpenStore): Promise<number> => {
    const free = mostAtOnce - inHand.size;
    if (free <= 0) return 0;
    const most = Math.min(free, MOST_A_CLAIM);
    const taken = await db.transaction().execute((tx) => claim(most, replica, new Date(now()), tx));
    if (taken.length > 0) log.debug?.({ count: taken.length }, "took up deliveries");
    for (const one of taken) {
      const work = inTurn(one).finally(() => inHand.delete(work));
      inHand.set(work, one.delivery.id);
    }
    return taken.length;
  };
  const loop = async (): Promise<void> => {
    while (!stopping.aborted) {
      let taken = 0;
      try {
        if (store.exists()) taken = await take(await store.open());
      } catch (error) {
        tell({ err: error }, "could not take up deliveries; trying again");
        await sleep(1_000, stopping);
      }
      if (taken > 0 && inHand.size < mostAtOnce) continue;
      // Until something finishes, something is due, or it is time to poll again.
      const freed = inHand.size >= mostAtOnce ? Promise.race(inHand.keys()) : woken.promise;
      await Promise.race([freed, sleep(pollMs, stopping)]);
      woken = Promise.withResolvers<void>();
    }
    await Promise.all(inHand.keys());
  };
  return { wake: () => woken.resolve(), done: loop(), inHand: () => new Set(inHand.values()) };
}

const MOST_A_CLAIM = 100;

/** Records the outcome, however long the database is unreachable; if the process ends first, it is settled later. */
async function untilWritten(
  write: () => Promise<void>,
  key: string,
  { stopping, tell }: { stopping: AbortSignal; tell: Context["log"]["error"] },
): Promise<void> {
  for (let waitMs = 250; ; waitMs = Math.min(5_000, waitMs * 2)) {
    try {
      return await write();
    } catch (error) {
      tell({ key, err: error }, "could not record how a delivery ended; trying again");
      if (!(await sleep(waitMs, stopping))) return write();
    }
  }
}
