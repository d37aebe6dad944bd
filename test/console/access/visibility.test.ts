import { afterEach, expect, test } from "vitest";
import { pack } from "#chat";
import { MARKER, newsroom } from "../newsroom.ts";
import { type Answer, type Served, serve } from "../server.ts";

let served: Served;
afterEach(() => served.close());

const VISITOR = { Host: "example.org" };
const PLACE = "slack:T0123/C045";

/** Every address that a person might try, and what the pages there lead to. */
const DOORS = [
  "/",
  "/briefings",
  "/sources",
  "/problems",
  "/status",
  "/subscriptions",
  "/subscriptions?state=paused",
  "/deliveries",
  "/deliveries?state=failed",
  "/metrics",
  "/healthz",
  "/readyz",
  "/login",
  "/nothing-here",
  ...["/topics", "/briefing all", "/sources", "/whats-next", "/nutgraf help", "stories"].map(ask),
  ...["qqtopic", "qqalias", "Budget qqtitle", "budget", "qqtitl", "pier budget", "pier"].flatMap((words) => [
    ask(`/whats-happening ${words}`),
    ask(`/sources ${words}`),
    ask(`what's happening with ${words}`),
    suggest(`/whats-next ${words}`),
    suggest(words),
  ]),
  ...["", "/", "/b", "b", "q", "p"].map(suggest),
  `/?do=${encodeURIComponent(pack({ command: "briefing", options: { topic: "qqtopic" } }))}`,
  `/answer?in=dialog&do=${encodeURIComponent(pack({ command: "sources", options: { topic: "qqtopic" } }))}`,
  "/briefings/qqtopic",
  "/briefings/qqalias",
  "/sources/qqmemo",
  "/sources/qqmemo?at=4-20",
  "/sources/qqmemo/panel?at=4-20",
  "/sources/qqdrawer",
];

function ask(words: string): string {
  return `/?${new URLSearchParams({ ask: words, from: PLACE })}`;
}

function suggest(words: string): string {
  return `/suggest?${new URLSearchParams({ ask: words, from: PLACE })}`;
}

/** What a page tells beyond what was asked of it: the asker's own words come back to them. */
function told({ headers, body }: Answer, path: string): string[] {
  const own = new Set([...decodeURIComponent(path).matchAll(MARKER)].map(([word]) => word));
  return [...`${JSON.stringify(headers)}${body}`.matchAll(MARKER)]
    .map(([word]) => word)
    .filter((word) => !own.has(word));
}

async function crawl(headers: Record<string, string>): Promise<Map<string, Answer>> {
  const seen = new Map<string, Answer>();
  const waiting = [...DOORS];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    const answer = await served.send(path, { headers });
    seen.set(path, answer);
    for (const [, href = ""] of answer.body.matchAll(/(?:href|src|action)="(\/[^"#]*)/g)) {
      waiting.push(href.replaceAll("&amp;", "&"));
    }
  }
  return seen;
}

test("a visitor finds nothing restricted behind any address, and whoever is logged in finds it all", async () => {
  served = await serve(newsroom(), { password: "open sesame" });
  const visitor = await crawl(VISITOR);
  expect(visitor.size).toBeGreaterThan(60);
  for (const [path, answer] of visitor) expect(told(answer, path), path).toEqual([]);
  expect(visitor.get("/briefings/pier")?.body).toContain("The new pier opens in spring.");
  expect(served.failures).toEqual([]);
  await served.close();

  served = await serve(newsroom());
  const found = new Set(
    [...(await crawl({}))].flatMap(([, { body }]) => [...body.matchAll(MARKER)].map(([word]) => word)),
  );
  const all =
    "qqtopic qqtitle qqalias qqstatement qqshared qqmemo qqsourcetitle qqsourcetext qqdrawer qquncitedtitle qquncitedtext qqproblem";
  expect(all.split(" ").filter((word) => !found.has(word))).toEqual([]);
  expect(served.failures).toEqual([]);
});

/** What a visitor gets at an address, without that address, which they brought themselves. */
async function without(address: string, method: string): Promise<Answer> {
  const { status, headers, body } = await served.send(address, { method, headers: VISITOR });
  const spoken = [address, encodeURIComponent(address), encodeURIComponent(`${address}#quote`)];
  const [forms, sizes] = [{ date: "" }, { "content-length": "" }];
  return {
    status,
    headers: { ...headers, ...forms, ...(headers["content-length"] !== undefined && sizes) },
    body: spoken.reduce((text, words) => text.replaceAll(words, "HERE"), body),
  };
}

test.each([
  ["/briefings/qqtopic", "/briefings/nothing"],
  ["/sources/qqmemo", "/sources/nothing"],
  ["/sources/qqmemo/panel", "/sources/nothing/panel"],
  ["/sources/qqmemo?at=1-2", "/sources/nothing?at=1-2"],
  ["/sources/qqdrawer", "/sources/nothing"],
])("for a visitor %s is as missing as %s, whether or not there is a log-in", async (restricted, missing) => {
  for (const password of ["open sesame", ""]) {
    served = await serve(newsroom(), { password, publicUrl: "https://news.example.org" });
    for (const method of ["GET", "HEAD"]) {
      const here = await without(restricted, method);
      expect(here.status).toBe(404);
      expect(here).toEqual(await without(missing, method));
    }
    if (password !== "") await served.close();
  }
});

test("a source lists for a visitor only the statements that are for everyone", async () => {
  served = await serve(newsroom());
  const own = await served.send("/sources/harbour");
  expect(own.body).toContain("qqshared");
  const { body } = await served.send("/sources/harbour", { headers: VISITOR });
  expect(body).not.toMatch(/qq/);
  expect(body).toContain("The new pier opens in spring.");
});

test("whoever is logged in asks from the place they name", async () => {
  served = await serve(newsroom());
  const path = (from: string) => `/?${new URLSearchParams({ ask: "/whats-happening qqalias", from })}`;
  expect((await served.send(path(PLACE))).body).toContain("qqstatement");
  expect((await served.send(path("slack:T0123/C999"))).body).not.toContain("qqstatement");
  expect((await served.send(path(""))).body).not.toContain("qqstatement");
  const refused = await served.send(path("slack"));
  expect(refused.status).toBe(400);
  expect(refused.body).toContain("Unknown place.");
  expect((await served.send(path(PLACE), { headers: VISITOR })).body).not.toContain("qqstatement");
});
