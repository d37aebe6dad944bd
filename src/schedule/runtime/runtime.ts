import pTimeout from "p-timeout";
import type { Bot, ChatAdapter } from "#chat";
import type { Database } from "#store";
import type { Context } from "../context/context.ts";
import { createStrayFinder, sayAlive, sayGone, takeUp } from "../deliver/recover.ts";
import { startWorker } from "../deliver/worker.ts";
import { repeat } from "../flow/repeat.ts";
import { sleep } from "../flow/sleep.ts";
import { throttledLog } from "../flow/throttled-log.ts";
import { tellPlanned } from "../notify/notices.ts";
import { createPacer } from "../pace/pacer.ts";
import { bookTurns } from "../pace/reserve-turns.ts";
import { lookAgain } from "../places/recheck-paused.ts";
import { computeNextRuns, keepLastLook, lastLook, recoverFromSetBack } from "../plan/clock.ts";
import { tick } from "../plan/plan-due.ts";
import { SET_BACK_MS } from "../rows/early-slots.ts";
import { settleIntroductions } from "../subscriptions/add.ts";
import type { Metrics } from "./metrics.ts";
import type { ScheduleOptions } from "./options.ts";
import { retain } from "./retention.ts";
import { createStoreAlarm } from "./store-alarm.ts";

export type Running = {
  /** Looks for work now. */
  wake(): void;
  stop(): Promise<void>;
};

type RunOptions = ScheduleOptions & {
  readonly bot: Bot;
  readonly adapterOf: (platform: string) => ChatAdapter | undefined;
  readonly metrics?: Metrics;
};

/** Stopping takes no longer than this. */
export const STOP_MS = 9_000;
const HOUR_MS = 3_600_000;
/** How often the last look is stored: each time is a write. */
const KEEP_LOOK_MS = 60_000;
const RETAIN_MS = 6 * HOUR_MS;
const LOOK_AGAIN_MS = 10 * 60_000;
/** Not in the first minute, which is busy enough. */
const RETAIN_FIRST_MS = 60_000;

/** Runs the schedule: plans what is due, delivers it, takes over what dead processes left, removes what is old. */
export function run(options: RunOptions): Running {
  const { store, bot, adapterOf, log, now, newId, metrics, paces = {}, operator, graceMs = 6 * HOUR_MS } = options;
  const { tickMs = 1_000, pollMs = 1_000, recoverMs = 5_000, givenUpMs = 15_000, mostAtOnce = 200 } = options;
  const { monotonic = () => performance.now(), random = Math.random } = options;
  const { operatorAfterMs = 30_000, ownersAfterMs = 120_000 } = options;
  const stopping = new AbortController();
  const replica = newId();
  let alive = { at: now(), monotonic: monotonic() };
  const context: Context = {
    ...{ replica, store, bot, adapterOf, paces, graceMs, now, random, log },
    ...(operator && { operator }),
    skipsStale: options.stale === "skip",
    pacer: createPacer({ paces, monotonic, bookShared: bookTurns(store, paces, monotonic) }),
    stopping: stopping.signal,
    // Sleep stops one clock, and somebody may set the other.
    isAlive: () => Math.max(Math.abs(now() - alive.at), monotonic() - alive.monotonic) < givenUpMs,
  };
  const worker = startWorker({ context, pollMs, mostAtOnce, onEnded: (ended) => metrics?.ended(ended, now()) });

  const strayIn = createStrayFinder(replica, worker.inHand);
  const recover = async (): Promise<void> => {
    const { db, alone } = await store.open();
    const said = { at: now(), monotonic: monotonic() };
    await sayAlive(db, replica);
    alive = said;
    const stray = await strayIn(db);
    if ((await takeUp(db, { replica, alone, givenUpMs, stray, now: new Date(now()) })) > 0) worker.wake();
    await computeNextRuns(db, now(), { all: false, bot });
    await settleIntroductions(db, now(), bot);
  };
  let lastTick: { at: number; monotonic: number } | undefined;
  let kept: number | undefined;
  /** Handles a clock that was set since the last look, in this process or while none ran. */
  const followClock = async (db: Database, at: number): Promise<void> => {
    const before = lastTick;
    lastTick = { at, monotonic: monotonic() };
    const expected = before && before.at + lastTick.monotonic - before.monotonic;
    const last = expected ?? (await lastLook(db));
    if (last !== undefined && at < last - SET_BACK_MS) {
      log.warn({ byMs: last - at }, "the clock was set back; computing next runs again");
      await recoverFromSetBack(db, at, bot);
    } else if (expected === undefined || at > expected + SET_BACK_MS) await computeNextRuns(db, at, { all: true, bot });
    if (kept === undefined || Math.abs(at - kept) >= KEEP_LOOK_MS) await keepLastLook(db, at);
    else return;
    kept = at;
  };
  const look = async (): Promise<void> => {
    const { db } = await store.open();
    const startedAt = now();
    await followClock(db, startedAt);
    const { planned } = await tick(db, { now, newId, paces, graceMs, bot });
    if (planned > 0) log.debug?.({ planned }, "planned deliveries");
    if (planned > 0) worker.wake();
    metrics?.ticked(now() - startedAt);
  };
  const alarm = createStoreAlarm({
    ...{ store, adapterOf, monotonic, log, operatorAfterMs, ownersAfterMs },
    ...(operator && { operator }),
  });
  const onceStored = (what: () => Promise<void>) => async () => {
    if (store.exists()) await what();
  };
  const tidy = async () => retain((await store.open()).db, now());
  const tell = throttledLog(log.error.bind(log), now);
  const failed = (what: string) => (error: unknown) => tell({ err: error }, `${what} failed; trying again`);
  const loops = [
    repeat(onceStored(recover), recoverMs, stopping.signal, failed("maintaining the schedule")),
    repeat(onceStored(look), tickMs, stopping.signal, failed("looking for due slots")),
    // Separate: a platform that is slow to accept a notice must not keep this process from reporting that it is alive.
    repeat(
      onceStored(async () => tellPlanned((await store.open()).db, context)),
      recoverMs,
      stopping.signal,
      failed("sending notices"),
    ),
    repeat(
      onceStored(async () => alarm.check()),
      recoverMs,
      stopping.signal,
      failed("checking the database"),
    ),
    repeat(
      onceStored(async () => lookAgain((await store.open()).db, adapterOf, { now: new Date(now()), operator, bot })),
      options.lookAgainMs ?? LOOK_AGAIN_MS,
      stopping.signal,
      failed("checking where the bot can post again"),
    ),
    sleep(RETAIN_FIRST_MS, stopping.signal).then((goesOn) =>
      goesOn ? repeat(onceStored(tidy), RETAIN_MS, stopping.signal, failed("removing old data")) : undefined,
    ),
  ];
  return {
    wake: () => worker.wake(),
    async stop() {
      stopping.abort();
      await pTimeout(Promise.all([worker.done, ...loops]), { milliseconds: STOP_MS, fallback: () => {} });
      if (!store.exists()) return;
      await store
        .open()
        .then(async ({ db }) => {
          await keepLastLook(db, now());
          await sayGone(db, replica);
        })
        .catch(failed("leaving"));
    },
  };
}
