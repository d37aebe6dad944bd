import type { Bot, ChatAdapter } from "#chat";
import { settleIntroductions } from "./add.ts";
import { calm } from "./calm.ts";
import type { Hands } from "./hands.ts";
import type { Metrics } from "./metrics.ts";
import { tellPlanned } from "./notices.ts";
import { createPacer, SET_BACK_MS } from "./pace.ts";
import { reckon, reckonAnew } from "./reckon.ts";
import { repeat } from "./repeat.ts";
import { retain } from "./retain.ts";
import type { LazyRoom } from "./room.ts";
import type { ScheduleOptions } from "./schedule.ts";
import { sleep } from "./sleep.ts";
import { createStrayFinder, sayAlive, sayGone, takeUp } from "./sweep.ts";
import { tick } from "./tick.ts";
import { startWorker } from "./worker.ts";

export type Running = {
  /** Looks for work now. */
  wake(): void;
  stop(): Promise<void>;
};

type RunOptions = ScheduleOptions & {
  readonly room: LazyRoom;
  readonly bot: Bot;
  readonly adapterOf: (platform: string) => ChatAdapter | undefined;
  readonly metrics?: Metrics;
};

/** A stop takes no longer. */
export const STOP_MS = 9_000;
const HOUR_MS = 3_600_000;
const RETAIN_MS = 6 * HOUR_MS;
/** Not in the first minute, when there is enough to do. */
const RETAIN_FIRST_MS = 60_000;

/** Runs the schedule: looks for what is due, delivers it, looks after what others left, removes what is old. */
export function run(options: RunOptions): Running {
  const { room, bot, adapterOf, log, now, newId, metrics, paces = {}, operator, graceMs = 6 * HOUR_MS } = options;
  const { tickMs = 1_000, pollMs = 1_000, sweepMs = 5_000, givenUpMs = 15_000, mostAtOnce = 200 } = options;
  const stopping = new AbortController();
  const replica = newId();
  let aliveAt = now();
  const hands: Hands = {
    ...{ replica, room, bot, adapterOf, paces, graceMs, now, newId, log },
    ...(operator && { operator }),
    pacer: createPacer(paces, now),
    stopping: stopping.signal,
    isAlive: () => Math.abs(now() - aliveAt) < givenUpMs,
  };
  const worker = startWorker({ hands, pollMs, mostAtOnce, onEnded: (ended) => metrics?.ended(ended, now()) });

  const strayIn = createStrayFinder(replica, worker.inHand);
  const sweep = async (): Promise<void> => {
    const open = await room.open();
    const saidAt = now();
    await sayAlive(open, replica);
    aliveAt = saidAt;
    if ((await takeUp(open, { replica, newId, givenUpMs, stray: await strayIn(open.db) })) > 0) worker.wake();
    await reckon(open, now());
    await settleIntroductions(open.db, now());
  };
  let lastTickAt = now();
  const look = async (): Promise<void> => {
    const open = await room.open();
    const startedAt = now();
    if (startedAt < lastTickAt - SET_BACK_MS) {
      log.warn({ byMs: lastTickAt - startedAt }, "the clock was set back: next runs are reckoned anew");
      await reckonAnew(open, startedAt);
    }
    lastTickAt = startedAt;
    const { planned } = await tick(open, { now, newId, paces, graceMs });
    if (planned > 0) worker.wake();
    metrics?.ticked(now() - startedAt);
  };
  const onceStored = (what: () => Promise<void>) => async () => {
    if (room.exists()) await what();
  };
  const tidy = async () => retain(await room.open(), now());
  const tell = calm(log.error.bind(log), now);
  const failed = (what: string) => (error: unknown) => tell({ err: error }, `${what} failed; trying again`);
  const loops = [
    repeat(onceStored(sweep), sweepMs, stopping.signal, failed("looking after the schedule")),
    repeat(onceStored(look), tickMs, stopping.signal, failed("looking for what is due")),
    // On its own: a platform that is slow to take a notice must not keep this process from saying that it is there.
    repeat(
      onceStored(async () => tellPlanned((await room.open()).db, hands)),
      sweepMs,
      stopping.signal,
      failed("telling what is planned"),
    ),
    sleep(RETAIN_FIRST_MS, stopping.signal).then((goesOn) =>
      goesOn ? repeat(onceStored(tidy), RETAIN_MS, stopping.signal, failed("removing what is old")) : undefined,
    ),
  ];
  return {
    wake: () => worker.wake(),
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
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
