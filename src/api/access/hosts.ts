import { isIP } from "node:net";

/**
 * Whether a request was meant for this server. A page of another site can have its own name resolve to this machine (DNS
 * rebinding), but it can take neither an address, nor `localhost`, nor our public name.
 */
export function isOurHost(host: string | undefined, publicUrl: string | undefined): boolean {
  const url = host === undefined || !/^[\w.:[\]-]+$/.test(host) ? undefined : URL.parse(`http://${host}`);
  if (!url) return false;
  if (publicUrl !== undefined && url.hostname === new URL(publicUrl).hostname) return true;
  return url.hostname === "localhost" || isIP(url.hostname.replace(/^\[|\]$/g, "")) !== 0;
}

/** Whether a browser sent the request from a page of ours; other programs send no `Origin`. */
export function isOurOrigin(
  origin: string | undefined,
  host: string | undefined,
  publicUrl: string | undefined,
): boolean {
  if (origin === undefined) return true;
  const url = URL.parse(origin);
  if (!url || !/^https?:$/.test(url.protocol)) return false;
  return url.host === host || url.origin === publicUrl;
}
