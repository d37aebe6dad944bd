import { sql } from "kysely";
import type { Place } from "#chat";
import { differencesOf, type Store } from "#store";
import { gather } from "../flow/batch-writes.ts";
import { sharedLanes, spread } from "./lanes.ts";
import { type BookShared, bookAlone, type Paces } from "./pacer.ts";

/**
 * Books turns where every process counts in them: in memory where there is one process, else in the database. What is
 * asked at once is booked together.
 */
export function bookTurns(store: Store, paces: Paces, monotonic: () => number): BookShared {
  const inMemory = bookAlone(paces, monotonic);
  const inDatabase = gather<Place, number>(async (places) => {
    const { db } = await store.open();
    return db.transaction().execute(async (tx) => {
      // By the clock of the database: those of the processes may differ.
      const { rows } = await sql<{ now: Date | number }>`select ${differencesOf(tx).now} as now`.execute(tx);
      const nowMs = new Date(rows[0]?.now ?? 0).getTime();
      return spread(places, { paces, prefix: "post", nowMs }, tx);
    });
  });
  return async (place) => {
    if (sharedLanes(place, paces).length === 0) return 0;
    return (await store.open()).alone ? inMemory(place) : inDatabase(place);
  };
}
