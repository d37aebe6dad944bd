import type { Ground, Kind } from "../delivery/ground.ts";
import { type Outcome, openStage, pause, type Stage } from "./stage.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The clock is wrong for so long, and right for so long before. */
const WRONG_MS = 4_000;
const RIGHT_MS = 2_000;
/** A bot that was started has begun to post by then. */
const STARTED_MS = 1_500;
/** A post before its slot by more is one of a wrong clock. */
const EARLY_MS = 60_000;

export type ClockRun = {
  readonly kind: Kind;
  readonly replicas: number;
  /** How far the clock is set, and how often; while processes run, or in between. */
  readonly byMs: number;
  readonly times: number;
  readonly stopped: boolean;
};

/**
 * The clock of the machine is wrong for a while and is put right, while the platform's stays right. Half of the slots are
 * today's, the others tomorrow's, which a clock that is a day ahead takes for today's.
 */
export async function clockRun({ kind, replicas, byMs, times, stopped }: ClockRun, ground: Ground): Promise<Outcome> {
  const startedAt = Date.now();
  const lastsMs = times * (RIGHT_MS + WRONG_MS) + RIGHT_MS;
  const today = () => startedAt + 1_000 + Math.random() * lastsMs;
  const tomorrow = () => startedAt + DAY_MS - HOUR_MS * (0.2 + Math.random());
  const dueAtMs = (index: number) => Math.floor(index % 2 === 0 ? today() : tomorrow());
  const stage = await openStage(
    { kind, replicas, faults: { latencyMs: 800 }, seeding: { count: 40 * times, dueAtMs } },
    ground,
  );
  const set = async (wrongByMs: number, passedMs = 0) => {
    const ahead = { clockMs: passedMs + wrongByMs, platformMs: passedMs };
    if (stopped) await restart(stage, () => stage.setClocks(ahead));
    else stage.setClocks(ahead);
  };
  try {
    for (let time = 0; time < times; time += 1) {
      await pause(RIGHT_MS);
      await set(byMs);
      const leastMs = stopped ? STARTED_MS : 500;
      await pause(leastMs + (WRONG_MS - leastMs) * Math.random());
      await set(0);
    }
    await pause(Math.max(RIGHT_MS, startedAt + lastsMs + RIGHT_MS - Date.now()));
    const slotsOf = new Map(stage.subscriptions.map(({ place, next_run_at }) => [place, next_run_at?.getTime() ?? 0]));
    const early = stage.platform.messages.filter(({ place, at }) => at < (slotsOf.get(place) ?? 0) - EARLY_MS).length;
    // A day passes in truth.
    await set(0, DAY_MS);
    return { ...(await stage.end({ earlyMs: EARLY_MS })), note: `${early} were posted early by the wrong clock` };
  } finally {
    await stage.clear();
  }
}

/** Half of the processes go in an orderly way, half without warning. */
async function restart({ running, start }: Stage, between: () => void): Promise<void> {
  const replicas = running.length;
  await Promise.all(running.splice(0).map((child) => (Math.random() < 0.5 ? child.stop() : child.kill())));
  between();
  const started = Array.from({ length: replicas }, start);
  await Promise.all(started.map(({ ready }) => ready));
}
