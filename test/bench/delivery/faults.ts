import type { Database } from "#store";
import { startPlatform } from "../../fakes/platform.ts";
import { damageIn } from "./damage.ts";
import { type Child, type Ground, type Kind, seed, startChild, withStore } from "./ground.ts";
import { judge, type Verdict } from "./judge.ts";
import { quiet } from "./quiet.ts";

export type FaultRun = {
  readonly kind: Kind;
  readonly deliveries: number;
  readonly kills: number;
  readonly replicas: number;
};

export type FaultResult = Verdict & {
  /** Unknown, and nobody was told. */
  readonly untold: number;
  /** Posts under way when a process was killed, and answers that the platform dropped: unknown may be no more. */
  readonly excusable: number;
  readonly kills: number;
  readonly refused: number;
  readonly seconds: number;
  /** What SQLite itself finds wrong with the file. */
  readonly damage: readonly string[];
};

/** Some restarts come after the platform has forgotten its nonces. */
const LATE_MS = 150_000;
/** Nothing else falls due meanwhile. */
const YEARLY = "0 9 1 1 *";

/**
 * Delivers while its processes are killed without warning at random moments and the platform drops answers and refuses
 * calls at random; then looks at what stands in the channels.
 */
export async function faultRun({ kind, deliveries, kills, replicas }: FaultRun, ground: Ground): Promise<FaultResult> {
  const place = await ground.database(kind);
  const platform = await startPlatform({ drop: 0.05, busy: 0.02, broken: 0.02, retryAfterMs: 100, latencyMs: 60 });
  const startedAt = Date.now();
  // Long enough that something is due at every kill.
  const lastsMs = kills * (kind === "embedded" ? 1_500 : 1_000);
  const dueAtMs = () => Math.floor(startedAt + Math.random() * lastsMs);
  const subscriptions = await withStore(place, (open) => seed(open, { count: deliveries, dueAtMs, cron: YEARLY }));
  let offsetMs = 0;
  const inFlight = new Set<string>();
  const start = () =>
    startChild({ does: "schedule", ...place, platformUrl: platform.url, offsetMs, mostAtOnce: 20 }, ground.program);
  const running: Child[] = Array.from({ length: replicas }, start);
  try {
    for (let killed = 0; killed < kills; killed += 1) {
      const one = running.splice(Math.floor(Math.random() * running.length), 1)[0] as Child;
      await one.ready;
      await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 900));
      await one.kill();
      // One in four comes late: by then every process is gone, and the platform has forgotten.
      if (killed % 4 === 3) {
        await Promise.all(running.splice(0).map((other) => other.kill()));
        offsetMs += LATE_MS;
        platform.skip(LATE_MS);
      }
      for (const id of await withStore(place, ({ db }) => leftSending(db))) inFlight.add(id);
      while (running.length < replicas) running.push(start());
    }
    await Promise.all(running.map(({ ready }) => ready));
    await quiet(() => platform.messages.length);
    await Promise.all(running.map((child) => child.stop()));
    const verdict = await judge({ place, messages: platform.messages, subscriptions });
    return {
      ...verdict,
      untold: verdict.unknown - verdict.told,
      excusable: inFlight.size + platform.told.dropped,
      kills,
      refused: platform.told.refused,
      seconds: (Date.now() - startedAt) / 1_000,
      damage: kind === "embedded" ? damageIn(place) : [],
    };
  } finally {
    await Promise.all(running.map((child) => child.kill()));
    await platform.stop();
  }
}

/** Deliveries that a dead process was sending: a living one is through with its own in between. */
async function leftSending(db: Database): Promise<ReadonlySet<string>> {
  const look = async () => {
    const rows = await db.selectFrom("deliveries").select("id").where("state", "=", "sending").execute();
    return new Set(rows.map(({ id }) => id));
  };
  const before = await look();
  await new Promise((resolve) => setTimeout(resolve, 400));
  return before.intersection(await look());
}
