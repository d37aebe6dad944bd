import { StoreError } from "./error.ts";

/**
 * Whether an error means that the database is unreachable, full or failing, rather than that the query is wrong: trying
 * again later helps.
 */
export function isStoreTrouble(error: unknown): boolean {
  if (error instanceof StoreError) return true;
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  return SQL_STATE.test(code) || NETWORK.has(code) || BROKEN_OFF.test(error.message) || isStoreTrouble(error.cause);
}

/** Connection lost, out of resources, stopped by an administrator, system error, internal error. */
const SQL_STATE = /^(?:08|53|57P|58)\w+$|^XX00[012]$|^25006$/;
const NETWORK: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);
/** Driver errors without a code. */
const BROKEN_OFF =
  /^Connection terminated|^timeout exceeded when trying to connect|^Client has encountered a connection error|^Cannot use a pool after calling end/;
