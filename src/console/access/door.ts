import type { Context, Next } from "hono";
import type { Library } from "#briefing";
import { closedPage, missingPage, notHereForEveryone } from "../pages/error-pages.ts";
import { type Frame, type Page, renderPage } from "../pages/page.ts";
import type { Route } from "../pages/route.ts";
import { isLocal } from "./is-local.ts";
import { loginPage, loginRoutes } from "./login.ts";
import { openLoginThrottle } from "./login-throttle.ts";
import { openMetricsAccess, type Scraper } from "./metrics-access.ts";
import { openSessions } from "./session.ts";
import { type MayRead, type Visible, visibleTo } from "./visibility.ts";
import { addressOf, loginHref, wayBack } from "./way-back.ts";

export type DoorOptions = {
  /** The current library. */
  readonly library: () => Library;
  readonly mayRead: MayRead;
  /** The console's public address, without a trailing slash. */
  readonly publicUrl?: string;
  /** Without one nobody can log in. If there is no public address either, this machine counts as logged in. */
  readonly password?: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Waits for `ms` milliseconds. */
  readonly pause?: (ms: number) => Promise<void>;
};

type Status = 200 | 400 | 401 | 403 | 404 | 405 | 409 | 413 | 429 | 500 | 503;
type Answer = Response | Promise<Response>;

/** Knows who is asking, what they may see, and how a page is shown to them. */
export type Door = {
  /** Goes before all that answers. */
  enter(c: Context, next: Next): Promise<void>;
  readonly isIn: (c: Context) => boolean;
  readonly visible: (c: Context) => Visible;
  readonly show: (c: Context, page: Page, status?: Status) => Answer;
  readonly missing: (c: Context) => Answer;
  /** For a page that is missing or not for this viewer: the two look the same, and logging in leads back to it. */
  readonly notHere: (c: Context) => Answer;
  /** Responds to whoever is not logged in. */
  readonly turnAway: (c: Context) => Answer;
  /** Absent: nobody scrapes from elsewhere. */
  readonly scraper?: (c: Context) => Promise<Scraper>;
  /** Where people log in and out. */
  readonly routes: readonly Route[];
};

/** `frame`: what the frame of every page shows, whoever reads it. */
export function openDoor(options: DoorOptions, frame: Omit<Frame, "path" | "loggedIn" | "account">): Door {
  const { library, mayRead, publicUrl, password, now } = options;
  const sessions = password ? openSessions(password, now) : undefined;
  const throttle = openLoginThrottle(now, options.pause ?? pause);
  // A proxy may pass on a loopback host without a forwarding header: if there is a password, everybody needs it.
  const trustsLocal = !password && publicUrl === undefined;

  const isIn = (c: Context) => c.get("loggedIn") === true;
  const show: Door["show"] = (c, page, status = 200) => {
    const account = sessions && (c.get("hasSession") ? LOG_OUT : logIn(addressOf(c.req.url)));
    // With no-referrer a browser sends `Origin: null` with a form, so a log-in would look like a forged one.
    if (page.posts) c.header("Referrer-Policy", "same-origin");
    const own = { ...frame, path: c.req.path, loggedIn: isIn(c), ...(account && { account }) };
    return c.html(renderPage(page, own), status);
  };
  const missing: Door["missing"] = (c) => show(c, missingPage(), 404);
  const login = { ...(sessions && { sessions }), ...(publicUrl !== undefined && { publicUrl }) };
  return {
    async enter(c, next) {
      const local = trustsLocal && isLocal(c.env.incoming);
      const hasSession = sessions?.isOpen(c) ?? false;
      c.set("hasSession", hasSession);
      c.set("loggedIn", local || hasSession);
      await next();
    },
    isIn,
    visible: (c) => visibleTo(isIn(c), library(), mayRead),
    show,
    missing,
    notHere(c) {
      if (!sessions || isIn(c)) return missing(c);
      return show(c, loginPage({ first: notHereForEveryone(), back: wayBack(addressOf(c.req.url)) }), 404);
    },
    turnAway: (c) => (sessions ? c.redirect(loginHref(addressOf(c.req.url)), 303) : show(c, closedPage(), 403)),
    ...(sessions && { scraper: openMetricsAccess({ isRightPassword: sessions.isRightPassword, throttle }) }),
    routes: loginRoutes({ ...login, throttle, isIn, show }),
  };
}

const LOG_OUT = { label: "Log out", href: "/login" } as const;
const logIn = (at: string) => ({ label: "Log in", href: loginHref(at) }) as const;

/** Waits without keeping the process alive. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
