import { sql } from "kysely";
import type { Place } from "#chat";
import { differencesOf, type Tx } from "#store";
import { lanesOf, type Paces } from "./pacer.ts";

/**
 * When each of many posts may start, in ms from `nowMs`, as their platforms' paces allow. Lanes are kept in the database,
 * shared by all processes; `prefix` separates planning, posting and editing.
 */
export async function spread(
  places: readonly Place[],
  {
    paces,
    prefix,
    nowMs,
  }: { readonly paces: Paces; readonly prefix: "plan" | "post" | "edit"; readonly nowMs: number },
  tx: Tx,
): Promise<number[]> {
  const shared = places.map((place) =>
    sharedLanes(place, paces).map((lane) => ({ ...lane, name: `${prefix} ${lane.name}` })),
  );
  const names = [...new Set(shared.flat().map(({ name }) => name))].sort();
  if (names.length === 0) return places.map(() => 0);
  const { lockRows, rows: table } = differencesOf(tx);
  await tx
    .insertInto("lanes")
    .values(names.map((lane) => ({ lane, free_at: new Date(0) })))
    .onConflict((conflict) => conflict.column("lane").doNothing())
    .execute();
  const rows = await tx
    .selectFrom("lanes")
    .selectAll()
    .where("lane", "in", names)
    .orderBy("lane")
    .modifyEnd(lockRows)
    .execute();
  const freeAt = new Map(rows.map(({ lane, free_at }) => [lane, free_at.getTime()]));
  const delays = shared.map((lanes) => {
    const startMs = Math.max(nowMs, ...lanes.map(({ name }) => freeAt.get(name) ?? 0));
    for (const { name, gapMs } of lanes) freeAt.set(name, startMs + gapMs);
    return startMs - nowMs;
  });
  const moved = [...freeAt].map(([lane, atMs]) => ({ name: lane, moved_to: new Date(atMs) }));
  await sql`update lanes set free_at = r.moved_to
    from ${table(moved, { name: "text", moved_to: "instant" })} where lane = r.name`.execute(tx);
  return delays;
}

/**
 * The lanes that processes share. A place's own lane is left to the process that posts there: sharing it would add
 * thousands of rows for little use.
 */
export function sharedLanes(place: Place, paces: Paces) {
  return lanesOf(place, paces).filter(({ of }) => of !== "place");
}
