import type { SubscriptionRow } from "#store";
import type { CheckedRequest } from "../times/request.ts";
import type { Asking } from "./asking.ts";

/** A new subscription, as it is stored. */
export function rowOf(id: string, { by, place }: Asking, read: CheckedRequest, now: Date): SubscriptionRow {
  const { request, times, runs } = read;
  const [first] = runs;
  return {
    id,
    platform: place.platform,
    tenant: place.tenant,
    place: place.id,
    parent: place.parent ?? null,
    outsiders: place.outsiders ?? false,
    owner: by.id,
    owner_name: by.name ?? null,
    topic: request.topic,
    sections: request.sections,
    times: times.written,
    cron: times.cron,
    zone: request.zone,
    only_if_changed: request.onlyIfChanged,
    publish: request.publish ?? false,
    state: "active",
    paused_reason: null,
    next_run_at: first === undefined ? null : new Date(first),
    made_at: now,
    changed_at: now,
  };
}
