import { createHash } from "node:crypto";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Caller } from "../access/caller.ts";
import type { Operation, Reading, Trouble } from "../read/operation.ts";
import { OPERATIONS } from "../read/operations.ts";
import { SAFE_HEADERS } from "./headers.ts";
import { openApiDocument } from "./open-api-document.ts";
import { problemOf } from "./problem.ts";

export type ApiEnv = { Variables: { caller: Caller; reading: Reading } };

/** Longer bodies are refused unread. */
export const MOST_BODY_BYTES = 65_536;

/** The JSON interface: each operation at its route. */
export function apiRoutes(publicUrl: string | undefined): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.get("/api/openapi.json", (c) => send(c, openApiDocument(publicUrl)));
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
  return "trouble" in outcome ? refuse(outcome.trouble) : send(c, outcome.body);
}

/** What a caller may read is theirs; whoever caches it asks each time whether it is still so. */
function send(c: Context<ApiEnv>, body: object): Response {
  const { text, etag } = written(body);
  const headers = {
    ...SAFE_HEADERS,
    "Content-Type": "application/json",
    "Cache-Control": c.get("caller").name === undefined ? "public, no-cache" : "private, no-cache",
    Vary: "Authorization",
  };
  if (c.req.method === "POST") return new Response(text, { headers: { ...headers, "Cache-Control": "no-store" } });
  const known = c.req.header("If-None-Match")?.split(",") ?? [];
  const isKnown = known.some((tag) => tag.trim().replace(/^W\//, "") === etag || tag.trim() === "*");
  return new Response(isKnown ? null : text, { status: isKnown ? 304 : 200, headers: { ...headers, ETag: etag } });
}

type Written = { readonly text: string; readonly etag: string };

function written(body: object): Written {
  const known = KNOWN.get(body);
  if (known) return known;
  const text = JSON.stringify(body);
  const made = { text, etag: `"${createHash("sha256").update(text).digest("base64url").slice(0, 27)}"` };
  KNOWN.set(body, made);
  return made;
}

/** Cached: a story that is sent again is the same object. */
const KNOWN = new WeakMap<object, Written>();

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
