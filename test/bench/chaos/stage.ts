import type { SubscriptionRow } from "#store";
import { type FakePlatform, type Faults, startPlatform } from "../../fakes/platform.ts";
import { damageIn } from "../delivery/damage.ts";
import {
  type Child,
  type Ground,
  type Kind,
  type Place,
  type Seeding,
  seed,
  startChild,
  withStore,
} from "../delivery/ground.ts";
import { type Judged, judge, type Verdict } from "../delivery/judge.ts";
import { quiet } from "../delivery/quiet.ts";

/** What came of a row; `broken`: what else went wrong, a sentence each. */
export type Outcome = Verdict & { readonly note: string; readonly broken: readonly string[] };

export type StageOptions = {
  readonly kind: Kind;
  readonly replicas: number;
  /** An empty one of the ground's, where none is given. */
  readonly place?: Place;
  /** What falls due while something goes wrong; nothing else does. */
  readonly seeding: Omit<Seeding, "cron">;
  readonly faults?: Faults;
  readonly env?: Readonly<Record<string, string>>;
};

/** A store, a platform and processes between them, for one row. */
export type Stage = {
  readonly place: Place;
  readonly platform: FakePlatform;
  readonly running: Child[];
  readonly subscriptions: readonly SubscriptionRow[];
  /** How far the clocks of processes are ahead, and that of the platform; of those that run too. */
  setClocks(ahead: { readonly clockMs: number; readonly platformMs: number }): void;
  start(): Child;
  /** Waits until nothing more is posted, stops all, and looks at what stands in the channels. */
  end(more?: Partial<Judged>): Promise<Verdict & { readonly broken: readonly string[] }>;
  clear(): Promise<void>;
};

const YEARLY = "0 9 1 1 *";
/** A network takes its time. */
const LATENCY: Faults = { latencyMs: 60 };

export async function openStage(
  { kind, replicas, place: given, seeding, faults = LATENCY, env = {} }: StageOptions,
  ground: Ground,
): Promise<Stage> {
  const place = given ?? (await ground.database(kind));
  const platform = await startPlatform(faults);
  const subscriptions = await withStore(place, (open) => seed(open, { ...seeding, cron: YEARLY }));
  let ahead = { clockMs: 0, platformMs: 0 };
  const running: Child[] = [];
  const broken: string[] = [];
  const start = () => {
    const clocks = { offsetMs: ahead.clockMs, platformOffsetMs: ahead.platformMs };
    const child = startChild(
      { does: "schedule", ...place, platformUrl: platform.url, ...clocks, mostAtOnce: 20 },
      { ...ground.program, env: { ...ground.program.env, ...env } },
    );
    running.push(child);
    return child;
  };
  for (let replica = 0; replica < replicas; replica += 1) start();
  await Promise.all(running.map(({ ready }) => ready));
  return {
    ...{ place, platform, running, subscriptions, start },
    setClocks(next) {
      platform.skip(next.platformMs - ahead.platformMs);
      ahead = next;
      for (const child of running) {
        child.tell(`platform ${next.platformMs}`);
        child.tell(`clock ${next.clockMs}`);
      }
    },
    async end(more = {}) {
      await quiet(() => platform.messages.length);
      const ended = running.filter((child) => !child.runs()).length;
      if (ended > 0) broken.push(`${ended} processes ended by themselves`);
      await Promise.all(running.splice(0).map((child) => child.stop()));
      const verdict = await judge({ place, messages: platform.messages, subscriptions, ...more });
      if (kind === "embedded") broken.push(...damageIn(place));
      return { ...verdict, broken };
    },
    async clear() {
      await Promise.all(running.map((child) => child.kill()));
      await platform.stop();
    },
  };
}

/** Nothing was thrown at it, and why. */
export function notRun(note: string): Outcome {
  return { slots: 0, lost: 0, twice: 0, unknown: 0, told: 0, note, broken: [] };
}

/** One of many, at random. */
export function anyOf<T>(many: readonly T[]): T {
  return many[Math.floor(Math.random() * many.length)] as T;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Instants at random from now until then. */
export function within(ms: number): () => number {
  const startedAt = Date.now();
  return () => Math.floor(startedAt + Math.random() * ms);
}
