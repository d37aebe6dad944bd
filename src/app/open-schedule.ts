import pTimeout from "p-timeout";
import type { Registry } from "prom-client";
import type { Lead } from "#chat";
import { mayHear } from "#commands";
import type { Editions } from "#editions";
import type { Schedule } from "#schedule";
import type { Store } from "#store";
import type { Log } from "./log.ts";
import type { Settings } from "./settings.ts";

/** Scheduled briefings and their store; `close` finishes what is in progress. */
export type OpenedSchedule = {
  readonly schedule: Schedule;
  /** What briefings said before; begins to record once started. */
  readonly editions: Editions;
  /** Decides which process on the same database does what only one may do. */
  readonly lead: (what: string) => Lead;
  /** Why the database can't be used right now: a sentence for whoever runs the bot. */
  storeTrouble(): string | undefined;
  close(): Promise<void>;
};

export type OpenScheduleOptions = {
  readonly log: Log;
  readonly now: () => number;
  readonly newId: () => string;
  /** Where deliveries are counted; asked for only if there may be any. */
  readonly registry: () => Promise<Registry>;
  /** Called, with a sentence, if another process holds the data folder: two bots would each post half. */
  readonly onInUse: (sentence: string) => never;
};

/**
 * Opens schedules before any platform they will post on. If another process is using the store, that is reported; anything
 * else is retried.
 */
export async function openSchedule(
  { DATA_DIR, DATABASE_URL, OPERATOR, STALE }: Settings,
  { log, now, newId, registry, onInUse }: OpenScheduleOptions,
): Promise<OpenedSchedule> {
  const { createStore, StoreError } = await import("#store");
  const { throttledLog, createSchedule } = await import("#schedule");
  const { createEditions } = await import("#editions");
  // It reopens by itself, and what was committed is safe: answering need not stop.
  const tell = throttledLog(log.error.bind(log), now);
  const onBroken = (error: Error) => tell({ err: error }, "database error");
  const options = { folder: DATA_DIR, ...(DATABASE_URL !== undefined && { url: DATABASE_URL }), onBroken, now };
  const store = createStore(options);
  const measured = { registry: await registry() };
  const schedule = createSchedule({
    store,
    log,
    now,
    newId,
    ...measured,
    stale: STALE,
    ...(OPERATOR && { operator: OPERATOR }),
  });
  const editions = createEditions({
    ...{ store, log, now, mayHear, tenants: schedule.tenants, operator: schedule.operator },
  });
  const failure = store.exists() ? await openInTime(store) : undefined;
  if (failure instanceof StoreError && IN_USE.test(failure.message)) onInUse(failure.message);
  if (failure !== undefined) tell({ err: failure }, "the database cannot be used yet; trying again");
  return {
    schedule,
    editions,
    lead: (what) => (tell) => store.lead(what, tell),
    storeTrouble: store.trouble,
    async close() {
      await Promise.all([schedule.stop(), editions.stop()]);
      await store.close();
    },
  };
}

const IN_USE = /in use by another process/;

/** Startup waits no longer than this for the database. */
const AT_START_MS = 10_000;

/** Opens a store; returns why it could not. A slow one goes on opening in the background. */
async function openInTime(store: Store): Promise<unknown> {
  const opening = store.open().then(
    () => undefined,
    (error: unknown) => error,
  );
  return pTimeout(opening, { milliseconds: AT_START_MS, fallback: () => undefined });
}
