import type { Database } from "#store";
import { startPlatform } from "../../fakes/platform.ts";
import { type Child, type Ground, type Kind, seed, startChild, withStore } from "./ground.ts";

export type FaultRun = {
  readonly kind: Kind;
  readonly deliveries: number;
  readonly kills: number;
  readonly replicas: number;
};

/** What the platform's own record says of a run, beside what the bot's says of itself. */
export type FaultResult = {
  readonly lost: number;
  readonly twice: number;
  readonly unknown: number;
  /** Unknown, and nobody was told. */
  readonly untold: number;
  /** Posts under way when a process was killed, and answers that the platform dropped: unknown may be no more. */
  readonly excusable: number;
  readonly kills: number;
  readonly refused: number;
  readonly seconds: number;
};

/** Some restarts come after the platform has forgotten its nonces. */
const LATE_MS = 150_000;

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
  await withStore(place, (open) => seed(open, deliveries, () => Math.floor(startedAt + Math.random() * lastsMs)));
  let offsetMs = 0;
  const inFlight = new Set<string>();
  const start = () => startChild({ does: "schedule", ...place, platformUrl: platform.url, offsetMs, mostAtOnce: 20 });
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
    await done(() => platform.messages.length, running);
    await Promise.all(running.map((child) => child.stop()));
    return await judge();
  } finally {
    await Promise.all(running.map((child) => child.kill()));
    await platform.stop();
  }

  async function judge(): Promise<FaultResult> {
    const { rows, told } = await withStore(place, async ({ db }) => ({
      rows: await db.selectFrom("deliveries").select(["subscription", "slot", "state"]).execute(),
      told: new Set((await db.selectFrom("notices").select("key").execute()).map(({ key }) => key)),
    }));
    const standing = Map.groupBy(platform.messages, ({ key }) => key);
    const keyOf = (row: { subscription: string; slot: Date }) => `slot:${row.subscription}:${row.slot.toISOString()}`;
    const slots = rows.filter(({ state }) => state !== "skipped");
    const unknown = slots.filter(({ state }) => state === "unknown");
    const planned = new Set(rows.map(({ subscription }) => subscription));
    const unplanned = deliveries - planned.size;
    const unsent = slots.filter((row) => row.state !== "unknown" && !standing.has(keyOf(row))).length;
    return {
      lost: unplanned + unsent,
      twice: [...standing].filter(([key, messages]) => key.startsWith("slot:") && messages.length > 1).length,
      unknown: unknown.length,
      untold: unknown.filter((row) => !told.has(`unknown:${keyOf(row)}:owner`)).length,
      excusable: inFlight.size + platform.told.dropped,
      kills,
      refused: platform.told.refused,
      seconds: (Date.now() - startedAt) / 1_000,
    };
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

/** Waits until nothing new has been posted for a while; longer than a dead process is waited for. */
async function done(count: () => number, running: readonly Child[]): Promise<void> {
  let before = -1;
  let quietMs = 0;
  while (quietMs < QUIET_MS) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    quietMs = count() === before ? quietMs + 250 : 0;
    before = count();
  }
  if (running.length === 0) throw new Error("nobody is left to deliver");
}

const QUIET_MS = 4_000;
