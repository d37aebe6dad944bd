import type { Briefing, Library } from "#briefing";
import type { Following, Lead, Place } from "#chat";
import { readSince, repeat, type ScheduleLog, sayInstant, type Tenants, throttledLog } from "#schedule";
import type { Store } from "#store";
import { changesSince, type TopicChanges } from "./read/changes.ts";
import { lastPosted } from "./read/last-posted.ts";
import { createRecorder } from "./record/recorder.ts";

/** What changed in a topic, and since when, in words. */
export type WhatChanged = TopicChanges & { readonly since: string };

/** What briefings said before: recorded by one process, read by all. */
export type Editions = {
  /** Follows the library: called with each new one. */
  see(library: Library): void;
  /** Begins to record, while this process leads. */
  start(lead: Lead): void;
  stop(): Promise<void>;
  /** Records now what the last library changes, if this process leads. */
  record(): Promise<void>;
  /**
   * What changed in a briefing since a time, as a person types it; without one, since the last scheduled post about it in
   * their place, else within a week. "unread": the time can't be read. "none": no edition is known yet.
   */
  whatsChanged(briefing: Briefing, since: string, place: Place): Promise<WhatChanged | "unread" | "none">;
};

export type EditionsOptions = {
  readonly store: Store;
  readonly log: ScheduleLog;
  readonly now: () => number;
  /** `performance.now` by default. */
  readonly monotonic?: () => number;
  /** What workspaces and servers have set: their zones. */
  readonly tenants: Pick<Tenants, "settings">;
  /** How often to look whether there is something to record. */
  readonly lookMs?: number;
};

const WEEK_MS = 7 * 86_400_000;
const LOOK_MS = 1_000;

/** Makes the editions over a store, which stays the caller's to close. */
export function createEditions(options: EditionsOptions): Editions {
  const { store, log, now, tenants, monotonic = () => performance.now(), lookMs = LOOK_MS } = options;
  const recorder = createRecorder({ db: async () => (await store.open()).db, now, monotonic });
  const stopping = new AbortController();
  const tell = throttledLog(log.error.bind(log), now);
  let following: Following | undefined;
  let leads = false;
  let working: Promise<void> | undefined;
  let looking: Promise<void> = Promise.resolve();
  const look = () => {
    const looked = looking.then(record);
    looking = looked.catch(() => {});
    return looked;
  };
  const record = async () => {
    if (!leads) return;
    const topics = await recorder.record();
    if (topics.length > 0) log.info({ topics: topics.slice(0, 20), editions: topics.length }, "recorded new editions");
  };
  return {
    see: recorder.see,
    start(lead) {
      if (working) return;
      following = lead((isLeading) => {
        if (isLeading && !leads) recorder.lead();
        leads = isLeading;
      });
      working = repeat(look, lookMs, stopping.signal, (error) =>
        tell({ err: error }, "recording editions failed; trying again"),
      );
    },
    async stop() {
      stopping.abort();
      await Promise.all([working, following?.stop()]);
    },
    record: look,
    async whatsChanged(briefing, since, place) {
      if (!store.exists()) return "none";
      const { db } = await store.open();
      const { zone = "UTC" } = await tenants.settings(place);
      const typed = since.trim();
      const sinceMs =
        typed === ""
          ? ((await lastPosted(briefing.topic, place, db)) ?? now() - WEEK_MS)
          : readSince(typed, now(), zone);
      if (sinceMs === undefined) return "unread";
      const changes = await changesSince(briefing, sinceMs, db);
      return changes ? { ...changes, since: sayInstant(changes.sinceMs, zone) } : "none";
    },
  };
}
