import type { Ground } from "../delivery/ground.ts";
import { type Outcome, openStage, pause, within } from "./stage.ts";

const REPLICAS = 3;
const AWAY_MS = 2_000;

/** The database server is killed without warning, is away for a while, and recovers from its log. */
export async function serverKilledRun({ times }: { times: number }, ground: Ground): Promise<Outcome> {
  const lastsMs = times * (AWAY_MS + 3_000);
  const stage = await openStage(
    {
      ...{ kind: "postgres", replicas: REPLICAS, faults: { latencyMs: 60, drop: 0.02 } },
      seeding: { count: times * 60, dueAtMs: within(lastsMs) },
    },
    ground,
  );
  try {
    for (let time = 0; time < times; time += 1) {
      await pause(1_000 + Math.random() * 1_000);
      await ground.server.crash();
      await pause(AWAY_MS * Math.random());
      await ground.server.start();
    }
    return { ...(await stage.end()), note: `away for up to ${AWAY_MS / 1_000} s each` };
  } finally {
    await stage.clear();
  }
}
