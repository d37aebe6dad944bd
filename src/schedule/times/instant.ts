import type { Instant } from "#chat";
import { problemWithZone } from "./runs.ts";
import { sayInstant } from "./say-times.ts";

/** An instant in a zone, or in UTC if this machine does not know the zone, as after restoring a backup. */
export function instantOf(at: Date, zone: string): Instant {
  const atMs = at.getTime();
  return { atMs, said: sayInstant(atMs, problemWithZone(zone) === undefined ? zone : "UTC") };
}
