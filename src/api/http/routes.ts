import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Caller } from "../access/caller.ts";
import type { Operation, Reading, Trouble } from "../read/operation.ts";
import { OPERATIONS } from "../read/operations.ts";
import { type Written, write } from "../wire/serialized-body.ts";
import { SAFE_HEADERS } from "./headers.ts";
import { openApiDocument } from "./open-api-document.ts";
import { problemOf } from "./problem.ts";

export type ApiEnv = { Bindings: HttpBindings; Variables: { caller: Caller; reading: Reading } };

/** Longer bodies are refused unread. */
export const MOST_BODY_BYTES = 65_536;

/** The JSON interface: each operation at its route. */
export function apiRoutes(publicUrl: string | undefined): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  let document: Written | undefined;
  app.get("/api/openapi.json", (c) => {
    document ??= write(openApiDocument(publicUrl));
    return send(c, document);
  });
  for (const one of OPERATIONS) {
    if (!one.route) continue;
    const path = one.route.path.replace(/\{(\w+)\}/g, ":$1");
    if (one.route.method === "get") app.get(path, (c) => answer(c, one, asked(c)));
    else app.post(path, bodyLimit({ maxSize: MOST_BODY_BYTES, onError: tooLong }), (c) => answerPosted(c, one));
    app.all(path, () => wrongMethod(one.route?.method === "get" ? "GET, HEAD" : "POST"));
  }
  app.all("/api/*", () =>
    problemOf(404, "There is nothing at this address. GET /api/openapi.json tells what there is."),
  );
  return app;
}

async function answer(c: Context<ApiEnv>, one: Operation, given: unknown): Promise<Response> {
  const outcome = await one.call(given, c.get("reading"));
  if ("trouble" in outcome) return refuse(outcome.trouble);
  return send(c, "written" in outcome ? outcome.written : write(outcome.body));
}

/** What a caller may read is theirs; whoever caches it asks each time whether it is still so. */
function send(c: Context<ApiEnv>, { bytes, etag }: Written): Response {
  const headers = {
    ...SAFE_HEADERS,
    "Content-Type": "application/json",
    "Cache-Control": c.get("caller").name === undefined ? "public, no-cache" : "private, no-cache",
    Vary: "Authorization",
  };
  if (c.req.method === "POST") return deliver(c, 200, { ...headers, "Cache-Control": "no-store" }, bytes);
  const known = c.req.header("If-None-Match")?.split(",") ?? [];
  const isKnown = known.some((tag) => tag.trim().replace(/^W\//, "") === etag || tag.trim() === "*");
  return deliver(c, isKnown ? 304 : 200, { ...headers, ETag: etag }, isKnown ? undefined : bytes);
}

/** Hands an answer straight to the server: a `Response` would make a stream of its bytes, which takes twice the time. */
function deliver(
  { env: { outgoing } }: Context<ApiEnv>,
  status: number,
  headers: Readonly<Record<string, string>>,
  bytes: Buffer | undefined,
): Response {
  outgoing.writeHead(status, { ...headers, ...(bytes && { "Content-Length": bytes.length }) });
  // To HEAD the server itself sends no body.
  outgoing.end(bytes);
  return RESPONSE_ALREADY_SENT;
}

/** What an address asks: its query, and the names in its path, which win. */
function asked(c: Context<ApiEnv>): unknown {
  const query = Object.entries(c.req.queries()).map(([name, values]) => [
    name,
    values.length === 1 ? values[0] : values,
  ]);
  return { ...Object.fromEntries(query), ...c.req.param() };
}

async function answerPosted(c: Context<ApiEnv>, one: Operation): Promise<Response> {
  if (!/^application\/json\s*(?:;|$)/i.test(c.req.header("Content-Type") ?? ""))
    return problemOf(415, "Send JSON, with the header Content-Type: application/json.");
  let given: unknown;
  try {
    given = await c.req.json();
  } catch {
    return problemOf(400, "The body is not JSON.");
  }
  return answer(c, one, given);
}

function refuse({ status, detail, waitMs }: Trouble): Response {
  return problemOf(status, detail, waitMs === undefined ? {} : { "Retry-After": String(Math.ceil(waitMs / 1000)) });
}

function tooLong(): Response {
  return problemOf(413, `The body is longer than ${MOST_BODY_BYTES / 1024} KB.`);
}

function wrongMethod(allowed: string): Response {
  return problemOf(405, `This address takes ${allowed.replace(", ", " and ")} only; nothing here can be changed.`, {
    Allow: allowed,
  });
}
