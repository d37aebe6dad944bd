import type { Context } from "hono";
import type { Briefing } from "#briefing";
import type { Door } from "../access/door.ts";
import type { SeenSource } from "../access/visibility.ts";
import type { Page } from "../pages/page.ts";
import type { Route } from "../pages/route.ts";
import { briefingPage, briefingsPage } from "./briefing-page.ts";
import { footnotePart } from "./footnote.ts";
import type { OpenNumbering } from "./numbering.ts";
import { sourcePage, sourcePanel, sourcesPage } from "./source-page.ts";

export type ReadingOptions = {
  /** Makes lines of statements, as the bot's answers do. */
  readonly openNumbering: OpenNumbering;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The feeds of what changes in a briefing; absent if none of that is kept. */
  readonly feedsOf?: (briefing: Briefing) => NonNullable<Page["feeds"]>;
  /** Sources are added here. */
  readonly takesSources: boolean;
};

/** Briefings, and sources with their passages. */
export function readingRoutes(options: ReadingOptions, { isIn, visible, show, missing, notHere }: Door): Route[] {
  const { openNumbering, now, feedsOf, takesSources } = options;
  const briefing = (c: Context) => {
    const found = visible(c).briefing(c.req.param("topic") ?? "");
    if (!found) return notHere(c);
    return show(
      c,
      briefingPage(found, openNumbering, now(), found.audience === "everyone" ? feedsOf?.(found) : undefined),
    );
  };
  const source =
    (found: (c: Context, seen: SeenSource) => Response | Promise<Response>, otherwise: Door["missing"]) =>
    (c: Context) => {
      const seen = visible(c).source(c.req.param("id") ?? "");
      return seen ? found(c, seen) : otherwise(c);
    };
  return [
    { method: "GET", path: "/briefings", answer: (c) => show(c, briefingsPage(visible(c).briefings(), now())) },
    { method: "GET", path: "/briefings/:topic", answer: briefing },
    {
      method: "GET",
      path: "/sources",
      answer: (c) => show(c, sourcesPage(visible(c).sources(), takesSources && isIn(c))),
    },
    {
      method: "GET",
      path: "/sources/:id",
      answer: source((c, seen) => show(c, sourcePage(seen, c.req.query())), notHere),
    },
    {
      method: "GET",
      path: "/sources/:id/footnote",
      answer: source((c, seen) => c.html(footnotePart(seen, c.req.query("quote") ?? "")), missing),
    },
    {
      method: "GET",
      path: "/sources/:id/panel",
      answer: source((c, seen) => c.html(sourcePanel(seen, c.req.query("at"), c.req.query("back"))), missing),
    },
  ];
}
