/** Longer addresses are not returned to. */
const MOST = 1_000;
/** Any host will do: it only serves to check that an address stays on it. */
const HERE = "http://here.invalid";

/** Where to go after logging in: the page here that somebody wanted, or the front page if it is not one of ours. */
export function wayBack(wanted: string | undefined): string {
  if (wanted === undefined || wanted.length > MOST || !wanted.startsWith("/")) return "/";
  const url = URL.parse(wanted, HERE);
  // Browsers read `//host` and `/\host` as another host, and `/.//host` once it is sent as a path.
  if (!url || url.origin !== HERE || url.pathname.startsWith("//")) return "/";
  return /^\/log(?:in|out)(?:\/|$)/.test(url.pathname) ? "/" : `${url.pathname}${url.search}${url.hash}`;
}

/** The log-in page's address, with the way back to the current page. */
export function loginHref(at: string): string {
  const back = wayBack(at);
  return back === "/" ? "/login" : `/login?${new URLSearchParams({ back })}`;
}

/** A request's own address, to return to. */
export function addressOf(requestUrl: string): string {
  const { pathname, search, searchParams } = new URL(requestUrl);
  // Browsers never send the #fragment; links to a source always have it when they name a passage.
  return `${pathname}${search}${searchParams.has("at") ? "#quote" : ""}`;
}
