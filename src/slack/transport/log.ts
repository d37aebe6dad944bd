import type { Logger, LogLevel } from "@slack/bolt";

/** Where the adapter logs. */
export type Log = {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
};

/** Bolt's log: only errors and warnings, without tokens, response URLs or any words of a payload. */
export function boltLogger(log: Log): Logger {
  return {
    debug: () => {},
    info: () => {},
    warn: (...parts) => isToldByUs(parts) || log.warn({ from: "bolt" }, redact(parts)),
    error: (...parts) => isToldByUs(parts) || log.error({ from: "bolt" }, redact(parts)),
    setLevel: () => {},
    getLevel: () => "warn" as LogLevel,
    setName: () => {},
  };
}

/** Whether it is a failed call: its caller logs those, at a readable rate. */
function isToldByUs([first]: readonly unknown[]): boolean {
  return typeof first === "string" && /^(?:http request failed|Failed to retrieve a new WSS URL)/.test(first);
}

/** Removes tokens and secret addresses from a text. */
export function withoutSecrets(text: string): string {
  return text
    .replace(/xox[a-z](?:\.xox[a-z])?-[\w-]+|xapp-[\w-]+/g, "[token]")
    .replace(/(?:(?:wss?|https?):)?\/\/\S*(?:ticket=|\/services\/|\/commands\/|\/actions\/|\/app\/)\S*/g, "[address]")
    .replace(/\bhooks\.slack(?:-gov)?\.com\/\S+/g, "[address]");
}

/** Why something failed, safe to log: an error's own fields may hold headers and bodies. */
export function reasonOf(error: unknown): string {
  return withoutSecrets(error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 500);
}

function redact(parts: readonly unknown[]): string {
  const said = parts.map((part) => (part instanceof Error ? part.message : String(part))).join(" ");
  // The parser's message quotes the body that it couldn't parse.
  return withoutSecrets(said.replace(/^(Malformed request body):[\s\S]*/, "$1")).slice(0, 500);
}
