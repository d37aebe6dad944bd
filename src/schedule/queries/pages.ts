import type { Database } from "#store";
import type { MissedCount } from "../questions/count-questions.ts";
import {
  type DeliveriesAsked,
  type Leaf,
  type SeenDelivery,
  type SeenSubscription,
  type SubscriptionsAsked,
  seenDeliveries,
  seenSubscriptions,
} from "./listings.ts";
import { MOST_COUNTED, NOTHING, type Overview, overviewOf } from "./overview.ts";

/** What web pages show of a schedule, long lists a page at a time. Each may throw if the database is away. */
export type SchedulePages = {
  counts(): Promise<Overview>;
  /** The most that are counted of each state. */
  readonly mostCounted: number;
  deliveries(which: DeliveriesAsked): Promise<Leaf<SeenDelivery>>;
  subscriptions(which: SubscriptionsAsked): Promise<Leaf<SeenSubscription>>;
  /** Questions that found nothing, the newest day first; absent where they are not counted. */
  readonly unanswered?: () => Promise<readonly MissedCount[]>;
};

/** @param db the database; undefined if nothing was ever stored, and then no page opens it */
export function createSchedulePages(db: () => Promise<Database | undefined>, now: () => number): SchedulePages {
  const from = async <T>(none: T, read: (db: Database) => Promise<T>): Promise<T> => {
    const database = await db();
    return database ? read(database) : none;
  };
  return {
    counts: () => from(NOTHING, (database) => overviewOf(database, now())),
    mostCounted: MOST_COUNTED,
    deliveries: (which) => from({ rows: [] }, (database) => seenDeliveries(database, which)),
    subscriptions: (which) => from({ rows: [] }, (database) => seenSubscriptions(database, which)),
  };
}
