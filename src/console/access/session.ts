import { createHash, scryptSync, timingSafeEqual } from "node:crypto";
import type { Context } from "hono";
import { deleteCookie, getSignedCookie, setSignedCookie } from "hono/cookie";
import type { CookieOptions } from "hono/utils/cookie";

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/** Log-ins by password, remembered in a signed cookie. */
export type Sessions = {
  isRightPassword(given: string): boolean;
  open(c: Context): Promise<void>;
  isOpen(c: Context): Promise<boolean>;
  close(c: Context): void;
};

/**
 * Sessions of one password. The cookie holds when it ends, signed with a key made from the password: a new password
 * ends them all. The key is stretched, so that a stolen cookie does not let the password be guessed at speed.
 */
export function openSessions(password: string, now: () => number, publicUrl: string | undefined): Sessions {
  const secure = publicUrl?.startsWith("https:") ?? false;
  const name = secure ? "__Host-nutgraf" : "nutgraf";
  // Lax: whoever follows a link from a chat is logged in here too. Nothing that is only read has an effect.
  const cookie: CookieOptions = { path: "/", httpOnly: true, sameSite: "Lax", secure };
  let stretched: Buffer<ArrayBuffer> | undefined;
  const key = () => {
    stretched ??= Buffer.from(scryptSync(password, "nutgraf console session", 32));
    return stretched;
  };
  return {
    isRightPassword: (given) => timingSafeEqual(digest(given), digest(password)),
    async open(c) {
      await setSignedCookie(c, name, String(now() + WEEK_MS), key(), { ...cookie, maxAge: WEEK_MS / 1000 });
    },
    async isOpen(c) {
      const ends = await getSignedCookie(c, key(), name);
      return typeof ends === "string" && /^\d{1,16}$/.test(ends) && now() < Number(ends);
    },
    close(c) {
      deleteCookie(c, name, cookie);
    },
  };
}

/** Of equal length whatever was given, so that the comparison tells nothing of it. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
