import pTimeout from "p-timeout";
import type { Registry } from "prom-client";
import type { Lead } from "#chat";
import { mayHear, resumeNumbering } from "#commands";
import type { Editions, Withdrawals } from "#editions";
import type { Schedule } from "#schedule";
import type { Store } from "#store";
import type { Log } from "./log/log.ts";
import { retryLater } from "./log/retry-later.ts";
import type { Settings } from "./settings/settings.ts";
import { openStoryFiles } from "./withdrawing/story-files.ts";
import { isMissed, unreadBecause, warning, whichDatabase } from "./withdrawing/unread-warning.ts";

/** Scheduled briefings and their store; `close` finishes what is in progress. */
export type OpenedSchedule = {
  readonly schedule: Schedule;
  /** What briefings said before; begins to record once started. */
  readonly editions: Editions;
  /** Stories that were withdrawn at once, as far as is known; checks for more once started. */
  readonly withdrawals: Withdrawals;
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
  /** Called, with a sentence, if an older version's data was brought up to date. */
  readonly onMigrated: (sentence: string) => void;
  /** Called, with a sentence, if what is withdrawn cannot be read: the bot answers nevertheless. */
  readonly onUnread: (sentence: string) => void;
};

/**
 * Opens schedules before any platform they will post on. If another process is using the store, that is reported;
 * anything else is retried.
 */
export async function openSchedule(
  settings: Settings,
  { log, now, newId, registry, onInUse, onMigrated, onUnread }: OpenScheduleOptions,
): Promise<OpenedSchedule> {
  const { DATA_DIR, DATABASE_URL, OPERATOR, STALE, COUNT_QUESTIONS } = settings;
  const { createStore, StoreError } = await import("#store");
  const { throttledLog, createSchedule } = await import("#schedule");
  const { createEditions, openLastKnown, openWithdrawals } = await import("#editions");
  // It reopens by itself, and committed data is safe, so answering can go on.
  const tell = throttledLog(log.error.bind(log), now);
  const onBroken = (error: Error) => tell({ err: error }, "database error");
  const options = {
    folder: DATA_DIR,
    ...(DATABASE_URL !== undefined && { url: DATABASE_URL }),
    onBroken,
    onMigrated,
    now,
  };
  const store = createStore(options);
  const measured = { registry: await registry() };
  const schedule = createSchedule({
    store,
    log,
    now,
    newId,
    ...measured,
    stale: STALE,
    countQuestions: COUNT_QUESTIONS === "yes",
    ...(OPERATOR && { operator: OPERATOR }),
  });
  const editions = createEditions({
    ...{ store, log, now, mayHear, resumeNumbering, tenants: schedule.tenants, operator: schedule.operator },
  });
  const lastKnown = openLastKnown(DATA_DIR, now);
  let unread: string | undefined;
  /** Reported afterwards, since until then nothing can be stored. */
  const onRead = () => {
    if (unread === undefined) return;
    const [text, key] = [`${unread} It can be read again now.`, `unread:${new Date(now()).toISOString().slice(0, 16)}`];
    const report = async () => void (await schedule.operator.tell({ key, text }));
    retryLater("reporting what could not be withheld", report, log, Number.POSITIVE_INFINITY);
  };
  const withdrawals = openWithdrawals({ store, log, now, lastKnown, onRead, files: openStoryFiles(settings) });
  const recalled = await withdrawals.recall();
  const tellUnread = (error: unknown) => {
    const database = whichDatabase(DATABASE_URL, store.exists());
    const sentence = warning(unreadBecause(error, recalled, { file: lastKnown.file, database }));
    const at = new Date(now()).toISOString().slice(0, 16).replace("T", " ");
    unread = `When the bot started at ${at} UTC: ${sentence}`;
    onUnread(sentence);
  };
  const failure = store.exists() ? await openInTime(store) : undefined;
  if (failure instanceof StoreError && IN_USE.test(failure.message)) onInUse(failure.message);
  if (failure !== undefined) tell({ err: failure }, "the database cannot be used yet; trying again");
  // Before anything is answered. If it can't be read, `withdrawals` keeps trying.
  if (!store.exists() && isMissed(recalled)) tellUnread(undefined);
  else if (failure !== undefined) tellUnread(failure);
  else await pTimeout(withdrawals.look(), { milliseconds: AT_START_MS, message: NO_ANSWER }).catch(tellUnread);
  return {
    schedule,
    editions,
    withdrawals,
    lead: (what) => (tell) => store.lead(what, tell),
    storeTrouble: store.trouble,
    async close() {
      await Promise.all([schedule.stop(), editions.stop(), withdrawals.stop()]);
      await store.close();
    },
  };
}

const NO_ANSWER = "it does not answer";
const IN_USE = /in use by another process/;

/** Startup waits no longer than this for the database. */
const AT_START_MS = 10_000;

/** Opens a store; returns the error if that failed. A slow one goes on opening in the background. */
async function openInTime(store: Store): Promise<unknown> {
  const opening = store.open().then(
    () => undefined,
    (error: unknown) => error,
  );
  return pTimeout(opening, { milliseconds: AT_START_MS, fallback: () => undefined });
}
