import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createStore } from "#store";
import type { Ground, Kind, Place } from "./ground.ts";

/** How long it takes, in ms, to open a store: one that is there, and one that has to be made; in turns. */
export async function openingRun(kind: Kind, runs: number, ground: Ground) {
  const existing = await ground.database(kind);
  const times = { existing: [] as number[], new: [] as number[] };
  for (let run = -1; run < runs; run += 1) {
    const [again, anew] = [await timed(existing), await timedNew(kind, ground)];
    // The first also loads what both need.
    if (run < 0) continue;
    times.existing.push(again);
    times.new.push(anew);
  }
  return times;
}

/** How long it takes to open a store that holds something. */
export async function openingOf(place: Place, runs: number): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) times.push(await timed(place));
  return times;
}

async function timedNew(kind: Kind, ground: Ground): Promise<number> {
  if (kind === "postgres") return timed(await ground.database(kind));
  const folder = await mkdtemp(join(tmpdir(), "nutgraf-bench-new-"));
  try {
    return await timed({ folder: join(folder, "data") });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function timed(place: Place): Promise<number> {
  const store = createStore({ ...place, now: Date.now });
  const startedAt = performance.now();
  await store.open();
  const ms = performance.now() - startedAt;
  await store.close();
  return ms;
}
