import { afterEach, expect, test } from "vitest";
import { newsroom } from "../newsroom.ts";
import { type Served, serve } from "../server.ts";

const PASSWORD = "open sesame ☂";
const HOST = "news.example.org";
const OURS = { Host: HOST, Origin: `http://${HOST}`, "Content-Type": "application/x-www-form-urlencoded" };
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

let served: Served;
let now = Date.parse("2026-11-21T12:00:00Z");
afterEach(() => served.close());

function open(options: Parameters<typeof serve>[1] = {}): Promise<Served> {
  return serve(newsroom(), { password: PASSWORD, now: () => now, ...options });
}

function login(password: string, headers: Record<string, string> = OURS) {
  return served.send("/login", { method: "POST", headers, body: String(new URLSearchParams({ password })) });
}

function cookieOf(headers: { "set-cookie"?: string[] | undefined }): string {
  return headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
}

async function sees(cookie: string): Promise<boolean> {
  const { body } = await served.send("/briefings/qqtopic", { headers: { Host: HOST, Cookie: cookie } });
  return body.includes("qqstatement");
}

test("the right password opens a session for a week; logging out ends it here", async () => {
  served = await open();
  const answer = await login(PASSWORD);
  expect([answer.status, answer.headers.location]).toEqual([303, "/"]);
  const [set = ""] = answer.headers["set-cookie"] ?? [];
  expect(set).toMatch(/^nutgraf=[^;]+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/);
  expect(`${set}${JSON.stringify(answer.headers)}${answer.body}`).not.toContain("sesame");
  const cookie = cookieOf(answer.headers);
  expect(await sees(cookie)).toBe(true);

  const again = await served.send("/login", { headers: { Host: HOST, Cookie: cookie } });
  expect(again.body).toContain('action="/logout"');
  const out = await served.send("/logout", { method: "POST", headers: { ...OURS, Cookie: cookie } });
  expect(out.headers["set-cookie"]?.[0]).toMatch(/^nutgraf=; Max-Age=0;/);

  now += WEEK_MS - 1;
  expect(await sees(cookie)).toBe(true);
  now += 1;
  expect(await sees(cookie)).toBe(false);
});

test.each([
  ["a forged end", (cookie: string) => cookie.replace(/=\d+/, "=99999999999999")],
  ["a cut signature", (cookie: string) => cookie.slice(0, -8)],
  ["no signature", (cookie: string) => cookie.replace(/\..*/, "")],
  ["another name", (cookie: string) => cookie.replace("nutgraf", "nutgraff")],
  ["the password", () => `nutgraf=${encodeURIComponent(PASSWORD)}`],
  ["nothing", () => "nutgraf="],
])("%s is no session", async (_, change) => {
  served = await open();
  const cookie = cookieOf((await login(PASSWORD)).headers);
  expect(await sees(cookie)).toBe(true);
  expect(await sees(change(cookie))).toBe(false);
});

test("a session ends with the password that opened it", async () => {
  served = await open();
  const cookie = cookieOf((await login(PASSWORD)).headers);
  await served.close();
  served = await open({ password: "another" });
  expect(await sees(cookie)).toBe(false);
});

test("behind https the cookie is for https alone", async () => {
  served = await open({ publicUrl: "https://news.example.org" });
  const answer = await login(PASSWORD, { ...OURS, Origin: "https://news.example.org" });
  expect(answer.headers["set-cookie"]?.[0]).toMatch(
    /^__Host-nutgraf=[^;]+; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
  expect(await sees(cookieOf(answer.headers))).toBe(true);
  now += 60_000;
  expect((await login(PASSWORD)).status).toBe(403);
});

test.each([
  ["another origin", { ...OURS, Origin: "http://example.com" }, 403],
  ["an origin that begins like ours", { ...OURS, Origin: `http://${HOST}.example.com` }, 403],
  ["no origin", { Host: HOST, "Content-Type": OURS["Content-Type"] }, 403],
  ["origin null", { ...OURS, Origin: "null" }, 403],
  ["another site", { ...OURS, "Sec-Fetch-Site": "cross-site" }, 403],
  ["a neighbour site", { ...OURS, "Sec-Fetch-Site": "same-site" }, 403],
  ["our own page", { ...OURS, "Sec-Fetch-Site": "same-origin" }, 303],
  ["another kind of body", { ...OURS, "Content-Type": "text/plain" }, 400],
] as const)("a log-in with %s answers %s", async (_, headers, status) => {
  served = await open();
  const answer = await login(PASSWORD, headers);
  expect(answer.status).toBe(status);
  expect(answer.headers["set-cookie"] !== undefined).toBe(status === 303);
});

test("wrong tries make everybody wait, longer each time, also for the right password", async () => {
  served = await open();
  const waits: number[] = [];
  for (let tries = 0; tries < 7; tries += 1) {
    expect((await login("wrong")).status).toBe(401);
    const early = await login(PASSWORD);
    expect([early.status, early.headers["set-cookie"]]).toEqual([429, undefined]);
    waits.push(Number(early.headers["retry-after"]));
    now += (waits.at(-1) as number) * 1000;
  }
  expect(waits).toEqual([1, 1, 2, 4, 8, 8, 8]);
  expect((await login(PASSWORD)).status).toBe(303);
  expect((await login("wrong")).status).toBe(401);
  now += 500;
  expect((await login(PASSWORD)).status).toBe(303);
});

test("a clock that is set back makes nobody wait longer", async () => {
  served = await open();
  expect((await login("wrong")).status).toBe(401);
  now -= 60 * 60 * 1000;
  expect((await login(PASSWORD)).status).toBe(429);
  now += 500;
  expect((await login(PASSWORD)).status).toBe(303);
});

test("a body that is too long is not read", async () => {
  served = await open();
  expect((await login("a".repeat(5000))).status).toBe(413);
});

test("without a password there is nothing to log in to", async () => {
  served = await open({ password: "" });
  for (const path of ["/login", "/logout"]) {
    expect((await served.send(path, { headers: { Host: HOST } })).status).toBe(404);
    expect((await served.send(path, { method: "POST", headers: OURS, body: "password=" })).status).toBe(405);
  }
});
