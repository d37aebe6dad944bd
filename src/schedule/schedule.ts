import type { Bot, ChatAdapter, Pace } from "#chat";
import { type Database, isStoreTrouble, type Tx } from "#store";
import { throttledLog } from "./flow/throttled-log.ts";
import { createOperatorDesk, type OperatorDesk } from "./notify/operator-desk.ts";
import { type OwnerDesk, tellOwner } from "./notify/owner-desk.ts";
import { tellReporters } from "./notify/reports.ts";
import { createPlaceEvents, type PlaceEvents } from "./places/follow-places.ts";
import type { Telling } from "./places/place-events.ts";
import { createTenants, type Tenants } from "./places/tenant-settings.ts";
import { planNow } from "./plan/plan-now.ts";
import { createSchedulePages, type SchedulePages } from "./queries/pages.ts";
import { createPublicPosts, type PublicPosts, perhapsIntroduced } from "./queries/public-posts.ts";
import { createQuestionCounts, type QuestionCounts } from "./questions/count-questions.ts";
import { createMetrics } from "./runtime/metrics.ts";
import type { ScheduleOptions } from "./runtime/options.ts";
import { type Running, run } from "./runtime/runtime.ts";
import { forgetPerson } from "./subscriptions/forget.ts";
import { createSubscriptions, type Subscriptions } from "./subscriptions/subscriptions.ts";

/** Scheduled briefings: what falls due is posted once, or somebody is told why not. */
export type Schedule = {
  /** For commands: what is scheduled where. */
  readonly subscriptions: Subscriptions;
  /** For commands and the wiring: notices to whoever runs the bot. */
  readonly operator: OperatorDesk;
  /** For the wiring: notices to the owners of stories. */
  readonly owners: OwnerDesk;
  /** For adapters: what happens to the places that the bot posts in. */
  readonly places: PlaceEvents;
  /** For commands and the bot: the settings of workspaces and servers. */
  readonly tenants: Tenants;
  /** For adapters: what people have posted where everyone can read it. */
  readonly publicPosts: PublicPosts;
  /** For the bot: counts of questions that found nothing; absent unless a setting turns them on. */
  readonly questions?: QuestionCounts;
  /** For web pages: what is scheduled and delivered, as they list it. */
  readonly pages: SchedulePages;
  /** Registers platforms, so that schedules can be set up on them. */
  connect(adapters: readonly ChatAdapter[]): void;
  /** Begins to deliver, as soon as the database can be reached. */
  start(bot: Bot): void;
  /** Starts nothing new; work in progress is finished or handed back within 10 s. */
  stop(): Promise<void>;
  /** Why the store can't be used right now, in a sentence; undefined if it can. */
  storeTrouble(): string | undefined;
  /** Whether an error means that the store is away or full for now, so that trying again later helps. */
  isAway(error: unknown): boolean;
  /**
   * Removes what is stored about a person; returns how many schedules keep running without an owner.
   * @throws {StoreError} if the store can't be used
   */
  forget(by: { platform: string; person: string }): Promise<number>;
};

/**
 * Makes the schedule over a store, which the caller closes.
 *
 * @example
 * const schedule = createSchedule({ store, log, now, newId });
 * schedule.connect([slack]);
 * schedule.start(bot);
 */
export function createSchedule(options: ScheduleOptions): Schedule {
  const { store, log, now, newId, registry, operator: place } = options;
  const tell = throttledLog(log.error.bind(log), now);
  const db = async () => {
    try {
      return (await store.open()).db;
    } catch (error) {
      tell({ err: error }, "the database cannot be opened");
      throw error;
    }
  };
  /** Undefined, without opening the store, if nothing was ever stored. */
  const ifStored = async () => (store.exists() ? await db() : undefined);
  const byPlatform = new Map<string, ChatAdapter>();
  const paces: Record<string, Pace> = {};
  const adapterOf = (platform: string) => byPlatform.get(platform);
  let running: Running | undefined;
  let titles: Bot | undefined;
  const isHeard = () => place !== undefined && byPlatform.has(place.platform);
  const operator = createOperatorDesk({ db, ifStored, now, log, isHeard, ...(place && { place }) });
  const writing = (open: () => Promise<Database | undefined>) => {
    return async (follow: (telling: Telling, tx: Tx) => Promise<void>): Promise<void> => {
      const telling = { now: new Date(now()), operator: place, bot: titles };
      await (await open())?.transaction().execute((tx: Tx) => follow(telling, tx));
    };
  };
  const places = createPlaceEvents(writing(ifStored), writing(db));
  const onUnread = (error: unknown) => tell({ err: error }, "what a server has set cannot be read");
  const pages = createSchedulePages(ifStored, now);
  const questions = options.countQuestions ? createQuestionCounts({ db, ifStored, now }) : undefined;
  const metrics = registry && createMetrics(registry, pages.counts);
  const subscriptions = createSubscriptions({
    db,
    adapterOf,
    now,
    plan: async (subscription, slot, tx) => {
      await planNow(subscription, { slot, newId, tx });
      setImmediate(() => running?.wake());
    },
  });
  return {
    subscriptions: {
      ...subscriptions,
      async add(request, title, asking) {
        const result = await subscriptions.add(request, title, asking);
        if ("problem" in result && result.why)
          log.warn({ ask: asking.ask, trouble: result.why.trouble, err: result.why }, "an introduction was refused");
        if ("problem" in result && result.unknown) await operator.tell(perhapsIntroduced(title, asking));
        return result;
      },
    },
    operator,
    owners: {
      async tellReporters(cameOf) {
        const stored = await ifStored();
        if (stored) await tellReporters(cameOf, new Date(now()), stored);
      },
      hears: (platform) => byPlatform.has(platform),
      async tell(owner, news) {
        const to = owner === "operator" ? place : owner;
        if (to && news.length > 0)
          await tellOwner(to, news, { isOperator: owner === "operator", now: new Date(now()), db: await db() });
      },
    },
    places,
    tenants: createTenants({ db, ifStored, now, onUnread }),
    publicPosts: createPublicPosts({ db, ifStored, now, operator: place }),
    ...(questions && { questions }),
    pages: { ...pages, ...(questions && { unanswered: questions.list }) },
    connect(adapters) {
      for (const adapter of adapters) {
        byPlatform.set(adapter.platform, adapter);
        const pace = options.paces?.[adapter.platform] ?? adapter.pace;
        if (pace) paces[adapter.platform] = pace;
      }
    },
    start(bot) {
      titles = bot;
      running ??= run({ ...options, paces, bot, adapterOf, ...(metrics && { metrics }) });
    },
    async stop() {
      await running?.stop();
    },
    storeTrouble: store.trouble,
    isAway: isStoreTrouble,
    forget: async (by) => forgetPerson(by, await db()),
  };
}
