import { STATUS_CODES } from "node:http";

/** An answer that says what went wrong and what to do, as RFC 9457 has it. */
export function problemOf(status: number, detail: string, headers: Readonly<Record<string, string>> = {}): Response {
  const body = JSON.stringify({ type: "about:blank", title: STATUS_CODES[status] ?? "Error", status, detail });
  return new Response(body, { status, headers: { "Content-Type": "application/problem+json", ...headers } });
}
