import type { Briefing } from "#briefing";
import { readSince, sayInstant } from "#schedule";
import { createStore, differencesOf, readFrom, type StoreOptions } from "#store";
import { changesSince, type TopicChanges } from "./changes.ts";

const WEEK_MS = 7 * 86_400_000;
const ZONE = "UTC";

/**
 * What changed in a briefing since a time as people type it, in UTC, or within a week; read beside the process that has the
 * store, which is opened anew each time. "unread": the time can't be read. "none": no edition is known yet. "not kept":
 * nothing is stored.
 * @throws StoreError if the store can't be read
 */
export async function changesBeside(
  briefing: Briefing,
  since: string,
  { now, ...where }: Pick<StoreOptions, "folder" | "url" | "now">,
): Promise<(TopicChanges & { readonly since: string }) | "unread" | "none" | "not kept"> {
  const typed = since.trim();
  const sinceMs = typed === "" ? now() - WEEK_MS : readSince(typed, now(), ZONE);
  if (sinceMs === undefined) return "unread";
  if (!createStore({ ...where, now }).exists()) return "not kept";
  const { db, close } = await readFrom(where);
  try {
    if (!(await differencesOf(db).hasTable("editions", db))) return "not kept";
    const changes = await changesSince(briefing, sinceMs, db);
    return changes ? { ...changes, since: sayInstant(changes.sinceMs, ZONE) } : "none";
  } finally {
    await close();
  }
}
