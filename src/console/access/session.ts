import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
/** Each was opened with the right password: more than that is a script gone wrong, and the oldest end. */
const MOST_SESSIONS = 1_000;

/** Log-ins by password. */
export type Sessions = {
  isRightPassword(given: string): boolean;
  /** Opens one in place of the one there may be. `overHttps`: how the browser came here, whatever proxies make of it. */
  open(c: Context, overHttps: boolean): void;
  isOpen(c: Context): boolean;
  /** Ends one for good: its cookie opens nothing any more, wherever it was copied to. */
  close(c: Context): void;
};

/** A browser sends and sets a `__Host-` cookie over https alone; over http it would refuse one. */
const COOKIES = [
  { name: "__Host-nutgraf", secure: true },
  { name: "nutgraf", secure: false },
] as const;

/**
 * Sessions of one password, each under a random name that the cookie holds. They are known to this process alone: what
 * was logged out stays out, also after a restart, which ends them all.
 */
export function openSessions(password: string, now: () => number): Sessions {
  /** When each ends, by the hash of what its cookie holds. */
  const ends = new Map<string, number>();

  const keyOf = (c: Context, { name, secure }: (typeof COOKIES)[number]) => {
    const value = getCookie(c, name);
    // What was opened over https is none under the other name, which would be sent over http too.
    return value === undefined ? undefined : `${secure} ${digest(value).toString("base64")}`;
  };
  const end = (c: Context) => {
    for (const cookie of COOKIES) {
      const key = keyOf(c, cookie);
      if (key === undefined) continue;
      ends.delete(key);
      deleteCookie(c, cookie.name, { path: "/", secure: cookie.secure });
    }
  };

  return {
    isRightPassword: (given) => timingSafeEqual(digest(given), digest(password)),
    open(c, overHttps) {
      end(c);
      const value = randomBytes(32).toString("base64url");
      const { name, secure } = COOKIES[overHttps ? 0 : 1];
      ends.set(`${secure} ${digest(value).toString("base64")}`, now() + WEEK_MS);
      for (const [key, endsAt] of ends) if (endsAt <= now() || ends.size > MOST_SESSIONS) ends.delete(key);
      // Lax: whoever follows a link from a chat is logged in here too. Nothing that is only read has an effect.
      setCookie(c, name, value, { path: "/", httpOnly: true, sameSite: "Lax", secure, maxAge: WEEK_MS / 1000 });
    },
    isOpen: (c) =>
      COOKIES.some((cookie) => {
        const key = keyOf(c, cookie);
        return key !== undefined && now() < (ends.get(key) ?? 0);
      }),
    close: end,
  };
}

/** Of equal length whatever was given, so that a comparison tells nothing of it. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
