import { lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { buildConnector } from "undici";
import { Refusal } from "../document/refusal.ts";

/** Which addresses a connection may be made to besides public ones; a test allows its own loopback server. */
export type Allows = (address: string) => boolean;

/** Whether an address is one of the public network: of one machine, in no range that stays inside or has another use. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.range() === "unicast";
  const range = parsed.range();
  if (range === "ipv4Mapped") return isPublicInner(parsed);
  // NAT64: the address of a machine that has IPv4 only, which decides.
  if (range === "rfc6052") return NAT64.test(parsed.toNormalizedString()) && isPublicInner(parsed);
  return range === "unicast" && parsed.match(GLOBAL, 3);
}

const GLOBAL = ipaddr.IPv6.parse("2000::");
const NAT64 = /^64:ff9b:0:0:0:0:/;

function isPublicInner(address: ipaddr.IPv6): boolean {
  const inner = new ipaddr.IPv4(address.toByteArray().slice(-4));
  return inner.range() === "unicast";
}

/**
 * Connects to public addresses alone. Checked when the connection is made: a name that answers otherwise the next time
 * gains nothing.
 */
export function openConnector(
  allows: Allows,
  timeoutMs: number,
  lookup: LookupFunction = systemLookup as LookupFunction,
) {
  const admits = (address: string) => isPublic(address) || allows(address);
  const checked: LookupFunction = (host, options, callback) =>
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const all = Array.isArray(found) ? found : [{ address: found, family: isIP(found) }];
      const admitted = all.filter(({ address }) => admits(address));
      const [first] = admitted;
      if (!first) return callback(inward(host, all[0]?.address), []);
      return options.all ? callback(null, admitted) : callback(null, first.address, first.family);
    });
  const connect = buildConnector({ lookup: checked, timeout: timeoutMs });
  const connector: buildConnector.connector = (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, "");
    // An address is not looked up.
    if (isIP(host) && !admits(host)) return callback(inward(host, host), null);
    return connect(options, (...[error, socket]) => {
      if (error || !socket) return callback(error ?? new Error("no socket"), null);
      const reached = socket.remoteAddress ?? "";
      if (admits(reached)) return callback(null, socket);
      socket.destroy();
      return callback(inward(host, reached), null);
    });
  };
  return connector;
}

function inward(host: string, address: string | undefined): Refusal {
  const named = address === undefined || address === host ? host : `${host} (${address})`;
  return new Refusal(
    `${named} is not an address of the public internet: save the page from a browser there, and add the file`,
  );
}
