import { connect } from "node:net";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { newsroom } from "./newsroom.ts";
import { type Answer, type Served, serve } from "./server.ts";

let served: Served;
beforeAll(async () => {
  served = await serve(newsroom());
});
afterAll(() => served.close());

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** `posts`: there is a form whose sender must be told from another's. */
function expectGuarded({ headers, body }: Answer, path: string, posts = body.includes('method="post"')): void {
  const told = Object.fromEntries(Object.entries(headers).filter(([name]) => name in GUARDS));
  expect(told).toEqual({ ...GUARDS, "referrer-policy": posts ? "same-origin" : "no-referrer" });
  if (!path.startsWith("/assets/")) expect(headers["cache-control"]).toBe("no-store");
}

const GUARDS: Record<string, string> = {
  "content-security-policy": POLICY,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};

const OPEN = [
  ["/", 200],
  ["/?ask=%2Fwhats-next", 200],
  ["/answer", 200],
  ["/suggest?ask=%2F", 200],
  ["/briefings", 200],
  ["/briefings/pier", 200],
  ["/sources", 200],
  ["/sources/harbour", 200],
  ["/sources/harbour/panel?at=0-10", 200],
  ["/problems", 200],
  ["/status", 200],
  ["/subscriptions", 200],
  ["/deliveries", 200],
  ["/metrics", 404],
  ["/login", 200],
  ["/healthz", 200],
  ["/readyz", 200],
  ["/assets/page.css", 200],
  ["/assets/console.js", 200],
  ["/assets/icon.svg", 200],
  ["/logout", 404],
  ["/nothing", 404],
] as const;

/** The same for a visitor, where a password is set. */
const SHUT = [
  ["/", 200],
  ["/briefings", 200],
  ["/briefings/pier", 200],
  ["/briefings/qqtopic", 404],
  ["/briefings/nothing", 404],
  ["/sources/qqmemo", 404],
  ["/sources/qqmemo/panel", 404],
  ["/problems", 303],
  ["/status", 303],
  ["/subscriptions?state=paused", 303],
  ["/deliveries", 303],
  ["/login", 200],
  ["/login?back=%2Fstatus", 200],
  ["/logout", 404],
  ["/nothing", 404],
  ["/healthz", 200],
  ["/readyz", 200],
] as const;

async function expectAnswer(of: Served, path: string, status: number): Promise<void> {
  const answer = await of.send(path);
  expect(answer.status).toBe(status);
  expectGuarded(answer, path);
  const head = await of.send(path, { method: "HEAD" });
  expect([head.status, head.body]).toEqual([status, ""]);
  expectGuarded(head, path, answer.body.includes('method="post"'));
}

test.each(OPEN)("%s answers %i, guarded, and the same head without a body", (path, status) =>
  expectAnswer(served, path, status),
);

test.each(SHUT)("to a visitor %s answers %i, guarded, and the same head without a body", async (path, status) => {
  const shut = await serve(newsroom(), { password: "open sesame" });
  onTestFinished(() => shut.close());
  await expectAnswer(shut, path, status);
});

test.each([
  "/sources/../../etc/passwd",
  "/sources/..%2f..%2fetc%2fpasswd",
  "/sources/%2e%2e/%2e%2e/etc/passwd",
  "/sources/..\\..\\etc\\passwd",
  "/sources/%5c..%5c",
  "/assets/../console.ts",
  "/assets/..%2fconsole.ts",
  "/assets/%2e%2e%2findex.ts",
  "/sources/harbour%00",
  "/sources/%00",
  "/sources/harbour%0d%0aSet-Cookie:a=b",
  "/sources/harbour.md",
  "/sources/harbour/",
  "/sources//harbour",
  "//example.org/",
  "//",
  "/////",
  "/\\example.org",
  "/%",
  "/%ff",
  "/%c0%af",
  "/sources/%ff%fe",
  "/sources/%E2%80%AEharbour",
  "/briefings/__proto__",
  "/briefings/constructor",
  "/briefings/toString",
  "/sources/__proto__",
  "/briefings/pier%3Fx",
  "/briefings/PIER",
  "/briefings/;pier",
  `/briefings/${"a".repeat(4000)}`,
  `/${"a/".repeat(2000)}`,
  `/briefings/${encodeURIComponent("😀".repeat(300))}`,
  "/briefings/*",
  "/:topic",
  "/.git/config",
  "/.env",
])("nothing is at %s", async (path) => {
  const answer = await served.send(path);
  expect([400, 404]).toContain(answer.status);
  expectGuarded(answer, "");
  expect(answer.body).not.toMatch(/root:|createConsole|node_modules|\/src\/|Error:/);
  expect(answer.headers).not.toHaveProperty("set-cookie");
  expect(served.failures).toEqual([]);
});

test.each([
  "0-0",
  "5-3",
  "-1-4",
  "1-2-3",
  "NaN-NaN",
  "1e3-2e3",
  "0x1-0x9",
  " 1-4",
  "1-4,",
  ",",
  "1-4,3-9",
  "1-4,4-9",
  "9-12,1-4",
  "0-999999",
  "0-99999999999999999999",
  "0.5-3",
  "٣-٩",
  "<script>",
  Array.from({ length: 25 }, (_, at) => `${2 * at}-${2 * at + 1}`).join(","),
  Array.from({ length: 900 }, () => "1-2").join(","),
  "1".repeat(9000),
])("at=%s highlights nothing and says so", async (at) => {
  const answer = await served.send(`/sources/harbour?at=${encodeURIComponent(at)}`);
  expect(answer.status).toBe(200);
  expect(answer.body).not.toContain("<mark");
  expect(answer.body).toContain("points to no passage shown here");
});

test.each(["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"])(
  "%s is refused everywhere alike",
  async (method) => {
    for (const path of ["/", "/briefings/pier", "/briefings/qqtopic", "/nothing", "/assets/page.css"]) {
      const answer = await served.send(path, { method, headers: { Host: "example.org" } });
      expect([answer.status, answer.headers.allow]).toEqual([405, "GET, HEAD"]);
      expectGuarded(answer, path);
    }
  },
);

test.each([
  "Host: ex ample.org",
  "Host: user@example.org",
  "Host: example.org/path",
  "Host: <script>",
  "Host: a:b:c",
  "Host: [::1",
  "Host: example.org:99999",
  "Host: \u0001",
  "Host: %00",
  "X: y",
])("a request with “%s” is refused or shows nothing restricted", async (header) => {
  for (const path of ["/briefings/qqtopic", "/briefings/pier"]) {
    const text = await raw(`GET ${path} HTTP/1.1\r\n${header}\r\nConnection: close\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 (?:200|400|404) /);
    expect(text).not.toMatch(/qqtitle|qqstatement| {4}at /);
  }
});

test.each([
  "GET /%zz HTTP/1.1",
  "GET * HTTP/1.1",
  "GET briefings HTTP/1.1",
  "TRACE / HTTP/1.1",
  "GET http:// HTTP/1.1",
])("“%s” gets an answer that tells nothing", async (line) => {
  const text = await raw(`${line}\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
  expect(text).toMatch(/^HTTP\/1\.1 (?:200|400|404|405) /);
  expect(text).not.toMatch(/qqtitle| {4}at |node_modules/);
});

test("more than can be asked is refused in words", async () => {
  const answer = await served.send(`/?ask=${"a".repeat(501)}`);
  expect(answer.status).toBe(400);
  expect(answer.body).toContain("longer than 500 characters");
  expect((await served.send(`/?ask=${"a".repeat(500)}`)).status).toBe(200);
  for (const token of ["", "0x", "1%", "~", `1${"a".repeat(200)}`, "1whats-next~t"]) {
    const pressed = await served.send(`/?do=${encodeURIComponent(token)}`);
    expect([pressed.status, pressed.body.includes("That button no longer works.")]).toEqual([400, true]);
  }
});

test("a page that fails says so, tells nothing and is in the log", async () => {
  const broken = await serve(newsroom(), {
    mayRead: () => {
      throw new Error("secret detail");
    },
  });
  const answer = await broken.send("/briefings", { headers: { Host: "example.org" } });
  await broken.close();
  expect(answer.status).toBe(500);
  expectGuarded(answer, "/briefings");
  expect(answer.body).toContain("The error is ours");
  expect(answer.body).not.toContain("secret detail");
  expect(String(broken.failures)).toContain("secret detail");
});

function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(served.url).port), "127.0.0.1", () => socket.write(text, "latin1"));
    let got = "";
    socket.on("data", (part) => {
      got += part;
    });
    socket.on("close", () => resolve(got));
    socket.on("error", reject);
  });
}
