import type { Place } from "#chat";
import type { Database } from "#store";
import type { ScheduleLog } from "../context/context.ts";
import { insertNotices } from "./notices.ts";
import { type News, tellNews } from "./operator-digest.ts";
import { passOn, type Report, type Reported } from "./reports.ts";
import { tellWeek } from "./weekly.ts";

/** The operator's place: whoever runs the bot reads about problems there. */
export type OperatorDesk = {
  /** Notifies it, once per key; false if there is no such place. */
  tell(notice: { key: string; text: string; about?: Place }): Promise<boolean>;
  /** Notifies it, in one message, of what is new. */
  tellNew(news: News): Promise<void>;
  /** Sums up the past week for it, once a week for all processes; `overdue`: how many stories wait for a check. */
  tellWeek(overdue: number): Promise<void>;
  /** Whether this is the operator's place. */
  isAt(place: Place): boolean;
  /** Whether anybody gets the mistakes that people report: there is an operator's place, and its platform is known. */
  hearsReports(): boolean;
  /** Passes a report on, once per ask, up to the hourly limits. */
  report(report: Report): Promise<Reported>;
};

export type OperatorDeskOptions = {
  readonly db: () => Promise<Database>;
  /** The same; undefined if nothing was ever stored. */
  readonly ifStored: () => Promise<Database | undefined>;
  readonly now: () => number;
  readonly log: ScheduleLog;
  readonly place?: Place;
  readonly isHeard: () => boolean;
};

export function createOperatorDesk({ db, ifStored, now, log, place, isHeard }: OperatorDeskOptions): OperatorDesk {
  return {
    async tell({ key, text, about }) {
      if (!place) return false;
      const { platform, tenant } = place;
      const of = { platform, tenant, person: null, subscription: null, ...(about && { about }) };
      const notice = { ...of, key: `${key}:operator`, text };
      const database = await db();
      await database.transaction().execute((tx) => insertNotices([notice], new Date(now()), tx));
      return true;
    },
    async tellNew(news) {
      if (place && isHeard() && news.lines.length > 0) await tellNews(news, place, new Date(now()), await db());
    },
    async tellWeek(overdue) {
      const stored = place && isHeard() ? await ifStored() : undefined;
      if (place && stored) await tellWeek(overdue, place, new Date(now()), stored);
    },
    isAt({ platform, tenant, id, parent }) {
      return place?.platform === platform && place.tenant === tenant && [id, parent].includes(place.id);
    },
    hearsReports: isHeard,
    async report(report) {
      try {
        return await passOn(report, place, new Date(now()), await db());
      } catch (error) {
        log.error({ ask: report.ask, err: error }, "could not send a mistake report");
        return "failed";
      }
    },
  };
}
