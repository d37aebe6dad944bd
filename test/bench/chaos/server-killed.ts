import { freshDatabase, startPostgres } from "../../fixtures/stores/postgres.ts";
import type { Ground } from "../delivery/ground.ts";
import { type Outcome, openStage, pause, within } from "./stage.ts";

const REPLICAS = 3;
const AWAY_MS = 2_000;

/** The database server, one of its own, is killed without warning, is away for a while, and recovers from its log. */
export async function serverKilledRun({ times }: { times: number }, ground: Ground): Promise<Outcome> {
  const server = await startPostgres({ durable: true });
  try {
    const { folder } = await ground.empty("embedded");
    const place = { folder, url: await freshDatabase(server.url("postgres")) };
    const lastsMs = times * (AWAY_MS + 2_500);
    const stage = await openStage(
      {
        ...{ kind: "postgres", replicas: REPLICAS, place, faults: { latencyMs: 60, drop: 0.02 } },
        seeding: { count: times * 60, dueAtMs: within(lastsMs) },
      },
      ground,
    );
    try {
      for (let time = 0; time < times; time += 1) {
        await pause(500 + Math.random() * 1_500);
        await server.crash();
        await pause(AWAY_MS * Math.random());
        await server.start();
      }
      return { ...(await stage.end()), note: `away for up to ${AWAY_MS / 1_000} s each` };
    } finally {
      await stage.clear();
    }
  } finally {
    await server.stop();
  }
}
