import type { Audience, Briefing, Library } from "#briefing";
import type { ChatAdapter, Following, Lead, Place } from "#chat";
import { type OperatorDesk, repeat, type ScheduleLog, type Tenants, throttledLog } from "#schedule";
import type { Store } from "#store";
import type { Knowing } from "./correct/compose.ts";
import { type Corrector, openCorrector } from "./correct/corrector.ts";
import type { ResumeNumbering } from "./correct/numbering.ts";
import { createPlanner } from "./correct/plan.ts";
import { changesSince, sayChanges, sinceOf, type WhatChanged } from "./read/changes.ts";
import { correctionsIn, type EditionChanges, historyOf } from "./read/history.ts";
import { lastPosted } from "./read/last-posted.ts";
import { createRecorder } from "./record/recorder.ts";
import { wordsVersion } from "./words/stored-statement.ts";

/** What briefings said before: recorded by one process, read by all. */
export type Editions = {
  /** Follows the library: call it with each new one. */
  see(library: Library): void;
  /** Begins to record and to amend posts on the platforms, while this process leads. */
  start(lead: Lead, adapters: readonly ChatAdapter[]): void;
  stop(): Promise<void>;
  /** If this process leads, records now what changed in the last library. */
  record(): Promise<void>;
  /** Amends now what is due. */
  amend(): Promise<void>;
  /**
   * What changed in a briefing since a time, as a person types it; if empty, since the last scheduled post about it in
   * their place, else within a week. "unread": the time can't be read. "none": no edition is known yet.
   */
  whatsChanged(briefing: Briefing, since: string, place: Place): Promise<WhatChanged | "unread" | "none">;
  /** What each edition of a story changed, the newest first, as far as everyone may read it. */
  history(topic: string): Promise<readonly EditionChanges[]>;
  /**
   * The newest corrections and withdrawals of all stories, as far as everyone may read them by the stored audiences.
   */
  corrections(): Promise<readonly EditionChanges[]>;
};

/** What recording and amending needs. Times are in ms. */
export type EditionsOptions = {
  readonly store: Store;
  readonly log: ScheduleLog;
  readonly now: () => number;
  /** `performance.now` by default. */
  readonly monotonic?: () => number;
  /** The settings of workspaces and servers, for their zones. */
  readonly tenants: Pick<Tenants, "settings">;
  readonly operator: Pick<OperatorDesk, "tell">;
  /** Whether something for an audience may be shown in a place. */
  readonly mayHear: (audience: Audience, place: Place) => boolean;
  /** Makes the lines of an amended post, as the bot's answers are made. */
  readonly resumeNumbering: ResumeNumbering;
  /** How often to check for something to record or to amend, in ms. */
  readonly lookMs?: number;
  /** How long a process may work on an amendment before another takes it over; 90 s by default. */
  readonly leaseMs?: number;
};

const LOOK_MS = 1_000;

/**
 * Makes the editions over a store, which the caller closes. Nothing is recorded before `start`.
 *
 * @example
 * const { tenants, operator } = schedule;
 * const editions = createEditions({ store, log, now, tenants, operator, mayHear, resumeNumbering });
 * editions.see(library);
 * editions.start(lead, adapters);
 */
export function createEditions(options: EditionsOptions): Editions {
  const {
    store,
    log,
    now,
    tenants,
    operator,
    mayHear,
    resumeNumbering,
    monotonic = () => performance.now(),
    lookMs = LOOK_MS,
    leaseMs,
  } = options;
  const db = async () => (await store.open()).db;
  const recorder = createRecorder({ db, now, monotonic });
  const stopping = new AbortController();
  const tell = throttledLog(log.error.bind(log), now);
  const failed = (what: string) => (error: unknown) => tell({ err: error }, `${what} failed; trying again`);
  const zoneOf = async (place: Place) => (await tenants.settings(place)).zone ?? "UTC";
  let library: Library | undefined;
  let following: Following | undefined;
  let leads = false;
  let working: Promise<unknown> | undefined;
  let corrector: Corrector | undefined;
  const planner = createPlanner({
    ...{ db, now },
    isUrgent: (topic) => knowing.change(topic)?.urgent ?? false,
    failed: (error, { topic, number }) =>
      tell({ err: error, topic, edition: number }, "planning a correction failed; trying again"),
  });
  const record = async () => {
    if (!leads) return;
    const topics = await recorder.record();
    if (topics.length > 0) log.info({ topics: topics.slice(0, 20), editions: topics.length }, "recorded new editions");
    const planned = await planner.plan();
    if (planned > 0) log.info({ planned }, "posts are to be amended");
  };
  const look = inTurn(record);
  const amend = inTurn(async () => {
    while (!stopping.signal.aborted && store.exists() && ((await corrector?.work()) ?? 0) > 0);
  });
  const knowing: Knowing = {
    version: (topic) => wordsVersion(library?.briefing(topic)),
    audience: (topic) => library?.briefing(topic)?.audience,
    title: (topic) => library?.briefing(topic)?.title,
    change(topic) {
      const change = library?.briefing(topic)?.change ?? library?.withdrawal(topic);
      return change?.isCurrent ? change : undefined;
    },
    source: (id) => library?.source(id),
    ...{ mayHear, resumeNumbering },
    async sayDay(place) {
      const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: await zoneOf(place) });
      return (atMs) => day.format(atMs);
    },
  };
  return {
    see(next) {
      library = next;
      recorder.see(next);
    },
    start(lead, adapters) {
      if (working) return;
      corrector = openCorrector({
        ...{ store, db, now, monotonic, log, knowing, operator, adapters },
        stopping: stopping.signal,
        ...(leaseMs !== undefined && { leaseMs }),
      });
      following = lead((isLeading) => {
        if (isLeading && !leads) {
          recorder.lead();
          planner.lead();
        }
        leads = isLeading;
      });
      working = Promise.all([
        repeat(look, lookMs, stopping.signal, failed("recording editions")),
        repeat(amend, lookMs, stopping.signal, failed("amending posts")),
      ]);
    },
    async stop() {
      stopping.abort();
      await Promise.all([working, following?.stop()]);
    },
    record: look,
    amend,
    history: async (topic) => (store.exists() ? historyOf(topic, await db()) : []),
    corrections: async () => (store.exists() ? correctionsIn(await db()) : []),
    async whatsChanged(briefing, since, place) {
      if (!store.exists()) return "none";
      const database = await db();
      const [zone, postedMs] = await Promise.all([
        zoneOf(place),
        since.trim() === "" ? lastPosted(briefing.topic, place, database) : undefined,
      ]);
      const sinceMs = sinceOf(since, now(), zone, postedMs);
      if (sinceMs === undefined) return "unread";
      return sayChanges(await changesSince(briefing, sinceMs, database), zone);
    },
  };
}

/** Makes calls wait for the one before. */
function inTurn(what: () => Promise<void>): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return () => {
    const done = last.then(what);
    last = done.catch(() => {});
    return done;
  };
}
