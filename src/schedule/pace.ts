import type { Pace, Place } from "#chat";
import { sleep } from "./sleep.ts";

/** What a platform allows, by its name. */
export type Paces = Readonly<Record<string, Pace>>;

/** A lane is what a pace counts by; `gapMs` lies between two posts in it. */
export type Lane = { readonly name: string; readonly gapMs: number };

/** The lanes that a post to a place takes up, the widest first. */
export function lanesOf({ platform, tenant, id, parent = id }: Place, paces: Paces): Lane[] {
  const pace = paces[platform] ?? {};
  const lanes: [string, number | undefined][] = [
    [platform, pace.platformPerSecond],
    [`${platform}/${tenant}`, pace.tenantPerSecond],
    // Threads count as their channel.
    [`${platform}/${tenant}/${parent}`, pace.placePerSecond],
  ];
  return lanes.flatMap(([name, perSecond]) => (perSecond === undefined ? [] : [{ name, gapMs: 1_000 / perSecond }]));
}

/** Lets posts start no faster than their lanes allow, in this process. */
export type Pacer = {
  /** Waits for a turn in every lane of a place; false when it was cut short by the signal. */
  turn(place: Place, signal: AbortSignal): Promise<boolean>;
};

export function createPacer(paces: Paces, now: () => number): Pacer {
  const freeAt = new Map<string, number>();
  const nextAt = new Map<string, number>();
  let lastMs = now();
  const book = (lanes: readonly Lane[]): number => {
    const nowMs = now();
    // What was booked by a clock that ran ahead would keep everybody waiting for as long as it was set back.
    if (nowMs < lastMs - SET_BACK_MS) for (const booked of [freeAt, nextAt]) booked.clear();
    lastMs = nowMs;
    const startMs = Math.max(nowMs, ...lanes.map(({ name }) => freeAt.get(name) ?? 0));
    for (const { name, gapMs } of lanes) freeAt.set(name, startMs + gapMs);
    if (freeAt.size > MOST_LANES) forget(freeAt, nowMs);
    if (nextAt.size > MOST_LANES) forget(nextAt, nowMs);
    return startMs - nowMs;
  };
  return {
    async turn(place, signal) {
      const lanes = lanesOf(place, paces);
      // A process that was held up wakes many at once: each still keeps its distance from the one before.
      for (let waitMs = book(lanes); ; ) {
        if (!(await sleep(waitMs, signal))) return false;
        const nowMs = now();
        waitMs = Math.max(0, ...lanes.map(({ name, gapMs }) => (nextAt.get(name) ?? 0) - slackOf(gapMs) - nowMs));
        if (waitMs > TIMER_MS) continue;
        for (const { name, gapMs } of lanes) nextAt.set(name, Math.max(nowMs, nextAt.get(name) ?? 0) + gapMs);
        return true;
      }
    },
  };
}

function forget(lanes: Map<string, number>, beforeMs: number): void {
  for (const [name, atMs] of lanes) if (atMs <= beforeMs) lanes.delete(name);
}

/** In a fast lane one post may catch up with what timers are late by, or they would add up to a slower lane. */
function slackOf(gapMs: number): number {
  return gapMs < 100 ? gapMs : 0;
}

/** A clock that goes back by less is being corrected, not set. */
export const SET_BACK_MS = 60_000;
/** What a timer may be early by. */
const TIMER_MS = 1;
const MOST_LANES = 20_000;
