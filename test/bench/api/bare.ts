import { serve } from "@hono/node-server";
import { Hono } from "hono";

/** A bare hono that sends each JSON it was given, by its address: what sending alone takes. */
process.once("message", (bodies: Readonly<Record<string, string>>) => {
  const app = new Hono();
  app.get("/api/briefings/:topic", (c) =>
    c.body(bodies[c.req.param("topic")] ?? "", 200, { "Content-Type": "application/json" }),
  );
  const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) =>
    process.send?.(`http://127.0.0.1:${port}`),
  );
  process.once("disconnect", () => server.close(() => process.exit()));
});
