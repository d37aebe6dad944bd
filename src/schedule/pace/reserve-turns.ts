import { sql } from "kysely";
import type { Place } from "#chat";
import { differencesOf, type Store } from "#store";
import { batchWrites } from "../flow/batch-writes.ts";
import { type BookShared, bookAlone, type Paces } from "./pacer.ts";
import { sharedLanes, spread } from "./rate-lanes.ts";

/**
 * Books turns across all processes, to post or to edit: in memory if there is only one, else in the database.
 * Simultaneous requests are booked together.
 */
export function bookTurns(
  store: Store,
  paces: Paces,
  monotonic: () => number,
  prefix: "post" | "edit" = "post",
): BookShared {
  const inMemory = bookAlone(paces, monotonic);
  const inDatabase = batchWrites<Place, number>(async (places) => {
    const { db } = await store.open();
    return db.transaction().execute(async (tx) => {
      // By the database's clock: the processes' clocks may differ.
      const { rows } = await sql<{ now: Date | number }>`select ${differencesOf(tx).now} as now`.execute(tx);
      const nowMs = new Date(rows[0]?.now ?? 0).getTime();
      return spread(places, { paces, prefix, nowMs }, tx);
    });
  });
  return async (place) => {
    if (sharedLanes(place, paces).length === 0) return 0;
    return (await store.open()).alone ? inMemory(place) : inDatabase(place);
  };
}
