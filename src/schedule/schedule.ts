import type { Bot, ChatAdapter, Place } from "#chat";
import type { Store } from "#store";
import type { Hands, ScheduleLog } from "./hands.ts";
import { tellPlanned } from "./notices.ts";
import { createPacer, type Paces } from "./pace.ts";
import { reckon, reckonAnew } from "./reckon.ts";
import type { Ended } from "./record.ts";
import { repeat } from "./repeat.ts";
import { createRoom, type LazyRoom } from "./room.ts";
import { GIVEN_UP_MS, sayAlive, sayGone, takeUp } from "./sweep.ts";
import { tick } from "./tick.ts";
import { startWorker } from "./worker.ts";

export type ScheduleOptions = {
  readonly store: Store;
  readonly log: ScheduleLog;
  readonly now: () => number;
  readonly newId: () => string;
  /** What each platform allows; its adapter's own limits. */
  readonly paces?: Paces;
  /** The place that hears of problems. */
  readonly operator?: Place;
  /** A slot this long past is not made up for. */
  readonly graceMs?: number;
  readonly tickMs?: number;
  readonly pollMs?: number;
  readonly sweepMs?: number;
  /** Deliveries in hand at once. */
  readonly mostAtOnce?: number;
  readonly onEnded?: (ended: Ended) => void;
};

/** Scheduled briefings: what falls due is posted once, or somebody hears why not. */
export type Schedule = {
  /** Begins; a database that is away is waited for. */
  start(bot: Bot, adapters: readonly ChatAdapter[]): void;
  /** Nothing new is begun; what is in hand is finished or handed back, within `STOP_MS`. */
  stop(): Promise<void>;
};

/** A stop takes no longer. */
export const STOP_MS = 9_000;
const HOUR_MS = 3_600_000;
/** A clock that goes back by less is being corrected, not set. */
const SET_BACK_MS = 60_000;

/** Makes the schedule over a store. */
export function createSchedule(options: ScheduleOptions): Schedule {
  const { store, log } = options;
  const room = createRoom(store, (error) => log.error({ err: error }, "the queue has a trouble"));
  let running: Running | undefined;
  return {
    start(bot, adapters) {
      running ??= run(room, bot, adapters, options);
    },
    async stop() {
      await running?.stop();
      await room.close();
    },
  };
}

type Running = { stop(): Promise<void> };

function run(room: LazyRoom, bot: Bot, adapters: readonly ChatAdapter[], options: ScheduleOptions): Running {
  const { log, now, newId, paces = {}, operator, graceMs = 6 * HOUR_MS, onEnded = () => {} } = options;
  const { tickMs = 1_000, pollMs = 1_000, sweepMs = 5_000, mostAtOnce = 200 } = options;
  const stopping = new AbortController();
  const replica = newId();
  const byPlatform = new Map(adapters.map((adapter) => [adapter.platform, adapter]));
  let aliveAt = now();
  const hands: Hands = {
    ...{ replica, room, bot, paces, graceMs, now, newId, log },
    ...(operator && { operator }),
    adapterOf: (platform) => byPlatform.get(platform),
    pacer: createPacer(paces, now),
    stopping: stopping.signal,
    isAlive: () => now() - aliveAt < GIVEN_UP_MS,
  };
  const worker = startWorker({ hands, pollMs, mostAtOnce, onEnded });

  const sweep = async (): Promise<void> => {
    if (!room.exists()) return;
    const open = await room.open();
    const startedAt = now();
    await sayAlive(open, replica);
    aliveAt = startedAt;
    if ((await takeUp(open, { replica, newId, left: worker.takeLeft() })) > 0) worker.wake();
    await reckon(open, now());
    await tellPlanned(open.db, hands);
  };
  let lastTickAt = now();
  const ticking = async (): Promise<void> => {
    if (!room.exists()) return;
    const open = await room.open();
    if (now() < lastTickAt - SET_BACK_MS) {
      log.warn({ byMs: lastTickAt - now() }, "the clock was set back: next runs are reckoned anew");
      await reckonAnew(open, now());
    }
    lastTickAt = now();
    if ((await tick(open, { now, newId, paces, graceMs })) > 0) worker.wake();
  };
  const failed = (what: string) => (error: unknown) => log.error({ err: error }, `${what} failed; trying again`);
  const loops = [
    repeat(sweep, sweepMs, stopping.signal, failed("looking after the schedule")),
    repeat(ticking, tickMs, stopping.signal, failed("looking for what is due")),
  ];
  return {
    async stop() {
      stopping.abort();
      await inTime(Promise.all([worker.done, ...loops]), STOP_MS);
      if (!room.exists()) return;
      await room
        .open()
        .then((open) => sayGone(open, replica))
        .catch(failed("leaving"));
    },
  };
}

async function inTime(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}
