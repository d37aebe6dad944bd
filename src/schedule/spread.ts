import { sql } from "kysely";
import type { Place } from "#chat";
import type { Tx } from "#store";
import { lanesOf, type Paces } from "./pace.ts";

/**
 * When each of many posts may start, in ms from now: as their platforms' paces allow, so that thousands due at nine are
 * spread over the minutes that this takes. Lanes are kept in the database, where every replica counts in them.
 */
export async function spread(places: readonly Place[], paces: Paces, nowMs: number, tx: Tx): Promise<number[]> {
  const shared = places.map((place) => lanesOf(place, paces).filter(({ name }) => !isPlace(name)));
  const names = [...new Set(shared.flat().map(({ name }) => name))].sort();
  if (names.length === 0) return places.map(() => 0);
  await sql`insert into lanes (lane, free_at) select unnest(${names}::text[]), ${new Date(0)} on conflict do nothing`.execute(
    tx,
  );
  const rows = await tx
    .selectFrom("lanes")
    .selectAll()
    .where("lane", "in", names)
    .orderBy("lane")
    .forUpdate()
    .execute();
  const freeAt = new Map(rows.map(({ lane, free_at }) => [lane, free_at.getTime()]));
  const delays = shared.map((lanes) => {
    const startMs = Math.max(nowMs, ...lanes.map(({ name }) => freeAt.get(name) ?? 0));
    for (const { name, gapMs } of lanes) freeAt.set(name, startMs + gapMs);
    return startMs - nowMs;
  });
  const moved = JSON.stringify([...freeAt].map(([lane, at]) => ({ lane, free_at: new Date(at) })));
  await sql`update lanes l set free_at = d.free_at
    from jsonb_to_recordset(${moved}::jsonb) as d(lane text, free_at timestamptz) where l.lane = d.lane`.execute(tx);
  return delays;
}

/** A lane of one place is left to the process that posts there: thousands of rows would say little. */
function isPlace(lane: string): boolean {
  return lane.split("/").length > 2;
}
