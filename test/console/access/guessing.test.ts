import { afterEach, describe, expect, test } from "vitest";
import { callerOf } from "../../../src/console/access/is-local.ts";
import { openLoginThrottle } from "../../../src/console/access/login-throttle.ts";
import { newsroom } from "../newsroom.ts";
import { type Served, serve } from "../server.ts";

const PASSWORD = "open sesame ☂";
const HOST = "news.example.org";
const OURS = { Host: HOST, Origin: `http://${HOST}`, "Content-Type": "application/x-www-form-urlencoded" };

/** Time that passes when it is told to: a pause ends when its moment has come. */
function openClock() {
  let at = Date.parse("2026-11-21T12:00:00Z");
  let waiting: { until: number; resolve: () => void; ms: number }[] = [];
  const pauses: number[] = [];
  return {
    now: () => at,
    pause: (ms: number) =>
      new Promise<void>((resolve) => {
        pauses.push(ms);
        waiting.push({ until: at + ms, resolve, ms });
      }),
    pass(ms: number) {
      at += ms;
      for (const { until, resolve } of waiting) if (until <= at) resolve();
      waiting = waiting.filter(({ until }) => until > at);
    },
    pauses,
    held: () => waiting.length,
  };
}

describe("whoever guesses", () => {
  test("waits longer each time, by where it comes from and by the name it takes", async () => {
    const { now, pause, pass, pauses } = openClock();
    const throttle = openLoginThrottle(now, pause);
    const guess = async (caller: string, name: string) => {
      const done = throttle.wrong(caller, name);
      pass(8_000);
      expect((await done).held).toBe(true);
      return pauses.at(-1);
    };
    const waits: (number | undefined)[] = [];
    for (let tries = 0; tries < 7; tries += 1) waits.push(await guess("192.0.2.1", "log-in"));
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
    // From elsewhere under the same name, and from there under another.
    expect(await guess("192.0.2.2", "log-in")).toBe(8_000);
    expect(await guess("192.0.2.1", "scraper")).toBe(8_000);
    expect(await guess("192.0.2.3", "other")).toBe(500);
    pass(15 * 60 * 1000 + 1);
    expect(await guess("192.0.2.1", "log-in")).toBe(500);
  });

  test("makes nobody wait longer when the clock is set back", async () => {
    const { now, pause, pass, pauses } = openClock();
    const throttle = openLoginThrottle(now, pause);
    void throttle.wrong("192.0.2.1", "log-in");
    pass(-3_600_000);
    expect(throttle.looksAt("192.0.2.1")).toBe(true);
    void throttle.wrong("192.0.2.1", "log-in");
    expect(pauses).toEqual([500, 1_000]);
  });

  test("holds four answers, and all together sixty-four", async () => {
    const { now, pause, pass, held } = openClock();
    const throttle = openLoginThrottle(now, pause);
    const outcomes: Promise<{ held: boolean }>[] = [];
    for (let tries = 0; tries < 50; tries += 1) outcomes.push(throttle.wrong("192.0.2.1", "log-in"));
    expect(held()).toBe(4);
    for (let other = 0; other < 500; other += 1) outcomes.push(throttle.wrong(`198.51.100.${other}`, "log-in"));
    expect(held()).toBe(64);
    pass(8_000);
    const answers = await Promise.all(outcomes);
    expect(answers.filter((answer) => answer.held).length).toBe(64);
    expect(held()).toBe(0);
    void throttle.wrong("192.0.2.1", "log-in");
    expect(held()).toBe(1);
  });

  test("is not looked at more than a hundred times a second, and is again after it", () => {
    const { now, pause, pass } = openClock();
    const throttle = openLoginThrottle(now, pause);
    const looked = () => Array.from({ length: 1_000 }, () => throttle.looksAt("192.0.2.1")).filter(Boolean).length;
    expect(looked()).toBe(200);
    pass(1_000);
    expect(looked()).toBe(100);
    expect(throttle.looksAt("192.0.2.2")).toBe(true);
    for (let second = 0; second < 60; second += 1) {
      for (let tries = 0; tries < 25; tries += 1) {
        pass(40);
        expect(throttle.looksAt("192.0.2.1")).toBe(true);
      }
    }
  });

  test("from ever new addresses and names is forgotten, the quietest first", async () => {
    const { now, pause, pass, pauses } = openClock();
    const throttle = openLoginThrottle(now, pause);
    const guess = async (caller: string, name: string) => {
      const done = throttle.wrong(caller, name);
      pass(8_000);
      await done;
      return pauses.at(-1);
    };
    for (let tries = 0; tries < 3; tries += 1) await guess("quiet", "nobody");
    for (let caller = 0; caller < 4_096; caller += 1) {
      throttle.looksAt(`caller ${caller}`);
      await guess(`caller ${caller}`, `name ${caller}`);
      pass(-8_000);
    }
    expect(await guess("quiet", "nobody")).toBe(500);
    expect(await guess("caller 4095", "name 4095")).toBe(1_000);
  });
});

test.each([
  ["192.0.2.7", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ["2001:db8:1:2::6", "2001:db8:1:2"],
  ["2001:db8::6", "2001:db8:0:0"],
  ["::1", "0:0:0:0"],
  ["fe80::1%eth0", "fe80:0:0:0"],
  ["", ""],
])("%s is counted as %s", (remoteAddress, caller) => {
  expect(callerOf({ socket: { remoteAddress } })).toBe(caller);
});

describe("while somebody guesses 25 times a second", () => {
  let served: Served;
  afterEach(() => served.close());

  const body = (password: string) => String(new URLSearchParams({ password }));
  const login = (password: string) => served.send("/login", { method: "POST", headers: OURS, body: body(password) });
  const scrape = (password: string, name?: string) => {
    const bearer = `Bearer ${Buffer.from(password).toString("latin1")}`;
    const basic = `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;
    return served.send("/metrics", { headers: { Host: HOST, Authorization: name === undefined ? bearer : basic } });
  };

  const GUESSES: readonly [string, (guess: string) => Promise<{ status: number }>][] = [
    ["at the log-in", login],
    ["as the scraper that there is", (guess) => scrape(guess, "prometheus")],
    ["as anybody", (guess) => scrape(guess, `somebody ${guess}`)],
    ["by tokens", (guess) => scrape(guess)],
  ];

  test.each(GUESSES)("%s, from the same machine, the owner and the scraper are let in at once", async (_, guess) => {
    const clock = openClock();
    const metrics = async () => ({ type: "text/plain", text: "nutgraf_up 1\n" });
    served = await serve(newsroom(), { password: PASSWORD, metrics, now: clock.now, pause: clock.pause });
    const guesses: Promise<{ status: number }>[] = [];
    let letIn = 0;
    for (let tick = 0; tick < 25 * 9; tick += 1) {
      guesses.push(guess(`guess ${tick}`));
      clock.pass(40);
      if (tick % 5 !== 0) continue;
      const answers = [await login(PASSWORD), await scrape(PASSWORD, "prometheus"), await scrape(PASSWORD)];
      if (answers.map(({ status }) => status).join() === "303,200,200") letIn += 1;
    }
    expect(letIn).toBe(45);
    expect(clock.held()).toBeLessThanOrEqual(4);
    const drained = setInterval(() => clock.pass(8_000), 5);
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    clearInterval(drained);
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
    // Most are refused unheard: those that are heard wait for it.
    expect(statuses.filter((status) => status === 401).length).toBeLessThan(30);
  });

  test("a wrong one that is refused at once is told how long to wait", async () => {
    const clock = openClock();
    const metrics = async () => ({ type: "text/plain", text: "" });
    served = await serve(newsroom(), { password: PASSWORD, metrics, now: clock.now, pause: clock.pause });
    const waiting = Array.from({ length: 4 }, (_, n) => login(`wrong ${n}`));
    await expect.poll(clock.held).toBe(4);
    const [page, text] = [await login("wrong"), await scrape("wrong")];
    expect([page.status, page.headers["retry-after"], text.status, text.headers["retry-after"]]).toEqual([
      429,
      "8",
      429,
      "8",
    ]);
    expect(page.body).toContain("Please wait 8 seconds before trying again.");
    clock.pass(8_000);
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([401, 401, 401, 401]);
  });
});
