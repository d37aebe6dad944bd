import type { IncomingMessage } from "node:http";

/** The parts of a request that show where it comes from. */
export type Arrival = Pick<IncomingMessage, "headersDistinct" | "url" | "httpVersion"> & {
  readonly socket: { readonly remoteAddress?: string | undefined };
};

/**
 * Whether a request comes from this machine itself: from a loopback address, to a loopback host (which rules out DNS
 * rebinding), and not forwarded by a proxy, whose every visitor would seem local.
 */
export function isLocal({ headersDistinct, url = "", httpVersion, socket }: Arrival): boolean {
  const hosts = headersDistinct.host ?? [];
  return (
    isLoopbackAddress(socket.remoteAddress) &&
    url.startsWith("/") &&
    // No browser speaks HTTP/1.0, but nginx does, and by default it adds no forwarding header.
    httpVersion !== "1.0" &&
    hosts.length === 1 &&
    isLoopbackHost(hosts[0] as string) &&
    !Object.keys(headersDistinct).some(isForwarding)
  );
}

/**
 * The caller that wrong passwords count against: an IPv4 address, or an IPv6 network, since whoever has one of its
 * addresses has them all.
 *
 * @example
 * callerOf({ socket: { remoteAddress: "2001:db8::7" } }); // "2001:db8:0:0"
 */
export function callerOf({ socket }: Pick<Arrival, "socket">): string {
  const address = withoutPrefix(socket.remoteAddress ?? "").replace(/%.*/, "");
  if (!address.includes(":")) return address;
  const [before = [], after = []] = address.split("::").map((part) => part.split(":").filter(Boolean));
  const between = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => "0");
  return [...before, ...between, ...after].slice(0, 4).join(":");
}

function isLoopbackAddress(address = ""): boolean {
  const plain = withoutPrefix(address);
  return plain === "::1" || isLoopbackIPv4(plain);
}

/** An IPv4 address without the IPv6 prefix: `::ffff:192.0.2.7` */
function withoutPrefix(address: string): string {
  return address.replace(/^::ffff:/i, "");
}

function isLoopbackHost(host: string): boolean {
  const name = host.replace(/:\d{1,5}$/, "").toLowerCase();
  return name === "localhost" || name === "[::1]" || isLoopbackIPv4(name);
}

function isLoopbackIPv4(text: string): boolean {
  return /^127(?:\.(?:0|[1-9]\d{0,2})){3}$/.test(text) && text.split(".").every((part) => Number(part) <= 255);
}

/** Headers that proxies, tunnels and content networks add. */
const FORWARDING = new Set([
  "forwarded",
  "via",
  "x-real-ip",
  "x-client-ip",
  "x-cluster-client-ip",
  "x-original-host",
  "x-original-url",
  "x-proxyuser-ip",
  "true-client-ip",
  "client-ip",
  "fastly-client-ip",
  "fly-client-ip",
  "x-azure-clientip",
  "x-appengine-user-ip",
  "x-amzn-trace-id",
  "cdn-loop",
]);

function isForwarding(name: string): boolean {
  return FORWARDING.has(name) || /^(?:x-forwarded|cf-|x-envoy-|x-vercel-|tailscale-|ngrok-)/.test(name);
}
