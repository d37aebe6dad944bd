import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { html } from "hono/html";
import { count } from "../pages/markup.ts";
import type { Page } from "../pages/page.ts";
import { openLoginThrottle } from "./login-throttle.ts";
import type { Sessions } from "./session.ts";

const MOST_BYTES = 4 * 1024;

/** What logging in needs from the console around it. */
export type LoginOptions = {
  readonly sessions: Sessions;
  readonly now: () => number;
  readonly publicUrl?: string;
  /** Answers with a page. */
  readonly show: (c: Context, page: Page, status?: 200 | 400 | 401 | 403 | 413 | 429) => Response | Promise<Response>;
};

/** Logging in and out by password. Neither a wrong password nor a right one is written anywhere. */
export function loginRoutes({ sessions, now, publicUrl, show }: LoginOptions): Hono {
  const routes = new Hono();
  const throttle = openLoginThrottle(now);

  routes.get("/login", async (c) => show(c, loginPage(await sessions.isOpen(c))));
  routes.on(
    "POST",
    ["/login", "/logout"],
    (c, next) =>
      isOurs(c.req.raw.headers, publicUrl)
        ? next()
        : show(c, loginPage(false, "That form was not sent from here. Please log in on this page."), 403),
    bodyLimit({
      maxSize: MOST_BYTES,
      onError: (c) => show(c, loginPage(false, "That is too long to be a password."), 413),
    }),
  );
  routes.post("/login", async (c) => {
    const waitMs = throttle.waitMs();
    if (waitMs > 0) {
      const seconds = Math.ceil(waitMs / 1000);
      c.header("Retry-After", String(seconds));
      return show(
        c,
        loginPage(false, `After a wrong password there is a pause. Please try again in ${count(seconds, "second")}.`),
        429,
      );
    }
    const given = await passwordIn(c);
    if (given === undefined) return show(c, loginPage(false, "Please use the form on this page."), 400);
    if (!sessions.isRightPassword(given)) {
      throttle.wrong();
      return show(c, loginPage(false, "That is not the password."), 401);
    }
    throttle.right();
    await sessions.open(c);
    return c.redirect("/", 303);
  });
  routes.post("/logout", (c) => {
    sessions.close(c);
    return c.redirect("/", 303);
  });
  return routes;
}

/** Whether a form came from our own pages. Browsers say so; what says nothing at all is not let in. */
function isOurs(headers: Headers, publicUrl: string | undefined): boolean {
  const site = headers.get("Sec-Fetch-Site");
  if (site !== null && site !== "same-origin") return false;
  const origin = URL.parse(headers.get("Origin") ?? "");
  if (origin === null) return false;
  return publicUrl === undefined ? origin.host === headers.get("Host") : origin.origin === new URL(publicUrl).origin;
}

async function passwordIn(c: Context): Promise<string | undefined> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(c.req.header("Content-Type") ?? "")) return undefined;
  return new URLSearchParams(await c.req.text()).get("password") ?? undefined;
}

function loginPage(isOpen: boolean, why?: string): Page {
  const trouble = why === undefined ? "" : html`<p class="notice trouble" id="why" role="alert">${why}</p>`;
  const form = isOpen
    ? html`<p>You are logged in: restricted briefings, every source, the problems, and what is scheduled and delivered are shown.</p>
<form class="fill" method="post" action="/logout"><button>Log out</button></form>`
    : html`<form class="fill" method="post" action="/login">
<label for="password">Password of this console</label>
<input id="password" name="password" type="password" required maxlength="1000" autocomplete="current-password"${why === undefined ? "" : html` aria-describedby="why"`}>
<button>Log in</button>
</form>`;
  const title = isOpen ? "Log out" : "Log in";
  return { title, here: "/login", main: html`<article class="reply"><h1>${title}</h1>${trouble}${form}</article>` };
}
