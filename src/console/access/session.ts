import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { LRUCache } from "lru-cache";
import { keptFor } from "#chat";

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
/** All were opened with the right password, so more than this is a runaway script: the oldest ones end. */
const MOST_SESSIONS = 1_000;

/** Log-ins by password. */
export type Sessions = {
  isRightPassword(given: string): boolean;
  /** Opens one, replacing any current one. `overHttps`: how the browser connected, whatever proxies do. */
  open(c: Context, overHttps: boolean): void;
  isOpen(c: Context): boolean;
  /** Ends one for good: copies of its cookie stop working too. */
  close(c: Context): void;
};

/** Browsers accept a `__Host-` cookie over https only. */
const COOKIES = [
  { name: "__Host-nutgraf", secure: true },
  { name: "nutgraf", secure: false },
] as const;

/**
 * Sessions for one password, each under a random id kept in the cookie. Only this process knows them: a restart ends
 * them all, and a session that was logged out stays so.
 */
export function openSessions(password: string, now: () => number): Sessions {
  /** By the hash of its cookie. */
  const current = new LRUCache<string, true>({ ...keptFor(WEEK_MS, now), max: MOST_SESSIONS });

  const keyOf = (c: Context, { name, secure }: (typeof COOKIES)[number]) => {
    const value = getCookie(c, name);
    // A session opened over https is not valid under the other cookie name, which is sent over http too.
    return value === undefined ? undefined : `${secure} ${digest(value).toString("base64")}`;
  };
  const end = (c: Context) => {
    for (const cookie of COOKIES) {
      const key = keyOf(c, cookie);
      if (key === undefined) continue;
      current.delete(key);
      deleteCookie(c, cookie.name, { path: "/", secure: cookie.secure });
    }
  };

  return {
    isRightPassword: (given) => timingSafeEqual(digest(given), digest(password)),
    open(c, overHttps) {
      end(c);
      const value = randomBytes(32).toString("base64url");
      const { name, secure } = COOKIES[overHttps ? 0 : 1];
      current.set(`${secure} ${digest(value).toString("base64")}`, true);
      // Lax, so that following a link from a chat keeps people logged in. Reading has no effects.
      setCookie(c, name, value, { path: "/", httpOnly: true, sameSite: "Lax", secure, maxAge: WEEK_MS / 1000 });
    },
    isOpen: (c) =>
      COOKIES.some((cookie) => {
        const key = keyOf(c, cookie);
        return key !== undefined && current.has(key);
      }),
    close: end,
  };
}

/** Always of equal length, so that a comparison reveals nothing. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
