import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { OpenOptions } from "#draft";

/** A site on this machine, gone when the test ends. `asked`: the paths that it was asked for. */
export async function siteOf(answer: RequestListener | Readonly<Record<string, string>>, host = "127.0.0.1") {
  const asked: string[] = [];
  const pages: RequestListener =
    typeof answer === "function"
      ? answer
      : ({ url = "" }, response) => {
          const page = answer[url];
          response.writeHead(page === undefined ? 404 : 200, { "content-type": typeOf(page) });
          response.end(page);
        };
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    pages(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://${host}:${port}`, port, asked };
}

/** Lets a test reach its own site, which no program may. */
export const LOCAL: OpenOptions = { allows: (address) => address === "127.0.0.1", today: "2026-11-26" };

/** The server that is not listened to: each test's own robots.txt. */
export function withoutRobots(listener: RequestListener): RequestListener {
  return (request, response) => {
    if (request.url !== "/robots.txt") return listener(request, response);
    response.writeHead(404);
    return response.end();
  };
}

function typeOf(page = ""): string {
  if (page.startsWith("<?xml")) return "application/rss+xml";
  return page.startsWith("<") ? "text/html; charset=utf-8" : "text/plain";
}
