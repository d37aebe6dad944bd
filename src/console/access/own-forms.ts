import { html } from "hono/html";
import type { Html } from "../pages/markup.ts";

/** Whether a form came from our own pages. Browsers say so; a request that says nothing is refused. */
export function isOurs(headers: Headers, publicUrl: string | undefined): boolean {
  const origin = URL.parse(headers.get("Origin") ?? "");
  if (origin === null) return false;
  // Only a browser can say this, and it knows: a proxy may have changed the host on the way.
  const site = headers.get("Sec-Fetch-Site");
  if (site !== null) return site === "same-origin";
  const known = publicUrl === undefined ? undefined : new URL(publicUrl);
  if (origin.origin === known?.origin) return true;
  // Also accepts another name than the public one, such as the loopback address that is printed at startup.
  const host = URL.parse(`${origin.protocol}//${headers.get("Host")}`)?.host;
  return origin.host === host && origin.host !== known?.host;
}

/** What to show for a form that did not. `what`: what to do again. */
export function notOurs(publicUrl: string | undefined, what = "log in", path = "/login"): Html | string {
  const ended = "That form was not sent from this console's address.";
  return publicUrl === undefined
    ? `${ended} Please ${what} on this page. If you end up here again, a proxy is changing the address: whoever runs this bot should set PUBLIC_URL to the address people use.`
    : html`${ended} Please ${what} at <a href="${publicUrl}${path}">${publicUrl}${path}</a>.`;
}
