import type { OpenStore } from "#store";
import type { Hands } from "../context/context.ts";
import { gather } from "../flow/batch-writes.ts";
import { sleep } from "../flow/sleep.ts";
import { calm } from "../flow/throttled-log.ts";
import { keyOf } from "../rows/slot-key.ts";
import { claim, isMine, markSending, type Taken } from "./claim.ts";
import { deliver, type Marks } from "./deliver.ts";
import { logEnded } from "./log-outcome.ts";
import { type Ended, record } from "./record-outcomes.ts";

/** Delivers what waits, many at once, each place in turn. */
export type Worker = {
  /** Looks for work now rather than at the next poll. */
  wake(): void;
  /** Resolves once nothing is in hand any more; takes nothing new from the moment that the hands are stopping. */
  readonly done: Promise<void>;
  /** Ids of the deliveries that are worked on. */
  inHand(): ReadonlySet<string>;
};

export type WorkerOptions = {
  readonly hands: Hands;
  readonly pollMs: number;
  readonly mostAtOnce: number;
  readonly onEnded: (ended: Ended) => void;
};

export function startWorker({ hands, pollMs, mostAtOnce, onEnded }: WorkerOptions): Worker {
  const { store, replica, stopping, now, log } = hands;
  const inHand = new Map<Promise<void>, string>();
  const turns = new Map<string, Promise<void>>();
  let woken = Promise.withResolvers<void>();
  const tell = calm(log.error.bind(log), now);

  const marks: Marks = {
    sending: gather(async (items) => {
      const { db } = await store.open();
      return db.transaction().execute((tx) => markSending(items, replica, new Date(now()), tx));
    }),
    isMine: async (id) => isMine(id, replica, (await store.open()).db),
  };
  const write = gather<Ended, void>(async (items) => {
    const { db } = await store.open();
    await db.transaction().execute((tx) => record(items, new Date(now()), hands, tx));
    return items.map(() => undefined);
  });

  const handle = async (taken: Taken): Promise<void> => {
    const ending = await deliver(taken, marks, hands);
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
  /** Posts to one place one after the other. */
  const inTurn = (taken: Taken): Promise<void> => {
    const { platform, tenant, place } = taken.delivery;
    const name = `${platform}/${tenant}/${place}`;
    const turn = (turns.get(name) ?? Promise.resolve())
      .then(() => handle(taken))
      .catch((error) => tell({ key: keyOf(taken.delivery), err: error }, "a delivery was left to be taken up again"))
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
    if (taken.length > 0) log.debug?.({ count: taken.length }, "deliveries are taken up");
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
        tell({ err: error }, "no work could be taken up; trying again");
        await sleep(1_000, stopping);
      }
      if (taken > 0 && inHand.size < mostAtOnce) continue;
      // Until something is done, something is due, or the time has come to look again.
      const freed = inHand.size >= mostAtOnce ? Promise.race(inHand.keys()) : woken.promise;
      await Promise.race([freed, sleep(pollMs, stopping)]);
      woken = Promise.withResolvers<void>();
    }
    await Promise.all(inHand.keys());
  };
  return { wake: () => woken.resolve(), done: loop(), inHand: () => new Set(inHand.values()) };
}

const MOST_A_CLAIM = 100;

/** What happened is written down, however long the database is away; a process that ends first leaves it to be settled. */
async function untilWritten(
  write: () => Promise<void>,
  key: string,
  { stopping, tell }: { stopping: AbortSignal; tell: Hands["log"]["error"] },
): Promise<void> {
  for (let waitMs = 250; ; waitMs = Math.min(5_000, waitMs * 2)) {
    try {
      return await write();
    } catch (error) {
      tell({ key, err: error }, "how a delivery came out could not be written; trying again");
      if (!(await sleep(waitMs, stopping))) return write();
    }
  }
}
