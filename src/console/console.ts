import type { RequestListener } from "node:http";
import { getRequestListener, type HttpBindings, RequestError } from "@hono/node-server";
import { type Context, Hono } from "hono";
import type { Briefing } from "#briefing";
import type { SchedulePages } from "#schedule";
import { type DoorOptions, openDoor } from "./access/door.ts";
import type { Metrics } from "./access/metrics-access.ts";
import type { AddingDesk } from "./adding/desk.ts";
import { addingRoutes } from "./adding/routes.ts";
import { openAssets } from "./assets.ts";
import type { EditionRecord } from "./history/answers.ts";
import { historyFeeds } from "./history/pages.ts";
import { historyRoutes } from "./history/routes.ts";
import { operationsRoutes } from "./operations/routes.ts";
import type { Readiness } from "./operations/status-page.ts";
import { badRequestPage, failurePage, methodPage } from "./pages/error-pages.ts";
import { renderPage } from "./pages/page.ts";
import { openedOnce, type Route } from "./pages/route.ts";
import { harden } from "./pages/security-headers.ts";
import { type PlaygroundOptions, playgroundRoutes } from "./playground/routes.ts";
import { readingRoutes } from "./reading/routes.ts";
import type { ReviewDesk } from "./review/desk.ts";
import { reviewRoutes } from "./review/routes.ts";

/** What the console is made of. */
export type ConsoleOptions = DoorOptions &
  PlaygroundOptions & {
    /** Who answers for what is published: in the footer of each page. */
    readonly publisher?: string;
    readonly ready: () => Readiness;
    /** What is scheduled and delivered; absent if no platform is connected. */
    readonly scheduled?: SchedulePages;
    /** What briefings said before, and their corrections; absent if nothing of that is kept. */
    readonly record?: EditionRecord;
    readonly metrics?: () => Promise<Metrics>;
    /** Lets people who are logged in add sources; opened on first use. */
    readonly adding?: () => Promise<AddingDesk>;
    /** Lets people who are logged in review drafts; opened on first use. */
    readonly reviewing?: () => Promise<ReviewDesk>;
    /** Called when a page could not be made. */
    readonly onFailure: (failure: { path: string; error: unknown }) => void;
  };

type Env = { Bindings: HttpBindings; Variables: { loggedIn: boolean; hasSession: boolean } };

/**
 * Makes the web pages: the playground, briefings, sources with their passages, operations and health.
 *
 * @example
 * createServer(createConsole(options).listener).listen(8080, "127.0.0.1");
 */
export function createConsole(options: ConsoleOptions): { readonly listener: RequestListener } {
  const { adding, record, reviewing, publisher, onFailure } = options;
  const { routes: files, ...loads } = openAssets(options.previews);
  const door = openDoor(options, {
    ...loads,
    ...(publisher !== undefined && { publisher }),
    ...(reviewing && { reviews: true }),
    ...(record && { corrections: true }),
  });
  const desk = reviewing && openedOnce(reviewing);
  const differing = desk && (async () => (await desk()).differing());
  const feedsOf = record && ((briefing: Briefing) => historyFeeds(briefing));
  // A page is an entry in the routes of its room.
  const routes: readonly Route[] = [
    ...files,
    ...door.routes,
    ...playgroundRoutes(options, door),
    ...readingRoutes({ ...options, takesSources: adding !== undefined, ...(feedsOf && { feedsOf }) }, door),
    ...(record ? historyRoutes({ ...options, record }, door) : []),
    ...operationsRoutes({ ...options, ...(differing && { differing }) }, door),
    ...(adding ? addingRoutes({ ...options, open: adding }, door) : []),
    ...(desk ? reviewRoutes({ ...options, open: desk }, door) : []),
  ];

  const app = new Hono<Env>();
  app.use(async (c, next) => {
    await next();
    harden(c.res.headers);
  });
  app.use(door.enter);
  for (const { method, path, closed, answer } of routes)
    app.on(method, path, (c: Context) => (closed && !door.isIn(c) ? door.turnAway(c) : answer(c)));
  app.notFound((c) => {
    if (c.req.method === "GET" || c.req.method === "HEAD") return door.missing(c);
    c.header("Allow", "GET, HEAD");
    return door.show(c, methodPage(), 405);
  });
  app.onError((error, c) => {
    onFailure({ path: c.req.path, error });
    return door.show(c, failurePage(), 500);
  });

  /** For malformed requests: invalid hosts and addresses. */
  const refuse = async (error: unknown): Promise<Response> => {
    const bad = error instanceof RequestError;
    if (!bad) onFailure({ path: "", error });
    const page = renderPage(bad ? badRequestPage() : failurePage(), { ...loads, path: "", loggedIn: false });
    const headers = new Headers({ "Content-Type": "text/html; charset=UTF-8" });
    harden(headers);
    return new Response(String(await page), { status: bad ? 400 : 500, headers });
  };
  const listen = getRequestListener((request, env) => app.fetch(request, env as HttpBindings), {
    overrideGlobalObjects: false,
    errorHandler: refuse,
  });
  return { listener: (request, response) => void listen(request, response) };
}
