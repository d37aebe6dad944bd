import type { Registry } from "prom-client";
import type { ChatAdapter, Lead } from "#chat";
import type { ScheduleView } from "#console";
import type { Schedule } from "#schedule";
import type { Log } from "./log.ts";
import type { Settings } from "./settings.ts";

/** Scheduled briefings with what they are kept in; `close` finishes what is in hand. */
export type OpenedSchedule = {
  readonly schedule: Schedule;
  /** Which of all processes on the same database does what only one may do. */
  readonly lead: (what: string) => Lead;
  close(): Promise<void>;
};

export type OpenScheduleOptions = {
  readonly log: Log;
  readonly now: () => number;
  readonly newId: () => string;
  /** Where what is delivered is counted; asked for only where something may be. */
  readonly registry: () => Promise<Registry>;
};

/** Opens schedules for the platforms that are connected; with none there is nowhere to post, and nothing is loaded. */
export async function openSchedule(
  adapters: readonly ChatAdapter[],
  { DATA_DIR, DATABASE_URL, OPERATOR }: Settings,
  { log, now, newId, registry }: OpenScheduleOptions,
): Promise<OpenedSchedule | undefined> {
  if (adapters.length === 0) return undefined;
  const { createStore } = await import("#store");
  const { calm, createSchedule } = await import("#schedule");
  // It opens anew by itself, and what was committed is there: nothing that is answered has to stop for it.
  const tell = calm(log.error.bind(log), now);
  const onBroken = (error: Error) => tell({ err: error }, "the database has a trouble");
  const store = createStore({
    folder: DATA_DIR,
    ...(DATABASE_URL !== undefined && { url: DATABASE_URL }),
    onBroken,
    now,
  });
  const measured = { registry: await registry() };
  const schedule = createSchedule({ store, log, now, newId, ...measured, ...(OPERATOR && { operator: OPERATOR }) });
  schedule.connect(adapters);
  return {
    schedule,
    lead: (what) => (tell) => store.lead(what, tell),
    async close() {
      await schedule.stop();
      await store.close();
    },
  };
}

/** What pages tell of a schedule. */
export function pagesOf({ overview, seenSubscriptions, seenDeliveries, mostCounted }: Schedule): ScheduleView {
  return { mostCounted, counts: overview, subscriptions: seenSubscriptions, deliveries: seenDeliveries };
}
