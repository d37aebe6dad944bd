import type { Bot, ChatAdapter, ChatError, Pace, Place, Posted, PublicPost } from "#chat";
import { isStoreTrouble, type Tx } from "#store";
import { calm } from "./flow/throttled-log.ts";
import { insertNotices } from "./notify/notices.ts";
import { type News, tellNews } from "./notify/operator-digest.ts";
import { passOn, type Report, type Reported } from "./notify/reports.ts";
import { WELCOME } from "./notify/welcome.ts";
import { losePlace, regainPlace } from "./places/place-events.ts";
import { stopTenant, welcomeTenant } from "./places/tenant-events.ts";
import { changeSettings, hearsMentions, settingsFor, type TenantSettings } from "./places/tenant-settings.ts";
import { planNow } from "./plan/plan-now.ts";
import {
  type DeliveriesAsked,
  type Leaf,
  type SeenDelivery,
  type SeenSubscription,
  type SubscriptionsAsked,
  seenDeliveries,
  seenSubscriptions,
} from "./queries/listings.ts";
import { MOST_COUNTED, NOTHING, type Overview, overviewOf } from "./queries/overview.ts";
import { perhapsIntroduced, recordPost, sharedSince } from "./queries/public-posts.ts";
import { createMetrics } from "./runtime/metrics.ts";
import type { ScheduleOptions } from "./runtime/options.ts";
import { type Running, run } from "./runtime/runtime.ts";
import { forgetPerson } from "./subscriptions/forget.ts";
import { createSubscriptions, type Subscriptions } from "./subscriptions/subscriptions.ts";

/** Scheduled briefings: what falls due is posted once, or somebody hears why not. */
export type Schedule = {
  readonly subscriptions: Subscriptions;
  /** Makes platforms known: schedules can be set up in them. */
  connect(adapters: readonly ChatAdapter[]): void;
  /** Begins to deliver; a database that is away is waited for. */
  start(bot: Bot): void;
  /** Nothing new is begun; what is in hand is finished or handed back, within 10 s. */
  stop(): Promise<void>;
  /** Why what is stored cannot be used at this moment, in a sentence. */
  storeTrouble(): string | undefined;
  /** Whether what went wrong is that the store is away or full for now, so that trying again later helps. */
  isAway(error: unknown): boolean;
  /** Removes what is stored of a person; tells how many schedules go on without an owner. */
  forget(by: { platform: string; person: string }): Promise<number>;
  /** The bot was removed from a workspace or server, or is there again. */
  tenantRemoved(tenant: { platform: string; tenant: string }): Promise<void>;
  tenantBack(tenant: { platform: string; tenant: string }): Promise<void>;
  /** Somebody added the bot: they are told once what it is and how to use it. */
  welcome(by: { platform: string; tenant: string; person: string }): Promise<void>;
  /** A place was closed, or the bot put out of it: what is scheduled there pauses, and its owners hear why. */
  placeLost(place: Place, why: ChatError): Promise<void>;
  /** The bot may post there again: owners are offered to resume. */
  placeBack(place: Place): Promise<void>;
  /** Records what somebody had posted where all can read it; what may or may not stand there is told the operator. */
  recordPost(post: PublicPost): Promise<void>;
  /** The post that shared the same words in a place within the last so many milliseconds. */
  sharedLately(place: Place, edition: string, withinMs: number): Promise<Posted | undefined>;
  /** Tells the operator's place something, once by its key; false where there is no such place. */
  tellOperator(notice: { key: string; text: string }): Promise<boolean>;
  /** Tells it, in one message, of what it was never told. */
  tellOperatorOfNew(news: News): Promise<void>;
  /** Whether somebody hears of mistakes that people report: there is an operator's place, and its platform is known. */
  hearsReports(): boolean;
  /** Passes a report on to the operator's place, once by its ask, and not more of them than somebody can read. */
  report(report: Report): Promise<Reported>;
  /** What the workspace or server of a place has set. */
  settings(place: Place): Promise<TenantSettings>;
  /** Whether mentions are answered in a place; where that cannot be read they are. */
  hearsMentions(place: Place): Promise<boolean>;
  /** Sets some of it for all its places. */
  set(place: Place, change: Partial<TenantSettings>): Promise<void>;
  overview(): Promise<Overview>;
  /** So many of each state are counted at most. */
  readonly mostCounted: number;
  /** What pages list, a leaf at a time. Where nothing was ever stored nothing is opened for it. */
  seenDeliveries(which: DeliveriesAsked): Promise<Leaf<SeenDelivery>>;
  seenSubscriptions(which: SubscriptionsAsked): Promise<Leaf<SeenSubscription>>;
};

/** Makes the schedule over a store, which stays the caller's to close. */
export function createSchedule(options: ScheduleOptions): Schedule {
  const { store, log, now, newId, registry } = options;
  const tell = calm(log.error.bind(log), now);
  const db = async () => {
    try {
      return (await store.open()).db;
    } catch (error) {
      tell({ err: error }, "the database cannot be opened");
      throw error;
    }
  };
  /** Where nothing was ever scheduled, nothing follows from what happens to a place. */
  const ifStored = async (what: (at: Date, tx: Tx) => Promise<void>): Promise<void> => {
    if (store.exists()) await (await db()).transaction().execute((tx) => what(new Date(now()), tx));
  };
  const byPlatform = new Map<string, ChatAdapter>();
  const paces: Record<string, Pace> = {};
  const adapterOf = (platform: string) => byPlatform.get(platform);
  const overview = async () => (store.exists() ? overviewOf(await db(), now()) : NOTHING);
  const metrics = registry && createMetrics(registry, overview);
  let running: Running | undefined;
  let titles: Bot | undefined;
  const telling = (at: Date) => ({ now: at, operator: options.operator, bot: titles });
  const isHeard = () => options.operator !== undefined && byPlatform.has(options.operator.platform);
  const tellOperator: Schedule["tellOperator"] = async ({ key, text }) => {
    if (!options.operator) return false;
    const { platform, tenant } = options.operator;
    const notice = { key: `${key}:operator`, platform, tenant, person: null, subscription: null, text };
    const database = await db();
    await database.transaction().execute((tx) => insertNotices([notice], new Date(now()), tx));
    return true;
  };
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
      async add(wish, title, asking) {
        const result = await subscriptions.add(wish, title, asking);
        if ("problem" in result && result.unknown) await tellOperator(perhapsIntroduced(title, asking));
        return result;
      },
    },
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
    tenantRemoved: (tenant) => ifStored((at, tx) => stopTenant(tenant, at, tx)),
    tenantBack: (tenant) => ifStored((at, tx) => welcomeTenant(tenant, telling(at), tx)),
    async welcome({ platform, tenant, person }) {
      const key = `${WELCOME}:${platform}:${tenant}:${person}`;
      const text = "Nutgraf was added here.";
      const notice = { key, platform, tenant, person, subscription: null, text };
      await (await db()).transaction().execute((tx) => insertNotices([notice], new Date(now()), tx));
    },
    placeLost: (place, why) => ifStored((at, tx) => losePlace(place, why, telling(at), tx)),
    placeBack: (place) => ifStored((at, tx) => regainPlace(place, telling(at), tx)),
    recordPost: async (post) => recordPost(post, options.operator, new Date(now()), await db()),
    async sharedLately(place, edition, withinMs) {
      return store.exists() ? sharedSince(place, edition, new Date(now() - withinMs), await db()) : undefined;
    },
    tellOperator,
    async tellOperatorOfNew(news) {
      if (options.operator && isHeard() && news.lines.length > 0)
        await tellNews(news, options.operator, new Date(now()), await db());
    },
    hearsReports: isHeard,
    async report(report) {
      if (!options.operator) return "failed";
      try {
        return await passOn(report, options.operator, new Date(now()), await db());
      } catch (error) {
        log.error({ ask: report.ask, err: error }, "a report of a mistake could not be passed on");
        return "failed";
      }
    },
    settings: async (place) => settingsFor(place, await db()),
    async hearsMentions(place) {
      if (!store.exists()) return true;
      try {
        return hearsMentions(await settingsFor(place, await db()), place);
      } catch (error) {
        tell({ err: error }, "it cannot be read whether mentions are answered in a place; they are");
        return true;
      }
    },
    async set(place, change) {
      const at = new Date(now());
      await (await db()).transaction().execute((tx) => changeSettings(place, change, at, tx));
    },
    overview,
    mostCounted: MOST_COUNTED,
    seenDeliveries: async (which) => (store.exists() ? seenDeliveries(await db(), which) : { rows: [] }),
    seenSubscriptions: async (which) => (store.exists() ? seenSubscriptions(await db(), which) : { rows: [] }),
  };
}
