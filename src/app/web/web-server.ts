import { createServer, type RequestListener, type Server } from "node:http";

/** How long the server waits for clients, and how many connections it holds. */
export type WebLimits = {
  /** For all headers of a request, including the first byte. */
  readonly headersMs: number;
  /** For a whole request, including its body, answered or not. */
  readonly requestMs: number;
  /** How often it checks for late ones. */
  readonly lookMs: number;
  /** For a stalled connection during a response: longer than any response takes. */
  readonly stillMs: number;
  /** For the next request on a kept-alive connection. */
  readonly idleMs: number;
  readonly connections: number;
};

/** Slow clients are gone within 20 s. */
export const WEB_LIMITS: WebLimits = {
  headersMs: 10_000,
  requestMs: 15_000,
  lookMs: 2_000,
  stillMs: 30_000,
  idleMs: 5_000,
  connections: 500,
};

/** Makes the one HTTP server. Its waits and its connections are bounded. */
export function createWebServer(listener: RequestListener, limits: WebLimits = WEB_LIMITS): Server {
  const server = createServer(
    {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: limits.lookMs,
      keepAliveTimeout: limits.idleMs,
    },
    listener,
  );
  server.maxConnections = limits.connections;
  server.setTimeout(limits.stillMs);
  return server;
}
