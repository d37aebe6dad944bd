import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createWebServer, WEB_LIMITS, type WebLimits } from "../../../src/app/web/web-server.ts";

/** The same proportions, in a hurry. */
const QUICK: WebLimits = { headersMs: 200, requestMs: 300, lookMs: 40, stillMs: 600, idleMs: 100, connections: 5 };

const listener: RequestListener = (request, response) => {
  if (request.url === "/refused") return void response.writeHead(401).end("no");
  if (request.url === "/large") return void response.end(Buffer.alloc(30_000_000));
  if (request.url === "/never") return;
  request.resume();
  request.on("end", () => response.end("ok"));
};

async function open() {
  const server = createWebServer(listener, QUICK).listen(0, "127.0.0.1");
  // Counted as they come and go: they may be gone before anybody looks.
  const calls = { came: 0, refused: 0, held: 0, most: 0 };
  server.on("drop", () => (calls.refused += 1));
  server.on("connection", (socket: Socket) => {
    calls.came += 1;
    calls.held += 1;
    calls.most = Math.max(calls.most, calls.held);
    socket.once("close", () => (calls.held -= 1));
  });
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  /** Somebody who sends the beginning, and then a little now and again. */
  const call = (first: string, more = "", reads = true): Socket => {
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    socket.on("error", () => {});
    socket.write(first);
    if (reads) socket.resume();
    const timer = setInterval(() => more !== "" && socket.writable && socket.write(more), 30);
    onTestFinished(() => {
      clearInterval(timer);
      socket.destroy();
    });
    return socket;
  };
  return { port, calls, call };
}

const POST = (path: string, how: string) => `POST ${path} HTTP/1.1\r\nHost: x\r\n${how}\r\n\r\n`;

test.each([
  ["says nothing", "", ""],
  ["sends its headers slowly", "GET / HTTP/1.1\r\nHost: x\r\n", "X: y\r\n"],
  ["sends its first line slowly", "GET /", "a"],
  ["sends its second headers slowly", "GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\n", "X: y\r\n"],
  ["sends its body slowly", POST("/", "Content-Length: 1000"), "a"],
  ["sends its body in slow pieces", POST("/", "Transfer-Encoding: chunked"), "1\r\na\r\n"],
  ["sends its body slowly, being answered already", POST("/refused", "Content-Length: 1000"), "a"],
  ["sends its body slowly to somebody who does not look", POST("/never", "Content-Length: 1000"), "a"],
  ["stops in its body", POST("/", "Content-Length: 1000"), ""],
  ["waits for an answer that never comes", "GET /never HTTP/1.1\r\nHost: x\r\n\r\n", ""],
  ["does not take its answer", "GET /large HTTP/1.1\r\nHost: x\r\n\r\n", "", false],
  ["keeps its connection and asks nothing more", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", ""],
])("whoever %s is let go", async (_, first, more, reads = true) => {
  const { calls, call } = await open();
  call(first, more, reads);
  await expect.poll(() => calls).toMatchObject({ came: 1, held: 0 });
});

test("no more are held than so many, and others are served once those are gone", async () => {
  const { port, calls, call } = await open();
  for (let more = 0; more < 40; more += 1) call(POST("/", "Content-Length: 1000"), "a");
  await expect.poll(() => calls.came + calls.refused).toBe(40);
  await expect.poll(() => calls.held).toBe(0);
  expect(calls.most).toBe(QUICK.connections);
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("ok");
});

test("slow headers and slow bodies are closed within 20 s, and no answer is cut off for the time it takes", () => {
  const { headersMs, requestMs, lookMs, stillMs, connections } = WEB_LIMITS;
  expect(Math.max(headersMs, requestMs) + lookMs).toBeLessThan(20_000);
  // The bot itself takes 20 s at most.
  expect(stillMs).toBeGreaterThan(20_000);
  expect(connections).toBeLessThan(1_000);
});

test("there is no other HTTP server", async () => {
  const files = await readdir("src", { recursive: true });
  const made: string[] = [];
  for (const file of files.filter((name) => name.endsWith(".ts"))) {
    const text = await readFile(join("src", file), "utf8");
    if (/import \{[^}]*createServer[^}]*\} from "node:https?"/.test(text)) made.push(file.split("/").at(-1) ?? "");
  }
  expect(made).toEqual(["web-server.ts"]);
});
