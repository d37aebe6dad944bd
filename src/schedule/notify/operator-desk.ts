import type { Place } from "#chat";
import type { Database } from "#store";
import type { ScheduleLog } from "../context/context.ts";
import { insertNotices } from "./notices.ts";
import { type News, tellNews } from "./operator-digest.ts";
import { passOn, type Report, type Reported } from "./reports.ts";

/** The place that hears of problems: whoever runs the bot reads there. */
export type OperatorDesk = {
  /** Tells it something, once by its key; false where there is no such place. */
  tell(notice: { key: string; text: string; about?: Place }): Promise<boolean>;
  /** Tells it, in one message, of what it was never told. */
  tellNew(news: News): Promise<void>;
  /** Whether somebody hears of mistakes that people report: there is such a place, and its platform is known. */
  hearsReports(): boolean;
  /** Passes a report on, once by its ask, and not more of them than somebody can read. */
  report(report: Report): Promise<Reported>;
};

export type OperatorDeskOptions = {
  readonly db: () => Promise<Database>;
  readonly now: () => number;
  readonly log: ScheduleLog;
  readonly place?: Place;
  readonly isHeard: () => boolean;
};

export function createOperatorDesk({ db, now, log, place, isHeard }: OperatorDeskOptions): OperatorDesk {
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
