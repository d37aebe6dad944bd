import type { Context } from "hono";
import { isError, type Library } from "#briefing";
import { type Metrics, openScrapeDoor } from "./metrics.ts";
import type { Page } from "./page.ts";
import { problemsPage } from "./problems-page.ts";
import type { RunningPath } from "./running-paths.ts";
import { deliveriesPage, deliveryStateIn, subscriptionsPage } from "./schedule-pages.ts";
import { type Scheduled, type Told, tell } from "./scheduled.ts";
import { statusPage } from "./status-page.ts";

/** What the pages on how the bot runs need from the console around them. */
export type RunningDesk = {
  readonly library: () => Library;
  readonly scheduled?: Scheduled;
  readonly metrics?: () => Promise<Metrics>;
  readonly ready: () => { readonly ready: boolean; readonly why?: string };
  readonly now: () => number;
  /** Without it nobody scrapes from elsewhere. */
  readonly isRightPassword?: (given: string) => boolean;
  readonly show: (c: Context, page: Page, status?: 200 | 503) => Response | Promise<Response>;
  readonly missing: (c: Context) => Response | Promise<Response>;
  readonly onFailure: (failure: { path: string; error: unknown }) => void;
};

/** Pages by their paths. */
export type RunningPages = Readonly<
  Record<RunningPath, (c: Context, loggedIn: boolean) => Response | Promise<Response>>
>;

/** Most of either kind of trouble on the page of problems. */
const MOST_TROUBLES = 20;

/** Status, schedules, deliveries and problems, for those who are logged in; metrics, also for those who bring the password. */
export function runningPages(desk: RunningDesk): RunningPages {
  const { library, scheduled, metrics, ready, now, isRightPassword, show, missing } = desk;
  const door = isRightPassword && openScrapeDoor({ isRightPassword, now });
  const titleOf = (topic: string) => library().briefing(topic)?.title;
  const told = <Seen>(c: Context, read: Promise<Seen> | undefined) =>
    tell(read, (error) => desk.onFailure({ path: c.req.path, error }));
  const within = (page: (c: Context) => Promise<Response>) => (c: Context, loggedIn: boolean) =>
    loggedIn ? page(c) : missing(c);

  return {
    "/status": within(async (c) => {
      const counts = await told(c, scheduled?.counts());
      const { briefings, sources, problems } = library();
      const content = {
        briefings: briefings.length,
        sources: sources.length,
        problems: problems.filter(isError).length,
      };
      const { mostCounted = 0 } = scheduled ?? {};
      const page = statusPage({ ready: ready(), counts, mostCounted, content, measured: metrics !== undefined });
      return show(c, page, statusOf(counts));
    }),
    "/subscriptions": within(async (c) => {
      const { state: asked, after } = c.req.query();
      const showing = {
        ...((asked === "active" || asked === "paused") && ({ state: asked } as const)),
        ...(after !== undefined && { after }),
      };
      const leaf = await told(c, scheduled?.subscriptions(showing));
      return show(c, subscriptionsPage(leaf, showing, titleOf), statusOf(leaf));
    }),
    "/deliveries": within(async (c) => {
      const { subscription, after } = c.req.query();
      const state = deliveryStateIn(c.req.query("state"));
      const of = {
        ...(subscription !== undefined && { subscription: idIn(subscription) }),
        ...(after !== undefined && { after }),
      };
      const leaf = await told(c, scheduled?.deliveries({ ...(state && { states: [state] }), ...of }));
      return show(c, deliveriesPage(leaf, { ...(state && { state }), ...of }, titleOf), statusOf(leaf));
    }),
    "/problems": within(async (c) => {
      const [paused, undelivered] = await Promise.all([
        told(c, scheduled?.subscriptions({ state: "troubled", most: MOST_TROUBLES })),
        told(c, scheduled?.deliveries({ states: ["unknown", "failed"], most: MOST_TROUBLES })),
      ]);
      return show(
        c,
        problemsPage({ content: library().problems, paused, undelivered }, titleOf),
        statusOf(paused === "away" ? paused : undelivered),
      );
    }),
    "/metrics": async (c, loggedIn) => {
      const scraper = loggedIn ? ({ comes: "in" } as const) : (door?.(c) ?? ({ comes: "bare" } as const));
      if (!metrics || scraper.comes === "bare") return missing(c);
      if (scraper.comes === "wrongly") return c.text(WRONG[scraper.status], scraper.status, scraper.headers);
      const { type, text } = await metrics();
      return c.body(text, 200, { "Content-Type": type });
    },
  };
}

const WRONG = {
  401: "That is not the password of this console.\n",
  429: "After a wrong password there is a pause.\n",
} as const;

function statusOf(told: Told<unknown>): 200 | 503 {
  return told === "away" ? 503 : 200;
}

/** What may be the id of a subscription; what may not matches none. */
function idIn(text: string): string {
  return /^[\x21-\x7e]{1,100}$/.test(text) ? text : "none";
}
