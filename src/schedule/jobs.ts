import { fromKysely, PgBoss } from "pg-boss";
import type { OpenStore, Tx } from "#store";

/** A delivery that waits for a worker. */
export type Job = { readonly id: string; readonly delivery: string; readonly afterMs: number };

/** The queue between what is due and who delivers it; everything happens in the caller's transaction. */
export type Jobs = {
  enqueue(jobs: readonly Job[], tx: Tx): Promise<void>;
  /** Takes up to so many jobs whose time has come, first come first. */
  take(most: number, tx: Tx): Promise<readonly { id: string; delivery: string }[]>;
  drop(ids: readonly string[], tx: Tx): Promise<void>;
  stop(): Promise<void>;
};

const QUEUE = "deliveries";

/** Opens the queue in a store. */
export async function openJobs({ alone, runSql }: OpenStore, onError: (error: Error) => void): Promise<Jobs> {
  const boss = new PgBoss({
    db: { executeSql: runSql },
    ...(alone && { backend: "pglite" as const }),
    schedule: false,
    // Nothing to look after: jobs go when they are done, and deliveries know whose hands they are in.
    supervise: false,
  });
  boss.on("error", onError);
  await boss.start();
  // One at a time per place is not left to the queue: under its policy for that, one place that is busy empties the
  // whole batch that a worker takes.
  await boss.createQueue(QUEUE, { policy: "standard", retryLimit: 0 });
  // The queue's own row is looked up once now: within a transaction on the one connection it would wait for itself.
  await boss.deleteJob(QUEUE, "00000000-0000-4000-8000-000000000000");
  return {
    async enqueue(jobs, tx) {
      if (jobs.length === 0) return;
      const inserts = jobs.map(({ id, delivery, afterMs }) => ({
        id,
        data: { delivery },
        startAfter: `${Math.max(0, afterMs) / 1_000} seconds`,
      }));
      await boss.insert(QUEUE, inserts, { db: fromKysely(tx) });
    },
    async take(most, tx) {
      const jobs = await boss.fetch<{ delivery: string }>(QUEUE, { batchSize: most, db: fromKysely(tx) });
      return jobs.map(({ id, data }) => ({ id, delivery: data.delivery }));
    },
    async drop(ids, tx) {
      if (ids.length > 0) await boss.deleteJob(QUEUE, [...ids], { db: fromKysely(tx) });
    },
    async stop() {
      await boss.stop({ graceful: false, close: false });
    },
  };
}
