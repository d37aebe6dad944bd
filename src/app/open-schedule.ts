import pTimeout from "p-timeout";
import type { Registry } from "prom-client";
import type { Lead } from "#chat";
import type { Schedule } from "#schedule";
import type { Store } from "#store";
import type { Log } from "./log.ts";
import type { Settings } from "./settings.ts";

/** Scheduled briefings with what they are kept in; `close` finishes what is in hand. */
export type OpenedSchedule = {
  readonly schedule: Schedule;
  /** Which of all processes on the same database does what only one may do. */
  readonly lead: (what: string) => Lead;
  /** Why what is stored cannot be used just now: a sentence for whoever runs the bot. */
  storeTrouble(): string | undefined;
  close(): Promise<void>;
};

export type OpenScheduleOptions = {
  readonly log: Log;
  readonly now: () => number;
  readonly newId: () => string;
  /** Where what is delivered is counted; asked for only where something may be. */
  readonly registry: () => Promise<Registry>;
  /** Told, with a sentence, where another process has the data folder: two bots would each post half. */
  readonly onInUse: (sentence: string) => never;
};

/**
 * Opens schedules, before any platform that they will post on. What is stored and in use by another process is told, all
 * else is waited for.
 */
export async function openSchedule(
  { DATA_DIR, DATABASE_URL, OPERATOR }: Settings,
  { log, now, newId, registry, onInUse }: OpenScheduleOptions,
): Promise<OpenedSchedule> {
  const { createStore, StoreError } = await import("#store");
  const { calm, createSchedule } = await import("#schedule");
  // It opens anew by itself, and what was committed is there: nothing that is answered has to stop for it.
  const tell = calm(log.error.bind(log), now);
  const onBroken = (error: Error) => tell({ err: error }, "the database has a trouble");
  const options = { folder: DATA_DIR, ...(DATABASE_URL !== undefined && { url: DATABASE_URL }), onBroken, now };
  const store = createStore(options);
  const measured = { registry: await registry() };
  const schedule = createSchedule({ store, log, now, newId, ...measured, ...(OPERATOR && { operator: OPERATOR }) });
  const failure = store.exists() ? await openInTime(store) : undefined;
  if (failure instanceof StoreError && IN_USE.test(failure.message)) onInUse(failure.message);
  if (failure !== undefined) tell({ err: failure }, "what is stored cannot be used yet; it is tried again");
  return {
    schedule,
    lead: (what) => (tell) => store.lead(what, tell),
    storeTrouble: store.trouble,
    async close() {
      await schedule.stop();
      await store.close();
    },
  };
}

const IN_USE = /in use by another process/;

/** A start waits no longer for what is stored. */
const AT_START_MS = 10_000;

/** Opens a store; tells why it could not be. One that takes its time opens in the background. */
async function openInTime(store: Store): Promise<unknown> {
  const opening = store.open().then(
    () => undefined,
    (error: unknown) => error,
  );
  return pTimeout(opening, { milliseconds: AT_START_MS, fallback: () => undefined });
}
