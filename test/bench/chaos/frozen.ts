import type { Ground } from "../delivery/ground.ts";
import { anyOf, type Outcome, openStage, pause, within } from "./stage.ts";

const REPLICAS = 3;
/** Longer than a process that is silent is waited for. */
const FROZEN_MS = 4_500;

/** Replicas stop where they stand, are given up by the others, and go on as if nothing had happened. */
export async function frozenRun({ times }: { times: number }, ground: Ground): Promise<Outcome> {
  const lastsMs = times * (FROZEN_MS + 500);
  const stage = await openStage(
    {
      ...{ kind: "postgres", replicas: REPLICAS, faults: { latencyMs: 60, drop: 0.02 } },
      seeding: { count: times * 40, dueAtMs: within(lastsMs) },
    },
    ground,
  );
  try {
    for (let time = 0; time < times; time += 1) {
      await pause(Math.random() * 500);
      const one = anyOf(stage.running);
      one.freeze();
      await pause(FROZEN_MS);
      one.thaw();
    }
    const verdict = await stage.end();
    return { ...verdict, note: `${FROZEN_MS / 1_000} s each, given up after 3 s` };
  } finally {
    for (const child of stage.running) child.thaw();
    await stage.clear();
  }
}
