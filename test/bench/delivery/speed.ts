import { randomUUID } from "node:crypto";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { sql } from "kysely";
import type { Paces } from "#schedule";
import { createStore } from "#store";
import { tick } from "../../../src/schedule/plan/plan-due.ts";
import { type Faults, startPlatform } from "../../fakes/platform.ts";
import { type Ground, type Kind, type Place, seed, startChild, withStore } from "./ground.ts";

/** How long it takes to plan all that falls due at once, and to find nothing due; what was planned stays in `place`. */
export async function tickRun({ all, due }: { all: number; due: number }, place: Place) {
  const nowMs = Date.parse("2026-11-23T09:00:00Z");
  const store = createStore({ ...place, now: Date.now });
  try {
    const open = await store.open();
    await seed(open, { count: all, dueAtMs: (index) => (index < due ? nowMs : nowMs + 86_400_000) });
    await sql`analyze`.execute(open.db);
    const options = { now: () => nowMs, newId: randomUUID, paces: {}, graceMs: 3_600_000 };
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const startedAt = performance.now();
    const { planned } = await tick(open.db, options);
    const ms = performance.now() - startedAt;
    delay.disable();
    const idle: number[] = [];
    for (let run = 0; run < 20; run += 1) {
      const from = performance.now();
      await tick(open.db, options);
      idle.push(performance.now() - from);
    }
    return { planned, ms, idleMs: idle.sort((a, b) => a - b)[10] ?? 0, blockedMs: delay.max / 1e6 };
  } finally {
    await store.close();
  }
}

export type SpeedRun = {
  readonly kind: Kind;
  readonly does: "schedule" | "bare";
  readonly deliveries: number;
  readonly replicas: number;
  readonly faults?: Faults;
  readonly paces?: Paces;
};

/** How many are posted a second, by the platform's clock, from the first to the last. */
export async function speedRun({ kind, does, deliveries, replicas, faults = {}, paces }: SpeedRun, ground: Ground) {
  const place = await ground.database(kind);
  const platform = await startPlatform(faults);
  await withStore(place, (open) => seed(open, { count: deliveries, dueAtMs: () => Date.now() - 1_000 }));
  const task = {
    does,
    ...place,
    platformUrl: platform.url,
    offsetMs: 0,
    mostAtOnce: does === "bare" ? 50 : 200,
  } as const;
  const startedAt = performance.now();
  const running = Array.from({ length: replicas }, () =>
    startChild({ ...task, ...(paces && { paces }) }, ground.program),
  );
  try {
    while (platform.messages.length < deliveries && performance.now() - startedAt < 120_000)
      await new Promise((resolve) => setTimeout(resolve, 10));
    const [first, last] = [platform.messages[0], platform.messages.at(-1)];
    const seconds = ((last?.at ?? 0) - (first?.at ?? 0)) / 1_000;
    const ends = await Promise.all(running.map((child) => (does === "bare" ? child.ended : child.stop())));
    const keys = new Set(platform.messages.map(({ key }) => key));
    return {
      seconds,
      perSecond: Math.round(deliveries / seconds),
      lost: deliveries - keys.size,
      twice: platform.messages.length - keys.size,
      refused: platform.told.limited,
      rssMb: Math.max(...ends.map(({ rssMb }) => rssMb)),
    };
  } finally {
    await Promise.all(running.map((child) => child.kill()));
    await platform.stop();
  }
}
