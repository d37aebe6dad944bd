import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import type { Ground } from "../delivery/ground.ts";
import { type Outcome, openStage, pause, within } from "./stage.ts";

const AWAY_MS = 2_500;

/** The data folder is moved away under a running bot, and put back. */
export async function folderRemovedRun({ times }: { times: number }, ground: Ground): Promise<Outcome> {
  const lastsMs = times * (AWAY_MS + 1_500);
  const stage = await openStage(
    { kind: "embedded", replicas: 1, seeding: { count: times * 40, dueAtMs: within(lastsMs) } },
    ground,
  );
  const { folder } = stage.place;
  const broken: string[] = [];
  try {
    for (let time = 0; time < times; time += 1) {
      await pause(500 + Math.random() * 1_000);
      await rename(folder, `${folder}.away`);
      await pause(AWAY_MS);
      if (existsSync(folder)) broken.push("something new was made where the folder had been");
      else await rename(`${folder}.away`, folder);
    }
    const verdict = await stage.end();
    return { ...verdict, note: `${AWAY_MS / 1_000} s each`, broken: [...broken, ...verdict.broken] };
  } finally {
    await stage.clear();
  }
}
