import { createServer, type RequestListener, type Server } from "node:http";

/** How long the server waits for whoever calls it, and how many it holds. */
export type WebLimits = {
  /** For all headers of a request, the first byte included. */
  readonly headersMs: number;
  /** For a whole request, its body included, whether or not it is answered already. */
  readonly requestMs: number;
  /** How often it looks for those that are late. */
  readonly lookMs: number;
  /** For a connection on which nothing moves while it is answered: longer than any answer takes. */
  readonly stillMs: number;
  /** For the next request on a connection that is kept. */
  readonly idleMs: number;
  readonly connections: number;
};

/** Whoever is slow is gone within 20 s. */
export const WEB_LIMITS: WebLimits = {
  headersMs: 10_000,
  requestMs: 15_000,
  lookMs: 2_000,
  stillMs: 30_000,
  idleMs: 5_000,
  connections: 500,
};

/** Makes the one HTTP server: it waits for nobody without end, and what it holds is bounded. */
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
