import { STATUS_CODES } from "node:http";
import { SAFE_HEADERS } from "./headers.ts";

/** An answer that says what went wrong and what to do, as RFC 9457 has it. */
export function problemOf(status: number, detail: string, headers: Readonly<Record<string, string>> = {}): Response {
  const body = JSON.stringify({ type: "about:blank", title: STATUS_CODES[status] ?? "Error", status, detail });
  const own = { "Content-Type": "application/problem+json", "Cache-Control": "no-store", ...headers };
  return new Response(body, { status, headers: { ...SAFE_HEADERS, ...own } });
}
