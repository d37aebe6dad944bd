import type { Instant } from "#chat";
import type { SubscriptionRow } from "#store";
import { instantOf } from "../times/instant.ts";
import { sayTimes } from "../times/say-times.ts";

/** What everyone who sees a schedule is shown of it. */
export type Scheduled = {
  readonly id: string;
  /** Briefing id, or `all`. */
  readonly topic: string;
  /** Section names separated by periods; empty: all. */
  readonly sections: string;
  /** In words, with the zone. */
  readonly times: string;
  readonly onlyIfChanged: boolean;
  readonly state: "active" | "paused";
  /** Empty if it no longer has one. */
  readonly owner: string;
  readonly ownerName?: string;
  readonly next?: Instant;
};

/** A schedule as it is shown. `nowMs`: its times are said with the zone's offset at that instant. */
export function scheduledOf(row: SubscriptionRow, nowMs?: number): Scheduled {
  const { id, topic, sections, cron, zone, only_if_changed, state, owner, owner_name, next_run_at } = row;
  return {
    ...{ id, topic, sections, state, owner },
    times: sayTimes({ cron }, zone, nowMs),
    onlyIfChanged: only_if_changed,
    ...(owner_name !== null && { ownerName: owner_name }),
    ...(next_run_at && { next: instantOf(next_run_at, zone) }),
  };
}
