import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { html } from "hono/html";
import type { Html } from "../pages/markup.ts";
import type { Answering } from "../pages/route.ts";

export type FormOptions = {
  readonly publicUrl: string | undefined;
  readonly mostBytes: number;
  /** Answers a form that did not come from our own pages. */
  readonly refuse: Answering;
  readonly tooLarge: Answering;
};

/** Lets through what our own forms send, as far as it is not too large. */
export function ownForms({ publicUrl, mostBytes, refuse, tooLarge }: FormOptions): (take: Answering) => Answering {
  const limit = bodyLimit({ maxSize: mostBytes, onError: tooLarge });
  return (take) => async (c: Context) => {
    if (!isOurs(c.req.raw.headers, publicUrl)) return refuse(c);
    let answer: Response | undefined;
    const refused = await limit(c, async () => {
      answer = await take(c);
    });
    return answer ?? refused ?? c.res;
  };
}

/** Whether a form came from our own pages. Browsers say so; what says nothing at all is not let in. */
function isOurs(headers: Headers, publicUrl: string | undefined): boolean {
  const origin = URL.parse(headers.get("Origin") ?? "");
  if (origin === null) return false;
  // Only a browser can say this, and it knows: a proxy may have changed the host on the way.
  const site = headers.get("Sec-Fetch-Site");
  if (site !== null) return site === "same-origin";
  const known = publicUrl === undefined ? undefined : new URL(publicUrl);
  if (origin.origin === known?.origin) return true;
  // Also under another name than the public one, such as the loopback address that the start prints.
  const host = URL.parse(`${origin.protocol}//${headers.get("Host")}`)?.host;
  return origin.host === host && origin.host !== known?.host;
}

/** What is said of a form that did not. `what`: what to do again. */
export function notOurs(publicUrl: string | undefined, what = "log in", path = "/login"): Html | string {
  const ended = "That form was not sent from this console's address.";
  return publicUrl === undefined
    ? `${ended} Please ${what} on this page. If you end up here again, a proxy is changing the address: whoever runs this bot should set PUBLIC_URL to the address people use.`
    : html`${ended} Please ${what} at <a href="${publicUrl}${path}">${publicUrl}${path}</a>.`;
}
