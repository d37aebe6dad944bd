import type { Context } from "hono";
import { openLoginThrottle } from "./login-throttle.ts";

/** What is scraped: a text in the form that its type names. */
export type Metrics = { readonly type: string; readonly text: string };

/** Who may scrape without a page to log in on. */
export type MetricsAccess = {
  readonly isRightPassword: (given: string) => boolean;
  readonly now: () => number;
};

/** How a scraper that brings the password in its request comes in. */
export type Scraper =
  | { readonly comes: "in" }
  /** No password was brought: to be treated as any visitor. */
  | { readonly comes: "bare" }
  | { readonly comes: "wrongly"; readonly status: 401 | 429; readonly headers: Readonly<Record<string, string>> };

/**
 * Lets scrapers in that bring the console's password, by HTTP basic authentication under any name or as a bearer's
 * token. Wrong passwords make all scrapers wait, as those at the log-in make people wait; neither makes the other wait.
 */
export function openMetricsAccess({ isRightPassword, now }: MetricsAccess): (c: Context) => Scraper {
  const throttle = openLoginThrottle(now);
  return (c): Scraper => {
    const given = passwordIn(c.req.header("Authorization"));
    if (given === undefined) return { comes: "bare" };
    const waitMs = throttle.waitMs();
    if (waitMs > 0)
      return { comes: "wrongly", status: 429, headers: { "Retry-After": String(Math.ceil(waitMs / 1_000)) } };
    if (isRightPassword(given)) {
      throttle.right();
      return { comes: "in" };
    }
    throttle.wrong();
    return { comes: "wrongly", status: 401, headers: { "WWW-Authenticate": 'Basic realm="Nutgraf", charset="UTF-8"' } };
  };
}

/** https://www.rfc-editor.org/rfc/rfc7617 and https://www.rfc-editor.org/rfc/rfc6750 */
function passwordIn(header: string | undefined): string | undefined {
  const [, scheme = "", value = ""] = /^(basic|bearer) +(.{1,4096})$/i.exec(header ?? "") ?? [];
  // A password may hold what a token may not; a header's bytes arrive as so many characters.
  if (scheme.toLowerCase() === "bearer") return Buffer.from(value, "latin1").toString("utf8");
  if (!/^[\w.~+/=-]+$/.test(value)) return undefined;
  const pair = Buffer.from(value, "base64").toString("utf8");
  const colon = pair.indexOf(":");
  return colon === -1 ? undefined : pair.slice(colon + 1);
}
