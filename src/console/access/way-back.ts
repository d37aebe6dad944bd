/** Longer addresses are not come back to. */
const MOST = 1_000;
/** Any host will do: only whether an address stays on it is asked. */
const HERE = "http://here.invalid";

/** Where to go after logging in: the address of a page here that somebody wanted, or the first page for all that is not one. */
export function wayBack(wanted: string | undefined): string {
  if (wanted === undefined || wanted.length > MOST || !wanted.startsWith("/")) return "/";
  const url = URL.parse(wanted, HERE);
  // Browsers take `//host` and `/\host` for another host; `/.//host` is a path here until it is sent as one.
  if (!url || url.origin !== HERE || url.pathname.startsWith("//")) return "/";
  return /^\/log(?:in|out)(?:\/|$)/.test(url.pathname) ? "/" : `${url.pathname}${url.search}${url.hash}`;
}

/** The log-in page's address, with the way back to where somebody is. */
export function loginHref(at: string): string {
  const back = wayBack(at);
  return back === "/" ? "/login" : `/login?${new URLSearchParams({ back })}`;
}

/** A request's own address as one to come back to. */
export function addressOf(requestUrl: string): string {
  const { pathname, search, searchParams } = new URL(requestUrl);
  // What follows the # is never sent; a source's page is asked for with it whenever a passage is named.
  return `${pathname}${search}${searchParams.has("at") ? "#quote" : ""}`;
}
