import type { Context } from "hono";
import { callerOf } from "./is-local.ts";
import type { LoginThrottle } from "./login-throttle.ts";

/** What is scraped: a text in the form that its type names. */
export type Metrics = { readonly type: string; readonly text: string };

/** Who comes in without a page to log in on. */
export type MetricsAccess = {
  readonly isRightPassword: (given: string) => boolean;
  readonly throttle: LoginThrottle;
};

/** How a program that brings the password in its request comes in. */
export type Scraper =
  | { readonly comes: "in" }
  /** No password was brought: to be treated as any visitor. */
  | { readonly comes: "bare" }
  | { readonly comes: "wrongly"; readonly status: 401 | 429; readonly headers: Readonly<Record<string, string>> };

/** Of a name is remembered. */
const MOST_OF_NAME = 64;

/** How a program is told to bring the password. */
export const ASK_FOR_PASSWORD = { "WWW-Authenticate": 'Basic realm="Nutgraf", charset="UTF-8"' } as const;

/**
 * Lets programs in that bring the console's password, by HTTP basic authentication under any name or as a bearer's
 * token. Whoever brings a wrong one waits, and nobody else does.
 */
export function openMetricsAccess({ isRightPassword, throttle }: MetricsAccess): (c: Context) => Promise<Scraper> {
  return async (c) => {
    const given = credentialsIn(c.req.header("Authorization"));
    if (given === undefined) return { comes: "bare" };
    const caller = callerOf(c.env.incoming);
    if (!throttle.looksAt(caller)) return { comes: "wrongly", status: 429, headers: { "Retry-After": "1" } };
    if (isRightPassword(given.password)) return { comes: "in" };
    const { held, waitMs } = await throttle.wrong(caller, `scraper ${given.name.slice(0, MOST_OF_NAME)}`);
    return held
      ? { comes: "wrongly", status: 401, headers: ASK_FOR_PASSWORD }
      : { comes: "wrongly", status: 429, headers: { "Retry-After": String(Math.ceil(waitMs / 1_000)) } };
  };
}

type Credentials = { readonly name: string; readonly password: string };

/** https://www.rfc-editor.org/rfc/rfc7617 and https://www.rfc-editor.org/rfc/rfc6750 */
function credentialsIn(header: string | undefined): Credentials | undefined {
  const [, scheme = "", value = ""] = /^(basic|bearer) +(.{1,4096})$/i.exec(header ?? "") ?? [];
  // A password may hold what a token may not; a header's bytes arrive as so many characters.
  if (scheme.toLowerCase() === "bearer") return { name: "", password: Buffer.from(value, "latin1").toString("utf8") };
  if (!/^[\w.~+/=-]+$/.test(value)) return undefined;
  const pair = Buffer.from(value, "base64").toString("utf8");
  const colon = pair.indexOf(":");
  return colon === -1 ? undefined : { name: pair.slice(0, colon), password: pair.slice(colon + 1) };
}
