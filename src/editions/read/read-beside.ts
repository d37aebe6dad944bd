import type { Briefing } from "#briefing";
import { createStore, differencesOf, readFrom, type StoreOptions } from "#store";
import { changesSince, sayChanges, sinceOf, type WhatChanged } from "./changes.ts";

const ZONE = "UTC";

/**
 * What changed in a briefing since a time as people type it, in UTC, or within a week. For use beside the process that
 * has the store, so it opens the store each time. "unread": the time can't be read. "none": no edition is known yet.
 * "not kept": nothing is stored.
 *
 * @throws {StoreError} if the store can't be read
 * @example
 * const changes = await changesBeside(briefing, "yesterday", { folder: "data", now });
 */
export async function changesBeside(
  briefing: Briefing,
  since: string,
  { now, ...where }: Pick<StoreOptions, "folder" | "url" | "now">,
): Promise<WhatChanged | "unread" | "none" | "not kept"> {
  const sinceMs = sinceOf(since, now(), ZONE);
  if (sinceMs === undefined) return "unread";
  if (!createStore({ ...where, now }).exists()) return "not kept";
  const { db, close } = await readFrom(where);
  try {
    if (!(await differencesOf(db).hasTable("editions", db))) return "not kept";
    return sayChanges(await changesSince(briefing, sinceMs, db), ZONE);
  } finally {
    await close();
  }
}
