import type { Context } from "hono";
import type { Door } from "../access/door.ts";
import { loadedOnce, type Route } from "../pages/route.ts";
import type { OperationsOptions } from "./answers.ts";

/** How the bot is doing: for people who are logged in, and for programs. */
export function operationsRoutes(options: OperationsOptions, door: Door): readonly Route[] {
  const page = loadedOnce(async () => (await import("./answers.ts")).operationsAnswers(options, door));
  const ready = async (c: Context) => {
    const { ready, ...more } = options.ready();
    const tells = Object.keys(more).length > 0 && (door.isIn(c) || (await door.scraper?.(c))?.comes === "in");
    return c.json({ ready, ...(tells && more) }, ready ? 200 : 503);
  };
  return [
    { method: "GET", path: "/healthz", answer: (c) => c.text("ok") },
    { method: "GET", path: "/readyz", answer: ready },
    { method: "GET", path: "/status", closed: true, answer: page("status") },
    { method: "GET", path: "/subscriptions", closed: true, answer: page("subscriptions") },
    { method: "GET", path: "/deliveries", closed: true, answer: page("deliveries") },
    { method: "GET", path: "/problems", closed: true, answer: page("problems") },
    // Programs come in by another way.
    { method: "GET", path: "/metrics", answer: page("metrics") },
  ];
}
