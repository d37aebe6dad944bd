import type { Context } from "hono";
import { html } from "hono/html";
import { closedPage, noLogInPage } from "../pages/error-pages.ts";
import { count, type Html } from "../pages/markup.ts";
import type { Page } from "../pages/page.ts";
import type { Answering, Route } from "../pages/route.ts";
import { callerOf } from "./is-local.ts";
import type { LoginThrottle } from "./login-throttle.ts";
import { notOurs, ownForms } from "./own-forms.ts";
import type { Sessions } from "./session.ts";
import { wayBack } from "./way-back.ts";

const MOST_BYTES = 4 * 1024;
const WRONG = "Wrong password.";

/** What logging in needs from the console. */
export type LoginOptions = {
  /** Absent if no password is set: then nobody logs in. */
  readonly sessions?: Sessions;
  readonly throttle: LoginThrottle;
  readonly publicUrl?: string;
  readonly isIn: (c: Context) => boolean;
  /** Answers with a page. */
  readonly show: (c: Context, page: Page, status?: 200 | 400 | 401 | 403 | 413 | 429) => Response | Promise<Response>;
};

/** Logging in and out by password. No password, right or wrong, is ever written anywhere. */
export function loginRoutes({ sessions, throttle, publicUrl, isIn, show }: LoginOptions): readonly Route[] {
  if (!sessions) {
    const answer: Answering = (c) => (isIn(c) ? show(c, noLogInPage()) : show(c, closedPage(), 403));
    return [{ method: "GET", path: "/login", answer }];
  }
  const refused = (c: Context, status: 400 | 401 | 403 | 413 | 429, why: Html | string, back?: string) =>
    show(c, loginPage({ why, ...(back !== undefined && { back }) }), status);
  const tooMany = (c: Context, why: string, waitMs: number, back?: string) => {
    const seconds = Math.ceil(waitMs / 1000);
    c.header("Retry-After", String(seconds));
    return refused(c, 429, `${why} Please wait ${count(seconds, "second")} before trying again.`, back);
  };

  const form: Answering = (c) =>
    show(c, sessions.isOpen(c) ? logoutPage() : loginPage({ back: wayBack(c.req.query("back")) }));
  const taking = ownForms({
    ...{ publicUrl, mostBytes: MOST_BYTES },
    refuse: (c) => refused(c, 403, notOurs(publicUrl)),
    tooLarge: (c) => refused(c, 413, "That password is too long."),
  });
  const logIn = async (c: Context) => {
    const caller = callerOf(c.env.incoming);
    if (!throttle.looksAt(caller)) return tooMany(c, "Too many wrong passwords from your address.", 1_000);
    const form = await formIn(c);
    const given = form?.get("password") ?? undefined;
    if (given === undefined) return refused(c, 400, "Please use the form on this page.");
    const back = wayBack(form?.get("back") ?? undefined);
    if (!sessions.isRightPassword(given)) {
      const { held, waitMs } = await throttle.wrong(caller, "log-in");
      return held ? refused(c, 401, WRONG, back) : tooMany(c, WRONG, waitMs, back);
    }
    sessions.open(c, URL.parse(c.req.header("Origin") ?? "")?.protocol === "https:");
    return c.redirect(back, 303);
  };
  const logOut = (c: Context) => {
    sessions.close(c);
    return c.redirect("/", 303);
  };
  return [
    { method: "GET", path: "/login", answer: form },
    { method: "POST", path: "/login", answer: taking(logIn) },
    { method: "POST", path: "/logout", answer: taking(logOut) },
  ];
}

async function formIn(c: Context): Promise<URLSearchParams | undefined> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(c.req.header("Content-Type") ?? "")) return undefined;
  return new URLSearchParams(await c.req.text());
}

/** The page to log in on. `first`: what is shown above the form; `back`: where to go after it. */
export function loginPage({ first, why, back = "/" }: { first?: Html; why?: Html | string; back?: string } = {}): Page {
  const trouble = why === undefined ? "" : html`<p class="notice trouble" id="why" role="alert">${why}</p>`;
  const main = html`<article class="reply"><h1>Log in</h1>${first ?? ""}${trouble}
<form class="fill" method="post" action="/login">
${back === "/" ? "" : html`<input type="hidden" name="back" value="${back}">`}
<label for="password">Console password</label>
<input id="password" name="password" type="password" required maxlength="1000" autocomplete="current-password"${why === undefined ? "" : html` aria-describedby="why"`}>
<button>Log in</button>
</form></article>`;
  return { title: "Log in", here: "/login", posts: true, main };
}

function logoutPage(): Page {
  return {
    title: "Log out",
    here: "/login",
    posts: true,
    main: html`<article class="reply"><h1>Log out</h1>
<p>You are logged in and can see restricted briefings, every source, problems, schedules and deliveries.</p>
<form class="fill" method="post" action="/logout"><button>Log out</button></form></article>`,
  };
}
