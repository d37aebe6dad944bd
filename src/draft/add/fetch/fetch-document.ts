import type { LookupFunction } from "node:net";
import { Agent, fetch, type Response } from "undici";
import { LIMITS, type Limits, sizeOf } from "../document/limits.ts";
import { Refusal } from "../document/refusal.ts";
import { AGENT, mayRead } from "./robots.ts";
import { type Allows, openConnector } from "./unicast.ts";

export type FetchOptions = {
  readonly limits?: Partial<Limits>;
  /** Told what is being done, in words. */
  readonly progress?: (doing: string) => void;
  /** Addresses that may be reached besides public ones: a test's own server. */
  readonly allows?: Allows;
  /** Finds a name's addresses. */
  readonly lookup?: LookupFunction;
};

/** What came, decompressed. `url`: where it came from after redirects. */
export type Fetched = { readonly bytes: Uint8Array; readonly url: string; readonly type: string };

/**
 * Fetches a document from the public internet: each hop checked, robots.txt kept, size and time limited.
 * @throws Refusal
 */
export async function fetchDocument(address: string, options: FetchOptions = {}): Promise<Fetched> {
  const limits = { ...LIMITS, ...options.limits };
  const { progress = () => {}, allows = () => false } = options;
  const dispatcher = new Agent({
    connect: openConnector(allows, Math.min(10_000, limits.fetchMs), options.lookup),
    headersTimeout: limits.fetchMs,
    bodyTimeout: limits.fetchMs,
    maxHeaderSize: 32 * 1024,
    connections: 2,
  });
  const signal = AbortSignal.timeout(limits.fetchMs);
  const get = (url: string, accept: string) =>
    fetch(url, { dispatcher, signal, redirect: "manual", headers: { accept, "user-agent": `${AGENT}/0.1` } });
  const known = new Map<string, string>();
  try {
    let url = readAddress(address);
    for (let hop = 0; hop <= limits.redirects; hop++) {
      progress(`asking ${new URL(url).host}`);
      await askRobots(url, known, get, limits);
      const response = await get(url, ACCEPTED);
      const to = redirectOf(response, url);
      if (to === undefined) return await take(response, url, limits, progress);
      await response.body?.cancel();
      url = to;
    }
    throw new Refusal(
      `${address} is redirected more than ${limits.redirects} times: open it in a browser, save the page, and add the file`,
    );
  } catch (error) {
    throw refusalFor(error, address, limits);
  } finally {
    await dispatcher.destroy();
  }
}

const ACCEPTED =
  "text/html, application/xhtml+xml, application/pdf, application/rss+xml, application/atom+xml, application/feed+json, text/*;q=0.9, */*;q=0.5";

type Get = (url: string, accept: string) => Promise<Response>;

function readAddress(text: string, base?: string): string {
  const url = URL.parse(text, base);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new Refusal(`${text} is not an http or https address: name a page, or a file`);
  if (url.username !== "" || url.password !== "")
    throw new Refusal("The address contains a user name or password, which would be kept: leave them out");
  url.hash = "";
  return url.href;
}

function redirectOf({ status, headers }: Response, from: string): string | undefined {
  const to = headers.get("location");
  return [301, 302, 303, 307, 308].includes(status) && to !== null ? readAddress(to, from) : undefined;
}

const MOST_ROBOTS = 512 * 1024;

/** Asks the site once: what is not there forbids nothing, what fails forbids everything (RFC 9309, 2.3.1). */
async function askRobots(url: string, known: Map<string, string>, get: Get, limits: Limits): Promise<void> {
  const { origin, host, pathname, search } = new URL(url);
  if (!known.has(origin)) {
    let at = `${origin}/robots.txt`;
    let response = await get(at, "text/plain");
    for (let hop = 0; hop < limits.redirects; hop++) {
      const to = redirectOf(response, at);
      if (to === undefined) break;
      await response.body?.cancel();
      at = to;
      response = await get(at, "text/plain");
    }
    if (response.status >= 500 || response.status === 429) {
      await response.body?.cancel();
      throw new Refusal(
        `${host} cannot say just now what programs may read (robots.txt: ${response.status}): try again later, or save the page in a browser and add the file`,
      );
    }
    const text = response.ok ? await beginning(response, MOST_ROBOTS) : "";
    if (!response.ok) await response.body?.cancel();
    known.set(origin, text);
  }
  if (!mayRead(known.get(origin) ?? "", pathname + search))
    throw new Refusal(
      `${host} asks programs not to read this page (robots.txt): save it in a browser, and add the file`,
    );
}

async function take(
  response: Response,
  url: string,
  limits: Limits,
  progress: (doing: string) => void,
): Promise<Fetched> {
  const { host } = new URL(url);
  const type = (response.headers.get("content-type") ?? "").toLowerCase();
  const why = STATUS[response.status] ?? (response.status >= 500 ? "has a server error" : undefined);
  if (!response.ok) {
    await response.body?.cancel();
    const what = why ?? "does not give the page";
    throw new Refusal(
      `${host} ${what} (${response.status}): open ${url} in a browser, and if it is there save it and add the file`,
    );
  }
  if (/^(?:image|audio|video|font)\//.test(type)) {
    await response.body?.cancel();
    throw new Refusal(
      `${url} is ${type.split("/")[0] === "image" ? "a picture" : `${type.split("/")[0]}`} (${type.split(";")[0]}), which holds no text to quote`,
    );
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += (part as Uint8Array).length;
    if (size > limits.bytes) throw tooLarge(url, limits);
    parts.push(part as Uint8Array);
    progress(`reading ${host}: ${sizeOf(size)}`);
  }
  return { bytes: Buffer.concat(parts), url, type };
}

const STATUS: Readonly<Record<number, string>> = {
  401: "wants a log-in",
  402: "requires payment",
  403: "refuses programs",
  404: "has no such page",
  410: "has removed the page",
  429: "is getting too many requests right now",
  451: "may not show the page",
};

function tooLarge(url: string, limits: Limits): Refusal {
  return new Refusal(
    `${url} is larger than ${sizeOf(limits.bytes)} when unpacked: add the part that you need as a file`,
  );
}

async function beginning(response: Response, most: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    parts.push(part as Uint8Array);
    size += (part as Uint8Array).length;
    if (size > most) break;
  }
  return Buffer.concat(parts).subarray(0, most).toString("utf8");
}

/** What went wrong on the way, for the one who named the address. */
function refusalFor(error: unknown, address: string, limits: Limits): Refusal {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause instanceof Refusal) return cause;
  const told = { cause: error };
  const causes = [error, error instanceof Error ? error.cause : undefined].filter((one) => one instanceof Error);
  const codes = causes.flatMap((one) => [one.name, "code" in one ? String(one.code) : "", one.message]);
  const is = (pattern: RegExp) => codes.some((code) => pattern.test(code));
  if (is(/TimeoutError|UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT|ETIMEDOUT/))
    return new Refusal(
      `${address} did not answer within ${Math.round(limits.fetchMs / 100) / 10} seconds: try again later`,
      told,
    );
  if (is(/ENOTFOUND|EAI_AGAIN/))
    return new Refusal(`${new URL(address).hostname} is not known: check the address`, told);
  if (is(/^ECONN|^UND_ERR_SOCKET|^EPIPE|EHOSTUNREACH|ENETUNREACH/))
    return new Refusal(`${new URL(address).host} can't be reached, or dropped the connection: try again later`, told);
  if (is(/CERT|SSL|TLS|SELF_SIGNED/))
    return new Refusal(`${new URL(address).host} has no certificate that can be trusted: check the address`, told);
  if (is(/^Z_|ERR__?(?:ERROR|BROTLI)|ZSTD/))
    return new Refusal(`${address} sends something damaged: try again later`, told);
  if (is(/^bad port$/)) return new Refusal(`${address} names a port that web pages can't use: check the address`, told);
  return new Refusal(`${address} cannot be fetched: save the page in a browser, and add the file`, told);
}
