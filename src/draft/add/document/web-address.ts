/** What campaigns and share buttons add to an address. */
const TRACKING = /^(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|cmpid|smid|ref_src|guccounter|guce_\w+)$/i;

/** An http or https address without its fragment and without what tracks people; undefined for anything else. */
export function cleanAddress(text: string, base?: string): string | undefined {
  const url = URL.parse(text.trim(), base);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") return undefined;
  url.hash = "";
  for (const name of [...url.searchParams.keys()]) if (TRACKING.test(name)) url.searchParams.delete(name);
  return url.href;
}

/** The same for addresses that lead to the same page: scheme, `www.`, closing slashes and the order of parameters aside. */
export function addressKey(text: string): string | undefined {
  const clean = cleanAddress(text);
  if (clean === undefined) return undefined;
  const url = new URL(clean);
  url.searchParams.sort();
  const host = url.host.replace(/^(?:www|m|amp)\./, "").replace(/\.(?=:|$)/, "");
  return `${host}${url.pathname.replace(/\/+$/, "")}${url.search}`;
}

/** Whether one host speaks for the other: the same, or one within the other. */
export function isSameSite(one: string, other: string): boolean {
  const [a, b] = [one, other].map((url) => new URL(url).hostname.replace(/^(?:www|m|amp)\./, "").replace(/\.$/, ""));
  return a === b || `.${a}`.endsWith(`.${b}`) || `.${b}`.endsWith(`.${a}`);
}
