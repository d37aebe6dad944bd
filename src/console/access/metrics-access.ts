import type { Context } from "hono";
import { callerOf } from "./is-local.ts";
import type { LoginThrottle } from "./login-throttle.ts";

/** What is scraped: a text and its content type. */
export type Metrics = { readonly type: string; readonly text: string };

/** What decides who gets in without the log-in page. */
export type MetricsAccess = {
  readonly isRightPassword: (given: string) => boolean;
  readonly throttle: LoginThrottle;
};

/** How a program that sends the password in its request is treated. */
export type Scraper =
  | { readonly comes: "in" }
  /** No password was sent: treated like any visitor. */
  | { readonly comes: "bare" }
  | { readonly comes: "wrongly"; readonly status: 401 | 429; readonly headers: Readonly<Record<string, string>> };

/** At most this many characters of a name are remembered. */
const MOST_OF_NAME = 64;

/** Tells a program to send the password. */
export const ASK_FOR_PASSWORD = { "WWW-Authenticate": 'Basic realm="Nutgraf", charset="UTF-8"' } as const;

/**
 * Lets in programs that send the console password, by HTTP basic authentication under any name or as a bearer token.
 * Only those that send a wrong one wait.
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
  // A password may hold characters that a token may not; header bytes arrive as Latin-1.
  if (scheme.toLowerCase() === "bearer") return { name: "", password: Buffer.from(value, "latin1").toString("utf8") };
  if (!/^[\w.~+/=-]+$/.test(value)) return undefined;
  const pair = Buffer.from(value, "base64").toString("utf8");
  const colon = pair.indexOf(":");
  return colon === -1 ? undefined : { name: pair.slice(0, colon), password: pair.slice(colon + 1) };
}
