import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Ground } from "../delivery/ground.ts";
import { faultyDisk } from "./faulty-disk.ts";
import { notRun, type Outcome, openStage, pause, within } from "./stage.ts";

const READ_ONLY_MS = 2_500;

/** The disk of the data folder turns read-only under a running bot, and can be written again. */
export async function diskReadOnlyRun({ times }: { times: number }, ground: Ground): Promise<Outcome> {
  const work = await mkdtemp(join(tmpdir(), "nutgraf-bench-disk-"));
  try {
    const place = await ground.database("embedded");
    const disk = faultyDisk(place.folder, work);
    if (typeof disk === "string") return notRun(`not run: ${disk}`);
    const lastsMs = times * (READ_ONLY_MS + 1_500);
    const stage = await openStage(
      { kind: "embedded", replicas: 1, place, env: disk.env, seeding: { count: times * 40, dueAtMs: within(lastsMs) } },
      ground,
    );
    try {
      for (let time = 0; time < times; time += 1) {
        await pause(500 + Math.random() * 1_000);
        disk.setReadOnly(true);
        await pause(READ_ONLY_MS);
        disk.setReadOnly(false);
      }
      return { ...(await stage.end()), note: `${READ_ONLY_MS / 1_000} s each` };
    } finally {
      await stage.clear();
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
