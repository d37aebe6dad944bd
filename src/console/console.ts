import { randomUUID } from "node:crypto";
import type { RequestListener } from "node:http";
import { getRequestListener, type HttpBindings, RequestError } from "@hono/node-server";
import { type Context, Hono } from "hono";
import type { Library } from "#briefing";
import type { Bot, Preview } from "#chat";
import type { SchedulePages } from "#schedule";
import { isLocal } from "./access/is-local.ts";
import { loginPage, loginRoutes } from "./access/login.ts";
import { openLoginThrottle } from "./access/login-throttle.ts";
import { type Metrics, openMetricsAccess } from "./access/metrics-access.ts";
import { openSessions } from "./access/session.ts";
import { type MayRead, visibleTo } from "./access/visibility.ts";
import { addressOf, loginHref, wayBack } from "./access/way-back.ts";
import { type AddingDesk, openWaiting } from "./adding/desk.ts";
import type { AddingPages } from "./adding/routes.ts";
import { openAssets } from "./assets.ts";
import { historyFeeds } from "./history/pages.ts";
import { HISTORY_PATHS } from "./history/paths.ts";
import type { EditionRecord } from "./history/routes.ts";
import { OPERATIONS_PATHS } from "./operations/paths.ts";
import type { Readiness } from "./operations/status-page.ts";
import {
  badRequestPage,
  closedPage,
  failurePage,
  methodPage,
  missingPage,
  notHereForEveryone,
} from "./pages/error-pages.ts";
import { type Frame, type Page, renderPage } from "./pages/page.ts";
import { harden } from "./pages/security-headers.ts";
import { answerIn, answerInDialog, renderSearch, type Scene } from "./playground/answer.ts";
import { previewsNamed } from "./playground/preview.ts";
import { readAsked } from "./playground/read-ask.ts";
import { suggestFor } from "./playground/suggestions.ts";
import type { TrySchedule } from "./playground/trial.ts";
import { briefingPage, briefingsPage } from "./reading/briefing-page.ts";
import { footnotePart } from "./reading/footnote.ts";
import type { OpenNumbering } from "./reading/numbering.ts";
import { sourcePage, sourcePanel, sourcesPage } from "./reading/source-page.ts";
import type { ReviewDesk } from "./review/desk.ts";
import type { ReviewPages } from "./review/routes.ts";

/** What the console is made of. */
export type ConsoleOptions = {
  readonly bot: Bot;
  /** The current library. */
  readonly library: () => Library;
  /** The console's public address, without a trailing slash. */
  readonly publicUrl?: string;
  /** Who answers for what is published: in the footer of each page. */
  readonly publisher?: string;
  /** Without one nobody can log in. If there is no public address either, this machine counts as logged in. */
  readonly password?: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Waits for `ms` milliseconds. */
  readonly pause?: (ms: number) => Promise<void>;
  readonly ready: () => Readiness;
  readonly mayRead: MayRead;
  /** Makes lines of statements, as the bot's answers do. */
  readonly openNumbering: OpenNumbering;
  /** What is scheduled and delivered; absent if no platform is connected. */
  readonly scheduled?: SchedulePages;
  /** What briefings said before, and their corrections; absent if nothing of that is kept. */
  readonly record?: EditionRecord;
  readonly metrics?: () => Promise<Metrics>;
  /** How the platforms would show an answer. */
  readonly previews: readonly Preview[];
  readonly trySchedule?: TrySchedule;
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
  const { bot, library, publicUrl, password, now, mayRead, openNumbering, previews, trySchedule } = options;
  const assets = openAssets(previews);
  const sessions = password ? openSessions(password, now) : undefined;
  const throttle = openLoginThrottle(now, options.pause ?? pause);
  const scraper = sessions && openMetricsAccess({ isRightPassword: sessions.isRightPassword, throttle });
  // A proxy may pass on a loopback host without a forwarding header: if there is a password, everybody needs it.
  const trustsLocal = !password && publicUrl === undefined;
  const app = new Hono<Env>();
  const reviews = { ...(options.reviewing && { reviews: true }), ...(options.record && { corrections: true }) };
  const published = options.publisher !== undefined && { publisher: options.publisher };
  const frameOf = (c: Context): Frame => {
    const { styles, script, icon } = assets;
    const account = sessions && (c.get("hasSession") ? LOG_OUT : logIn(addressOf(c.req.url)));
    const { path } = c.req;
    const loggedIn = c.get("loggedIn") === true;
    return { styles, script, icon, path, loggedIn, ...published, ...reviews, ...(account && { account }) };
  };
  const show = (
    c: Context,
    page: Page,
    status: 200 | 400 | 401 | 403 | 404 | 405 | 409 | 413 | 429 | 500 | 503 = 200,
  ) => {
    // With no-referrer a browser sends `Origin: null` with a form, so a log-in would look like a forged one.
    if (page.posts) c.header("Referrer-Policy", "same-origin");
    return c.html(renderPage(page, frameOf(c)), status);
  };
  const missing = (c: Context) => show(c, missingPage(), 404);
  /** For a page that is missing or not for this viewer: the two look the same, and logging in leads back to it. */
  const notHere = (c: Context) => {
    if (!sessions || c.get("loggedIn")) return missing(c);
    return show(c, loginPage({ first: notHereForEveryone(), back: wayBack(addressOf(c.req.url)) }), 404);
  };
  const turnAway = (c: Context) =>
    sessions ? c.redirect(loginHref(addressOf(c.req.url)), 303) : show(c, closedPage(), 403);
  const visible = (c: Context<Env>) => visibleTo(c.get("loggedIn"), library(), mayRead);
  const asking = (c: Context<Env>) => {
    const asked = readAsked(new URL(c.req.url).searchParams, c.get("loggedIn"));
    const current = library();
    const place = asked.kind === "refused" ? undefined : asked.place;
    const briefings = () => current.briefings.filter(({ audience }) => place !== undefined && mayRead(audience, place));
    const scene: Scene = {
      ...{ bot, previews, heard: { briefings }, openNumbering, now: now() },
      ...(trySchedule && { trySchedule }),
    };
    const as = c.req.query("as");
    return { asked, scene, as: previewsNamed(as, previews).length > 0 ? as : undefined };
  };

  app.use(async (c, next) => {
    await next();
    harden(c.res.headers);
  });
  app.use(async (c, next) => {
    const local = trustsLocal && isLocal(c.env.incoming);
    const hasSession = sessions?.isOpen(c) ?? false;
    c.set("hasSession", hasSession);
    c.set("loggedIn", local || hasSession);
    const isLogin = sessions !== undefined && /^\/log(?:in|out)$/.test(c.req.path);
    const isAdding = options.adding !== undefined && /^\/add(?:\/keep)?$/.test(c.req.path);
    const isReview = options.reviewing !== undefined && /^\/review\/[a-z0-9-]{1,48}(?:\/check)?$/.test(c.req.path);
    const isForm = c.req.method === "POST" && (isLogin || isAdding || isReview);
    if (c.req.method === "GET" || c.req.method === "HEAD" || isForm) return next();
    c.header("Allow", "GET, HEAD");
    return show(c, methodPage(), 405);
  });

  app.get("/", async (c) => {
    const { asked, scene, as } = asking(c);
    const { title, region } = await answerIn(asked, as, scene);
    const page = { title, here: "/", search: renderSearch(asked, as, c.get("loggedIn")), main: region };
    return show(c, page, asked.kind === "refused" ? 400 : 200);
  });
  app.get("/answer", async (c) => {
    const { asked, scene, as } = asking(c);
    if (c.req.query("in") === "dialog" && asked.kind === "ask") return c.html(await answerInDialog(asked, scene));
    return c.html((await answerIn(asked, as, scene)).region);
  });
  app.get("/suggest", (c) => {
    const { asked } = asking(c);
    return c.json(asked.kind === "refused" ? [] : suggestFor(c.req.query("ask") ?? "", asked.place, bot));
  });

  app.get("/briefings", (c) => show(c, briefingsPage(visible(c).briefings(), now())));
  app.get("/briefings/:topic", (c) => {
    const briefing = visible(c).briefing(c.req.param("topic"));
    if (!briefing) return notHere(c);
    const feeds = options.record && briefing.audience === "everyone" ? historyFeeds(briefing) : undefined;
    return show(c, briefingPage(briefing, openNumbering, now(), feeds));
  });
  const { record } = options;
  if (record) {
    const pages = openedOnce(async () => {
      const own = { record, library, mayRead, now, show, notHere };
      return (await import("./history/routes.ts")).historyPages({
        ...own,
        ...(publicUrl !== undefined && { publicUrl }),
        ...published,
      });
    });
    for (const path of HISTORY_PATHS) app.get(path, async (c) => (await pages())[path](c));
  }
  app.get("/sources", (c) =>
    show(c, sourcesPage(visible(c).sources(), options.adding !== undefined && c.get("loggedIn"))),
  );
  app.get("/sources/:id", (c) => {
    const seen = visible(c).source(c.req.param("id"));
    return seen ? show(c, sourcePage(seen, c.req.query())) : notHere(c);
  });
  app.get("/sources/:id/footnote", (c) => {
    const seen = visible(c).source(c.req.param("id"));
    return seen ? c.html(footnotePart(seen, c.req.query("quote") ?? "")) : missing(c);
  });
  app.get("/sources/:id/panel", (c) => {
    const seen = visible(c).source(c.req.param("id"));
    return seen ? c.html(sourcePanel(seen, c.req.query("at"), c.req.query("back"))) : missing(c);
  });

  app.get("/healthz", (c) => c.text("ok"));
  app.get("/readyz", async (c) => {
    const { ready, ...more } = options.ready();
    const tells = Object.keys(more).length > 0 && (c.get("loggedIn") || (await scraper?.(c))?.comes === "in");
    return c.json({ ready, ...(tells && more) }, ready ? 200 : 503);
  });

  // Loaded when first needed, so that the first answer doesn't wait for them.
  const { scheduled, metrics, ready, onFailure } = options;
  const reviewDesk = openedOnce(async () => {
    if (!options.reviewing) throw new Error("reviewing is not available here");
    return options.reviewing();
  });
  const operations = {
    ...{ library, ready, show, turnAway, missing, onFailure },
    ...(scheduled && { scheduled }),
    ...(metrics && { metrics }),
    ...(scraper && { scraper }),
    ...(options.reviewing && { differing: async () => (await reviewDesk()).differing() }),
  };
  const operating = openedOnce(async () => {
    const { operationsPages } = await import("./operations/routes.ts");
    return operationsPages(operations);
  });
  for (const path of OPERATIONS_PATHS) app.get(path, async (c) => (await operating())[path](c, c.get("loggedIn")));
  app.route("/", assets.routes);
  const isIn = (c: Context) => c.get("loggedIn") === true;
  const own = { ...(sessions && { sessions }), ...(publicUrl !== undefined && { publicUrl }) };
  app.route("/", loginRoutes({ ...own, throttle, isIn, show }));
  const { adding } = options;
  if (adding) {
    const waiting = openWaiting(now, randomUUID);
    const pages = openedOnce(async () => {
      const [{ addingPages }, desk] = await Promise.all([import("./adding/routes.ts"), adding()]);
      return addingPages({ desk, waiting, show, ...(publicUrl !== undefined && { publicUrl }) });
    });
    const add = (page: keyof AddingPages) => async (c: Context) => {
      if (!isIn(c)) return turnAway(c);
      return (await pages())[page](c);
    };
    app.get("/add", add("form")).post("/add", add("read")).post("/add/keep", add("keep"));
  }
  if (options.reviewing) {
    const pages = openedOnce(async () => {
      const [{ reviewPages }, desk] = await Promise.all([import("./review/routes.ts"), reviewDesk()]);
      return reviewPages({ desk, show, missing, ...(publicUrl !== undefined && { publicUrl }) });
    });
    const review = (page: keyof ReviewPages) => async (c: Context) => {
      if (!isIn(c)) return turnAway(c);
      return (await pages())[page](c);
    };
    app.get("/review", review("list")).get("/review/:topic", review("look"));
    app.post("/review/:topic", review("deal")).post("/review/:topic/check", review("check"));
  }
  app.notFound(missing);
  app.onError((error, c) => {
    options.onFailure({ path: c.req.path, error });
    return show(c, failurePage(), 500);
  });
  /** For malformed requests: invalid hosts and addresses. */
  const refuse = async (error: unknown): Promise<Response> => {
    const bad = error instanceof RequestError;
    if (!bad) options.onFailure({ path: "", error });
    const page = renderPage(bad ? badRequestPage() : failurePage(), { ...assets, path: "", loggedIn: false });
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

const LOG_OUT = { label: "Log out", href: "/login" } as const;
const logIn = (at: string) => ({ label: "Log in", href: loginHref(at) }) as const;

/** Waits without keeping the process alive. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

/** Opens it on first use; after a failure, the next use tries again. */
function openedOnce<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined;
  return () => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
}
