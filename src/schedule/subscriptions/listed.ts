import type { Place } from "#chat";
import type { SubscriptionRow } from "#store";
import { placeOf } from "../rows/place-of-row.ts";
import { type Scheduled, scheduledOf } from "../rows/scheduled.ts";
import { onChangeOf } from "../times/on-change.ts";

/** A schedule as those who may see it in chat do. Its times are said with the zone's offset now. */
export type ListedSubscription = Scheduled & {
  /** Where it posts. */
  readonly place: Place;
  /** Its times as its owner wrote them. */
  readonly written: string;
  /** IANA. */
  readonly zone: string;
  /** It posts when the story changes, not by the clock. */
  readonly onChange: boolean;
  /** Each post goes on to those who follow the channel from elsewhere. */
  readonly publish: boolean;
  /** Why it is paused, as stored. */
  readonly reason?: string;
};

/** A stored schedule as chat shows it. */
export function listedOf(row: SubscriptionRow, nowMs: number): ListedSubscription {
  const { times, cron, zone, publish, paused_reason } = row;
  return {
    ...scheduledOf(row, nowMs),
    ...{ place: placeOf(row), written: times, zone, publish },
    onChange: onChangeOf(cron) !== undefined,
    ...(paused_reason !== null && { reason: paused_reason }),
  };
}
