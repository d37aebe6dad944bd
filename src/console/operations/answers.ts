import type { Context } from "hono";
import { isError, type Library, type Problem } from "#briefing";
import type { SchedulePages } from "#schedule";
import type { Door } from "../access/door.ts";
import { ASK_FOR_PASSWORD, type Metrics } from "../access/metrics-access.ts";
import { problemsPage } from "./problems-page.ts";
import { deliveriesPage, deliveryStateIn, subscriptionsPage } from "./schedule-pages.ts";
import { type Readiness, statusPage } from "./status-page.ts";
import { type Told, tell } from "./tell.ts";

/** What the operations pages need from the console. */
export type OperationsOptions = {
  readonly library: () => Library;
  readonly scheduled?: SchedulePages;
  /** Published statements that differ from their quoted words. */
  readonly differing?: () => Promise<readonly Problem[]>;
  readonly metrics?: () => Promise<Metrics>;
  readonly ready: () => Readiness;
  readonly onFailure: (failure: { path: string; error: unknown }) => void;
};

/** The most of either kind of trouble on the problems page. */
const MOST_TROUBLES = 20;

/** Status, schedules, deliveries and problems, for people who are logged in; metrics, also for programs with the password. */
export function operationsAnswers(options: OperationsOptions, { isIn, scraper, show, missing }: Door) {
  const { library, scheduled, metrics, ready } = options;
  const titleOf = (topic: string) => library().briefing(topic)?.title;
  const told = <Seen>(c: Context, read: Promise<Seen> | undefined) =>
    tell(read, (error) => options.onFailure({ path: c.req.path, error }));

  return {
    async status(c: Context) {
      const [counts, unanswered] = await Promise.all([
        told(c, scheduled?.counts()),
        told(c, scheduled?.unanswered?.()),
      ]);
      const { briefings, sources, problems } = library();
      const content = {
        briefings: briefings.length,
        sources: sources.length,
        problems: problems.filter(isError).length,
      };
      const { mostCounted = 0 } = scheduled ?? {};
      const page = statusPage({
        ready: ready(),
        counts,
        unanswered,
        mostCounted,
        content,
        measured: metrics !== undefined,
      });
      return show(c, page, statusOf(counts));
    },
    async subscriptions(c: Context) {
      const { state: asked, after } = c.req.query();
      const showing = {
        ...((asked === "active" || asked === "paused") && ({ state: asked } as const)),
        ...(after !== undefined && { after }),
      };
      const leaf = await told(c, scheduled?.subscriptions(showing));
      return show(c, subscriptionsPage(leaf, showing, titleOf), statusOf(leaf));
    },
    async deliveries(c: Context) {
      const { subscription, after } = c.req.query();
      const state = deliveryStateIn(c.req.query("state"));
      const of = {
        ...(subscription !== undefined && { subscription: idIn(subscription) }),
        ...(after !== undefined && { after }),
      };
      const leaf = await told(c, scheduled?.deliveries({ ...(state && { states: [state] }), ...of }));
      return show(c, deliveriesPage(leaf, { ...(state && { state }), ...of }, titleOf), statusOf(leaf));
    },
    async problems(c: Context) {
      const [differing, paused, undelivered] = await Promise.all([
        options.differing?.(),
        told(c, scheduled?.subscriptions({ state: "troubled", most: MOST_TROUBLES })),
        told(c, scheduled?.deliveries({ states: ["unknown", "failed"], most: MOST_TROUBLES })),
      ]);
      return show(
        c,
        problemsPage({ content: library().problems, ...(differing && { differing }), paused, undelivered }, titleOf),
        statusOf(paused === "away" ? paused : undelivered),
      );
    },
    async metrics(c: Context) {
      if (!metrics) return missing(c);
      const loggedIn = isIn(c);
      if (!loggedIn && !scraper) return c.text(CLOSED, 403);
      const who = loggedIn ? ({ comes: "in" } as const) : await scraper?.(c);
      if (who?.comes === "wrongly") return c.text(WRONG[who.status], who.status, who.headers);
      if (who?.comes !== "in") return c.text(BARE, 401, ASK_FOR_PASSWORD);
      const { type, text } = await metrics();
      return c.body(text, 200, { "Content-Type": type });
    },
  };
}

const WRONG = {
  401: "Wrong console password.\n",
  429: "Too many wrong passwords: wait before trying again.\n",
} as const;
const BARE = "Send the console password, by basic authentication with any user name or as a bearer token.\n";
const CLOSED = "Closed: no password is set. Whoever runs this bot must set CONSOLE_PASSWORD and restart it.\n";

function statusOf(told: Told<unknown>): 200 | 503 {
  return told === "away" ? 503 : 200;
}

/** The id of a subscription; an invalid one becomes an id that matches none. */
function idIn(text: string): string {
  return /^[\x21-\x7e]{1,100}$/.test(text) ? text : "none";
}
