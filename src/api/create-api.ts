import type { IncomingMessage, RequestListener } from "node:http";
import { getRequestListener, type HttpBindings, RequestError } from "@hono/node-server";
import { Hono } from "hono";
import type { Token } from "./access/caller.ts";
import { isOurHost, isOurOrigin } from "./access/hosts.ts";
import { openPace } from "./access/pace.ts";
import { openTokens } from "./access/tokens.ts";
import { SAFE_HEADERS } from "./http/headers.ts";
import { problemOf } from "./http/problem.ts";
import { type ApiEnv, apiRoutes, MOST_BODY_BYTES } from "./http/routes.ts";
import type { McpOverHttp } from "./mcp/over-http.ts";
import { type ApiContent, openReadings } from "./open-readings.ts";
import { tooMany } from "./read/operation.ts";

/** What the API is made of. */
export type ApiOptions = ApiContent & {
  readonly tokens: readonly Token[];
  /** Whether even what is for everyone needs a token. */
  readonly isClosed: boolean;
  /** The program's own version. */
  readonly version: string;
  /** Names a caller without a token: those with the same name share what one may ask for. */
  readonly callerOf: (request: IncomingMessage) => string;
  /** Milliseconds, for the pace of callers. */
  readonly now: () => number;
  /** Called when an answer could not be made. */
  readonly onFailure: (failure: { path: string; error: unknown }) => void;
};

type Env = { Bindings: HttpBindings; Variables: ApiEnv["Variables"] };

/** Units that a request costs besides its operation: at MCP each makes a server of its own. */
const unitsFor = (path: string) => (path === "/mcp" ? 2 : 0.2);
/** And one with a wrong token. */
const UNITS_WRONG = 10;

/**
 * Makes the read side for programs: JSON under `/api/`, MCP at `/mcp`. It changes nothing. The listener answers every
 * request itself, also with 401, 403, 421, 429 or 500; failures go to `onFailure`.
 *
 * @example
 * const about = { tokens: [], isClosed: false, version: "0.1.0", now };
 * const { listener } = createApi({ ...content, ...about, callerOf: () => "anybody", onFailure: console.error });
 * createServer(listener).listen(8080);
 */
export function createApi(options: ApiOptions): { readonly listener: RequestListener } {
  const { tokens, isClosed, version, callerOf, now, publicUrl, onFailure } = options;
  const callerNamed = openTokens(tokens, isClosed);
  const pace = openPace(now);
  const readingFor = openReadings(options);
  let mcp: Promise<McpOverHttp> | undefined;
  const openMcp = async () => {
    const { openMcpOverHttp } = await import("./mcp/over-http.ts");
    return openMcpOverHttp(version, MOST_BODY_BYTES, (error) => onFailure({ path: "/mcp", error }));
  };

  const app = new Hono<Env>();
  app.use(async (c, next): Promise<Response | undefined> => {
    const host = c.req.header("Host");
    if (!isOurHost(host, publicUrl)) return problemOf(421, WRONG_HOST);
    if (!isOurOrigin(c.req.header("Origin"), host, publicUrl)) return problemOf(403, WRONG_ORIGIN);
    const from = callerOf(c.env.incoming);
    const caller = callerNamed(c.req.header("Authorization"));
    // A name holds no space, so a token's key never looks like an address's.
    const key = caller?.name === undefined ? `from ${from}` : caller.name;
    const waitMs = pace.take(key, caller ? unitsFor(c.req.path) : UNITS_WRONG);
    if (waitMs > 0) {
      const { detail } = tooMany(waitMs);
      return problemOf(429, detail, { "Retry-After": String(Math.ceil(waitMs / 1000)) });
    }
    if (!caller) return problemOf(401, WRONG_TOKEN, { "WWW-Authenticate": "Bearer" });
    c.set("caller", caller);
    c.set(
      "reading",
      readingFor(caller, (units) => pace.take(key, units)),
    );
    await next();
    return undefined;
  });
  app.all("/mcp", async (c) => {
    mcp ??= openMcp().catch((error: unknown) => {
      mcp = undefined;
      throw error;
    });
    const { status, headers, body } = await (await mcp)(c.req.raw, c.get("reading"));
    return new Response(body, {
      status,
      headers: { "Cache-Control": "no-store", ...SAFE_HEADERS, ...Object.fromEntries(headers) },
    });
  });
  app.route("/", apiRoutes(publicUrl));
  app.notFound(() => problemOf(404, "There is nothing at this address."));
  app.onError((error, c) => {
    onFailure({ path: c.req.path, error });
    return problemOf(500, "Something went wrong here. It was logged. Try again later.");
  });
  const listen = getRequestListener((request, env) => app.fetch(request, env as HttpBindings), {
    overrideGlobalObjects: false,
    errorHandler: (error) => {
      if (error instanceof RequestError) return problemOf(400, "The request is malformed.");
      onFailure({ path: "", error });
      return problemOf(500, "Something went wrong here. It was logged. Try again later.");
    },
  });
  return { listener: (request, response) => void listen(request, response) };
}

const WRONG_HOST =
  "This server is not known by that name. Use its address, or set PUBLIC_URL to where people and programs reach it.";
const WRONG_ORIGIN = "Pages of other sites may not read this.";
const WRONG_TOKEN = "Send a token that is in API_TOKENS, as Authorization: Bearer, or none if everybody may read.";
