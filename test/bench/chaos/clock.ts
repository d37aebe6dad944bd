import type { Ground, Kind } from "../delivery/ground.ts";
import { type Outcome, openStage, pause, type Stage } from "./stage.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Slots of today fall due within so long. */
const TODAY_MS = 14_000;
/** A post before its slot by more is one of a wrong clock. */
const EARLY_MS = 60_000;

export type ClockRun = {
  readonly kind: Kind;
  readonly replicas: number;
  /** How far the clock is set; while processes run, or in between. */
  readonly byMs: number;
  readonly stopped: boolean;
  readonly count: number;
};

/**
 * The clock of the machine is wrong for a while and is put right, while the platform's stays right. Half of the slots are
 * today's, the others tomorrow's, which a clock that is a day ahead takes for today's.
 */
export async function clockRun({ kind, replicas, byMs, stopped, count }: ClockRun, ground: Ground): Promise<Outcome> {
  const startedAt = Date.now();
  const today = () => startedAt + 1_000 + Math.random() * TODAY_MS;
  const tomorrow = () => startedAt + DAY_MS - HOUR_MS * (0.2 + Math.random());
  const dueAtMs = (index: number) => Math.floor(index % 2 === 0 ? today() : tomorrow());
  const stage = await openStage({ kind, replicas, seeding: { count, dueAtMs } }, ground);
  const set = async (wrongByMs: number, passedMs = 0) => {
    const ahead = { clockMs: passedMs + wrongByMs, platformMs: passedMs };
    if (stopped) await restart(stage, () => stage.setClocks(ahead));
    else stage.setClocks(ahead);
  };
  try {
    await pause(3_000);
    await set(byMs);
    await pause(5_000);
    await set(0);
    await pause(Math.max(0, startedAt + TODAY_MS + 3_000 - Date.now()));
    const early = stage.platform.messages.filter(({ key }) => key.startsWith("slot:")).length - Math.ceil(count / 2);
    // A day passes in truth.
    await set(0, DAY_MS);
    const verdict = await stage.end({ earlyMs: EARLY_MS });
    return { ...verdict, note: `${Math.max(0, early)} were posted early by the wrong clock` };
  } finally {
    await stage.clear();
  }
}

/** Half of the processes go in an orderly way, half without warning. */
async function restart({ running, start }: Stage, between: () => void): Promise<void> {
  const replicas = running.length;
  await Promise.all(running.splice(0).map((child) => (Math.random() < 0.5 ? child.stop() : child.kill())));
  between();
  for (let replica = 0; replica < replicas; replica += 1) start();
}
