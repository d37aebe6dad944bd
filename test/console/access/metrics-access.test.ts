import { afterEach, describe, expect, test } from "vitest";
import { openMetrics } from "../../../src/app/metrics/metrics.ts";
import { botOver } from "../../fixtures/content/bot.ts";
import { STORIES } from "../../fixtures/content/stories.ts";
import { readExposition, samplesOf } from "../../fixtures/exposition.ts";
import { newsroom } from "../newsroom.ts";
import { type Served, serve } from "../server.ts";

const PASSWORD = "open: sesame ☂";
const VISITOR = { Host: "news.example.org" };
const basic = (password: string, name = "prometheus") =>
  `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;

let served: Served;
afterEach(() => served.close());

async function open(options: Parameters<typeof serve>[1] = {}): Promise<Served> {
  const metrics = openMetrics(() => performance.now());
  served = await serve(newsroom(), { metrics: metrics.scraped, password: PASSWORD, pause: async () => {}, ...options });
  return served;
}

const scrape = (headers: Record<string, string> = {}) => served.send("/metrics", { headers });

describe("who may scrape", () => {
  test.each([
    ["this machine", {}, {}, 401],
    ["this machine, where there is no password", {}, { password: "" }, 200],
    ["this machine, with a public address", {}, { publicUrl: "https://news.example.org" }, 401],
    ["this machine, with a public address and no password", {}, { publicUrl: "https://a.example", password: "" }, 403],
    ["a visitor", VISITOR, {}, 401],
    ["a visitor, where there is no password", VISITOR, { password: "" }, 403],
    ["the right password", { ...VISITOR, Authorization: basic(PASSWORD) }, {}, 200],
    ["the right password under another name", { ...VISITOR, Authorization: basic(PASSWORD, "") }, {}, 200],
    ["the right password, through a proxy", { Via: "1.1 proxy", Authorization: basic(PASSWORD) }, {}, 200],
    [
      "the right password as a token",
      { ...VISITOR, Authorization: "Bearer sesame-open" },
      { password: "sesame-open" },
      200,
    ],
    [
      "the right password as a token, whatever it holds",
      { ...VISITOR, Authorization: `Bearer ${Buffer.from(PASSWORD).toString("latin1")}` },
      {},
      200,
    ],
    ["the scheme in capitals", { ...VISITOR, Authorization: basic(PASSWORD).replace("Basic", "BASIC") }, {}, 200],
    ["a wrong password", { ...VISITOR, Authorization: basic("wrong") }, {}, 401],
    ["no password", { ...VISITOR, Authorization: basic("") }, {}, 401],
    ["a wrong token", { ...VISITOR, Authorization: "Bearer wrong" }, {}, 401],
    ["a password that begins like ours", { ...VISITOR, Authorization: basic(`${PASSWORD}x`) }, {}, 401],
    ["a password where there is none", { ...VISITOR, Authorization: basic("") }, { password: "" }, 403],
    ["another scheme", { ...VISITOR, Authorization: "Digest sesame-open" }, {}, 401],
    ["no colon", { ...VISITOR, Authorization: `Basic ${btoa("sesame")}` }, {}, 401],
    ["no base64", { ...VISITOR, Authorization: "Basic ☂".replace("☂", "<>") }, {}, 401],
    ["far too much", { ...VISITOR, Authorization: `Bearer ${"a".repeat(5_000)}` }, {}, 401],
  ] as const)("%s", async (_, headers, options, status) => {
    await open(options);
    const answer = await scrape(headers);
    expect(answer.status).toBe(status);
    expect(answer.body.includes("nutgraf_")).toBe(status === 200);
    expect(`${JSON.stringify(answer.headers)}${answer.body}`).not.toContain("sesame");
    expect(answer.headers["www-authenticate"]).toBe(
      status === 401 ? 'Basic realm="Nutgraf", charset="UTF-8"' : undefined,
    );
    if (status === 200) expect(answer.headers["content-type"]).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(served.failures).toEqual([]);
  });

  test("whoever may not is told what to bring, or what to set", async () => {
    await open();
    expect((await scrape(VISITOR)).body).toContain("Send the console password");
    await served.close();
    await open({ password: "" });
    expect((await scrape(VISITOR)).body).toContain("must set CONSOLE_PASSWORD");
  });

  test("the password opens the metrics and no page", async () => {
    await open();
    for (const [path, status] of [
      ["/status", 303],
      ["/problems", 303],
      ["/briefings/qqtopic", 404],
    ] as const) {
      const headers = { ...VISITOR, Authorization: basic(PASSWORD) };
      expect((await served.send(path, { headers })).status).toBe(status);
    }
  });
});

describe("what is scraped where nothing is connected", () => {
  test("is how long answers take, by command and outcome, and what the process tells of itself", async () => {
    const metrics = openMetrics(() => performance.now());
    const bot = metrics.timed(botOver(STORIES));
    await open({ bot, metrics: metrics.scraped, password: "" });
    const place = { platform: "slack", tenant: "T1", id: "C1" };
    for (let more = 0; more < 250; more += 1)
      await bot.answer({ id: "a", command: "whats-next", words: "rail-strike", place, by: { id: "U1" } });
    const typed = [
      "what's next on the rail strike?",
      "/topics",
      '/qq"}\n1',
      "/__proto__",
      "/constructor",
      "/toString x",
    ];
    for (const [index, words] of typed.entries()) await served.send(`/?ask=${encodeURIComponent(words)}&n=${index}`);
    const { body } = await scrape();
    const samples = readExposition(body);
    expect(samplesOf(samples, "nutgraf_answer_seconds_count")).toEqual({
      'nutgraf_answer_seconds_count{command="whats-next",outcome="answered"}': 251,
      'nutgraf_answer_seconds_count{command="topics",outcome="answered"}': 1,
      'nutgraf_answer_seconds_count{command="unknown",outcome="none"}': 4,
    });
    expect(samples.get("process_start_time_seconds")).toBeGreaterThan(0);
    expect(body).not.toMatch(/qq|rail-strike|T1|U1|nutgraf_database_up/);
  });
});
