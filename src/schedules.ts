import type { ChatAdapter, Lead } from "#chat";
import type { Schedule } from "#schedule";
import type { Log } from "./log.ts";
import type { Settings } from "./settings.ts";

/** Scheduled briefings with what they are kept in; `close` finishes what is in hand. */
export type Schedules = {
  readonly schedule: Schedule;
  /** Which of all processes on the same database does what only one may do. */
  readonly lead: (what: string) => Lead;
  close(): Promise<void>;
};

/** Opens schedules for the platforms that are connected; with none there is nowhere to post, and nothing is loaded. */
export async function openSchedules(
  adapters: readonly ChatAdapter[],
  { DATA_DIR, DATABASE_URL, OPERATOR }: Settings,
  { log, now, newId }: { readonly log: Log; readonly now: () => number; readonly newId: () => string },
): Promise<Schedules | undefined> {
  if (adapters.length === 0) return undefined;
  const { createStore } = await import("#store");
  const { createSchedule } = await import("#schedule");
  const onBroken = (error: Error) => log.error({ err: error }, "the database has a trouble");
  const store = createStore({
    folder: DATA_DIR,
    ...(DATABASE_URL !== undefined && { url: DATABASE_URL }),
    onBroken,
    now,
  });
  const schedule = createSchedule({ store, log, now, newId, ...(OPERATOR && { operator: OPERATOR }) });
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
