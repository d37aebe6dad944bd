import { fc, test as property } from "@fast-check/vitest";
import { afterEach, describe, expect, test } from "vitest";
import { newsroom } from "../newsroom.ts";
import { type Served, serve } from "../server.ts";

const PASSWORD = "open sesame ☂";
const HOST = "news.example.org";
const FORM = { "Content-Type": "application/x-www-form-urlencoded" };
const OURS = { Host: HOST, Origin: `http://${HOST}`, ...FORM };
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

let served: Served;
let now = Date.parse("2026-11-21T12:00:00Z");
afterEach(() => served.close());

function open(options: Parameters<typeof serve>[1] = {}): Promise<Served> {
  return serve(newsroom(), { password: PASSWORD, now: () => now, pause: async () => {}, ...options });
}

function login(password: string, headers: Record<string, string> = OURS, more: Record<string, string> = {}) {
  return served.send("/login", { method: "POST", headers, body: String(new URLSearchParams({ password, ...more })) });
}

function cookieOf(headers: { "set-cookie"?: string[] | undefined }): string {
  return headers["set-cookie"]?.at(-1)?.split(";")[0] ?? "";
}

async function sees(cookie: string, host = HOST): Promise<boolean> {
  const { body } = await served.send("/briefings/qqtopic", { headers: { Host: host, Cookie: cookie } });
  return body.includes("qqstatement");
}

const logout = (cookie: string) =>
  served.send("/logout", { method: "POST", headers: { ...OURS, Cookie: cookie }, body: "" });

describe("a session", () => {
  test("is opened by the right password, for a week", async () => {
    served = await open();
    const answer = await login(PASSWORD);
    expect([answer.status, answer.headers.location]).toEqual([303, "/"]);
    const [set = ""] = answer.headers["set-cookie"] ?? [];
    expect(set).toMatch(/^nutgraf=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(`${set}${JSON.stringify(answer.headers)}${answer.body}`).not.toContain("sesame");
    const cookie = cookieOf(answer.headers);
    expect(await sees(cookie)).toBe(true);
    const again = await served.send("/login", { headers: { Host: HOST, Cookie: cookie } });
    expect(again.body).toContain('action="/logout"');
    now += WEEK_MS - 1;
    expect(await sees(cookie)).toBe(true);
    now += 1;
    expect(await sees(cookie)).toBe(false);
  });

  test("is ended by logging out, for whoever copied its cookie too, and no other is", async () => {
    served = await open();
    const [one, other] = [cookieOf((await login(PASSWORD)).headers), cookieOf((await login(PASSWORD)).headers)];
    expect(one).not.toBe(other);
    const out = await logout(one);
    expect([out.status, out.headers["set-cookie"]?.[0]]).toEqual([303, expect.stringMatching(/^nutgraf=; Max-Age=0;/)]);
    expect([await sees(one), await sees(other)]).toEqual([false, true]);
  });

  test("is ended by logging in anew in the same browser", async () => {
    served = await open();
    const cookie = cookieOf((await login(PASSWORD)).headers);
    const next = cookieOf((await login(PASSWORD, { ...OURS, Cookie: cookie })).headers);
    expect([await sees(cookie), await sees(next)]).toEqual([false, true]);
  });

  test("is ended by a restart, whatever the password then is, so that none that was ended comes back", async () => {
    served = await open();
    const cookie = cookieOf((await login(PASSWORD)).headers);
    await served.close();
    served = await open();
    expect(await sees(cookie)).toBe(false);
  });

  test("ends where a thousand others were opened after it", async () => {
    served = await open();
    const first = cookieOf((await login(PASSWORD)).headers);
    for (let more = 0; more < 999; more += 1) {
      now += 20;
      await login(PASSWORD);
    }
    expect(await sees(first)).toBe(true);
    await login(PASSWORD);
    expect(await sees(first)).toBe(false);
  });

  test.each([
    ["a changed name", (cookie: string) => `${cookie.slice(0, -1)}${cookie.endsWith("A") ? "B" : "A"}`],
    ["a cut name", (cookie: string) => cookie.slice(0, -8)],
    ["another cookie", (cookie: string) => cookie.replace("nutgraf", "nutgraff")],
    ["the cookie of https", (cookie: string) => cookie.replace("nutgraf", "__Host-nutgraf")],
    ["the password", () => `nutgraf=${encodeURIComponent(PASSWORD)}`],
    ["a time to come", () => "nutgraf=99999999999999.c2lnbmF0dXJl"],
    ["nothing", () => "nutgraf="],
    ["an object's own word", () => "nutgraf=__proto__"],
  ])("is not opened by %s", async (_, change) => {
    served = await open();
    const cookie = cookieOf((await login(PASSWORD)).headers);
    expect(await sees(cookie)).toBe(true);
    expect(await sees(change(cookie))).toBe(false);
  });
});

const PUBLIC = "https://news.example.org";
const LOOPBACK = "127.0.0.1:3000";
const OVER_HTTPS = /^__Host-nutgraf=[^;]+; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Lax$/;
const OVER_HTTP = /^nutgraf=[^;]+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/;

/** How browsers come here: directly, and through proxies that say more or less of where they were asked. */
const WAYS: readonly [
  name: string,
  publicUrl: string | undefined,
  host: string,
  headers: Record<string, string>,
  cookie: RegExp,
][] = [
  ["http, no proxy", undefined, HOST, { Origin: `http://${HOST}` }, OVER_HTTP],
  ["http, on this machine", undefined, LOOPBACK, { Origin: `http://${LOOPBACK}` }, OVER_HTTP],
  ["http at its usual port, named", undefined, `${HOST}:80`, { Origin: `http://${HOST}` }, OVER_HTTP],
  ["a public address, and http on this machine", PUBLIC, LOOPBACK, { Origin: `http://${LOOPBACK}` }, OVER_HTTP],
  [
    "a public address, and http in the house",
    PUBLIC,
    "192.168.1.5:3000",
    { Origin: "http://192.168.1.5:3000" },
    OVER_HTTP,
  ],
  [
    "a public address, localhost, a browser that says the site",
    PUBLIC,
    "localhost:3000",
    { Origin: "http://localhost:3000", "Sec-Fetch-Site": "same-origin" },
    OVER_HTTP,
  ],
  ["a proxy that passes the host on", PUBLIC, HOST, { Origin: PUBLIC, "X-Forwarded-Proto": "https" }, OVER_HTTPS],
  ["a proxy that passes the host and its port on", PUBLIC, `${HOST}:443`, { Origin: PUBLIC }, OVER_HTTPS],
  ["a proxy that names the server its own way", PUBLIC, LOOPBACK, { Origin: PUBLIC, Via: "1.1 proxy" }, OVER_HTTPS],
  [
    "a public address at a port",
    "http://news.example.org:8080",
    "backend",
    { Origin: "http://news.example.org:8080" },
    OVER_HTTP,
  ],
  [
    "a proxy that names the server its own way, no public address",
    undefined,
    "backend:3000",
    { Origin: PUBLIC, "Sec-Fetch-Site": "same-origin" },
    OVER_HTTPS,
  ],
  ["a proxy that passes the host on, no public address", undefined, HOST, { Origin: PUBLIC }, OVER_HTTPS],
];

test.each(WAYS)("over %s one logs in, stays and logs out", async (_, publicUrl, host, headers, cookie) => {
  served = await open(publicUrl === undefined ? {} : { publicUrl });
  const sent = { Host: host, ...FORM, ...headers };
  const answer = await login(PASSWORD, sent);
  expect(answer.status).toBe(303);
  expect(answer.headers["set-cookie"]?.at(-1)).toMatch(cookie);
  const own = cookieOf(answer.headers);
  expect(await sees(own, host)).toBe(true);
  const out = await served.send("/logout", { method: "POST", headers: { ...sent, Cookie: own }, body: "" });
  expect(out.headers["set-cookie"]?.[0]).toMatch(/nutgraf=; Max-Age=0;/);
  expect(await sees(own, host)).toBe(false);
});

test("what was opened over https is nothing under the name that goes over http too", async () => {
  served = await open({ publicUrl: PUBLIC });
  const cookie = cookieOf((await login(PASSWORD, { ...OURS, Origin: PUBLIC })).headers);
  expect([await sees(cookie), await sees(cookie.replace("__Host-", ""))]).toEqual([true, false]);
});

test.each([
  ["another origin", { ...OURS, Origin: "http://example.com" }, 403],
  ["an origin that begins like ours", { ...OURS, Origin: `http://${HOST}.example.com` }, 403],
  ["no origin", { Host: HOST, "Content-Type": OURS["Content-Type"] }, 403],
  ["origin null", { ...OURS, Origin: "null" }, 403],
  ["another site", { ...OURS, "Sec-Fetch-Site": "cross-site" }, 403],
  ["a neighbor site", { ...OURS, "Sec-Fetch-Site": "same-site" }, 403],
  ["no site at all", { ...OURS, "Sec-Fetch-Site": "none" }, 403],
  ["our own page", { ...OURS, "Sec-Fetch-Site": "same-origin" }, 303],
  ["another kind of body", { ...OURS, "Content-Type": "text/plain" }, 400],
] as const)("a log-in with %s answers %s", async (_, headers, status) => {
  served = await open();
  const answer = await login(PASSWORD, headers);
  expect(answer.status).toBe(status);
  expect(answer.headers["set-cookie"] !== undefined).toBe(status === 303);
});

test.each([
  ["", OURS, "PUBLIC_URL to the address people use"],
  ["over http in place of https", OURS, 'log in at <a href="https://news.example.org/login">'],
] as const)("a form from elsewhere %s is told why, and where to go", async (_, headers, says) => {
  const overHttp = says.startsWith("log in");
  served = await open(overHttp ? { publicUrl: PUBLIC } : {});
  const answer = await login(PASSWORD, overHttp ? headers : { ...headers, Origin: "http://example.com" });
  expect(answer.status).toBe(403);
  expect(answer.body).toContain(says);
  expect(answer.body).not.toContain("example.com");
});

test("a body that is too long is not read", async () => {
  served = await open();
  expect((await login("a".repeat(5000))).status).toBe(413);
});

describe("whoever is not logged in", () => {
  test.each(["/status", "/problems", "/subscriptions?state=paused", "/deliveries?state=failed&after=x%26y"])(
    "is sent from %s to the log-in, and back",
    async (path) => {
      served = await open();
      const away = await served.send(path, { headers: { Host: HOST } });
      expect([away.status, away.headers.location]).toEqual([303, `/login?${new URLSearchParams({ back: path })}`]);
      const page = await served.send(String(away.headers.location), { headers: { Host: HOST } });
      const [, back = ""] = /name="back" value="([^"]+)"/.exec(page.body) ?? [];
      const answer = await login(PASSWORD, OURS, { back: back.replaceAll("&amp;", "&") });
      expect([answer.status, answer.headers.location]).toEqual([303, path]);
    },
  );

  test.each([
    ["/briefings/qqtopic", "/briefings/qqtopic"],
    ["/briefings/nothing", "/briefings/nothing"],
    ["/sources/qqmemo?at=4-20", "/sources/qqmemo?at=4-20#quote"],
  ])("logs in where %s would be, and sees it then", async (path, back) => {
    served = await open();
    const page = await served.send(path, { headers: { Host: HOST } });
    expect(page.status).toBe(404);
    expect(page.body).toContain(`name="back" value="${back}"`);
    expect(page.body).toContain("There is no public page at this address.");
    const wrong = await login("wrong", OURS, { back });
    expect(wrong.body).toContain(`name="back" value="${back}"`);
    expect((await login(PASSWORD, OURS, { back })).headers.location).toBe(back);
  });

  test("finds the way to the log-in, and back, on every page", async () => {
    served = await open();
    for (const path of ["/briefings", "/briefings/pier", "/sources/harbour?at=0-7", "/?ask=%2Fwhats-next"]) {
      const { body } = await served.send(path, { headers: { Host: HOST } });
      const [, href = ""] = /<a href="([^"]+)">Log in</.exec(body) ?? [];
      const back = new URL(href.replaceAll("&amp;", "&"), "http://here").searchParams.get("back");
      expect(back).toBe(path.includes("at=") ? `${path}#quote` : path);
    }
  });

  test.each([
    ["https://example.com/", "/"],
    ["//example.com", "/"],
    ["///example.com", "/"],
    ["/\\example.com", "/"],
    ["\\\\example.com", "/"],
    ["/\t/example.com", "/"],
    ["/\n/example.com", "/"],
    ["/.//example.com", "/"],
    ["/a/..//example.com", "/"],
    ["/%2e//example.com", "/"],
    ["javascript:alert(1)", "/"],
    ["example.com", "/"],
    [" //example.com", "/"],
    ["/login", "/"],
    ["/login?back=/login", "/"],
    ["/logout", "/"],
    ["/a/../logout", "/"],
    ["", "/"],
    [`/${"a".repeat(1_000)}`, "/"],
    ["/status\r\nSet-Cookie: a=b", "/statusSet-Cookie:%20a=b"],
    ["/briefings/☂", "/briefings/%E2%98%82"],
    ["/briefings/pier#happening-1", "/briefings/pier#happening-1"],
    ["/%2fexample.com", "/%2fexample.com"],
    ["/@example.com", "/@example.com"],
  ])("is not led elsewhere by %j", async (back, location) => {
    served = await open();
    const answer = await login(PASSWORD, OURS, { back });
    expect([answer.status, answer.headers.location]).toEqual([303, location]);
  });

  property.prop([
    fc.array(
      fc.constantFrom("/", "\\", ".", "..", "%2e", "%5c", "%2f", "\t", "\n", "@", ":", "//", "x.org", "?", "#", "a"),
      {
        maxLength: 9,
      },
    ),
  ])("is never led elsewhere, whatever an address is made of", async (parts) => {
    const { wayBack } = await import("../../../src/console/access/way-back.ts");
    const here = new URL("https://news.example.org/login");
    const to = wayBack(`/${parts.join("")}`);
    expect(new URL(to, here).origin).toBe(here.origin);
    expect(wayBack(to)).toBe(to);
    served = { close: async () => {} } as Served;
  });
});

describe("where no password is set", () => {
  test.each([
    ["a visitor", HOST, {}],
    ["this machine, with a public address", LOOPBACK, { publicUrl: PUBLIC }],
  ])("%s is told that nobody can log in, and what to set", async (_, host, options) => {
    served = await open({ password: "", ...options });
    for (const path of ["/login", "/status", "/problems", "/subscriptions", "/deliveries"]) {
      const { status, body } = await served.send(path, { headers: { Host: host } });
      expect([path, status]).toEqual([path, 403]);
      expect(body).toContain("<code>CONSOLE_PASSWORD</code>");
    }
    expect((await served.send("/briefings/pier", { headers: { Host: host } })).status).toBe(200);
    expect((await served.send("/briefings/qqtopic", { headers: { Host: host } })).status).toBe(404);
  });

  test("this machine is told that it needs none", async () => {
    served = await open({ password: "" });
    const { status, body } = await served.send("/login", { headers: { Host: LOOPBACK } });
    expect([status, body.includes("No log-in is needed here")]).toEqual([200, true]);
  });

  test("nothing is taken", async () => {
    served = await open({ password: "" });
    for (const path of ["/login", "/logout"])
      expect((await served.send(path, { method: "POST", headers: OURS, body: "password=" })).status).toBe(405);
  });
});
