import type { Options, Stub } from "./ask.ts";

/**
 * Discord's `custom_id` holds 100 characters, the fewest of all platforms, and its adapter needs one; ASCII, so bytes.
 */
export const TOKEN_BYTES = 99;
const VERSION = "1";
/** One-letter names for options that many buttons carry; the others go by their full names. */
const SHORT: ReadonlyMap<string, string> = new Map([
  ["topic", "t"],
  ["sections", "s"],
  ["from", "f"],
  ["edition", "e"],
  ["points", "p"],
]);
const LONG: ReadonlyMap<string, string> = new Map([...SHORT].map(([name, short]) => [short, name]));

/**
 * Packs a stub into a token of at most 99 ASCII bytes that still works after a restart:
 * `1whats-next~t=irs-data-sharing`, the version first.
 *
 * @throws {RangeError} when it does not fit (stubs carry ids, not free text), or an option has a short name of ours
 * @example
 * pack({ command: "whats-next", options: { topic: "rail-strike" } }); // "1whats-next~t=rail-strike"
 */
export function pack({ command, options }: Stub): string {
  for (const name of Object.keys(options)) {
    if (LONG.has(name)) throw new RangeError(`an option called ${name} would come back as another`);
  }
  const fields = Object.entries(options).map(([name, value]) => `${encode(SHORT.get(name) ?? name)}=${encode(value)}`);
  const token = [VERSION + encode(command), ...fields].join("~");
  if (token.length > TOKEN_BYTES)
    throw new RangeError(`a button's token takes ${token.length} of ${TOKEN_BYTES} bytes`);
  return token;
}

/** Whether a stub is small enough for a button; one that repeats what a person typed may not be. */
export function fitsToken(stub: Stub): boolean {
  try {
    return pack(stub).length > 0;
  } catch {
    return false;
  }
}

/** Reads a token back; undefined if it is forged, broken or another version's. */
export function unpack(token: string): Stub | undefined {
  if (token.length > TOKEN_BYTES) return undefined;
  const [head = "", ...fields] = token.split("~");
  const command = head.slice(VERSION.length);
  if (!head.startsWith(VERSION) || command === "") return undefined;
  const options: [string, string][] = [];
  for (const field of fields) {
    const [name, value, ...more] = field.split("=");
    if (!name || value === undefined || more.length > 0) return undefined;
    options.push([name, value]);
  }
  try {
    const decoded: Options = Object.fromEntries(
      options.map(([name, value]) => [LONG.get(name) ?? decode(name), decode(value)]),
    );
    return { command: decode(command), options: decoded };
  } catch {
    return undefined;
  }
}

/** Percent-encodes what is not plain ASCII or is syntax in a token (`encodeURIComponent` leaves `~` alone). */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll("~", "%7E");
}

function decode(text: string): string {
  return decodeURIComponent(text);
}
