import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Registry } from "prom-client";
import { describe, expect, onTestFinished, test } from "vitest";
import { createSchedule } from "#schedule";
import { createStore, type Database, type DeliveryRow, type Store } from "#store";
import { serve } from "../../console/server.ts";
import { STORIES } from "../../fixtures/content/stories.ts";
import { readExposition, samplesOf } from "../../fixtures/exposition.ts";
import { scene, subscribe } from "../../fixtures/scheduled.ts";
import { deliveryRow } from "../../fixtures/stores/rows.ts";
import { KINDS, type Kind } from "../../fixtures/stores/stores.ts";

const VISITOR = { headers: { Host: "example.org" } };
const NOW = Date.parse("2026-11-23T09:00:00Z");
const LISTS = ["/subscriptions", "/deliveries"];

/** The console over a schedule with a store of its own. */
async function pages(kind: Kind) {
  const { db, schedule, now, start, fake } = await scene({ kind });
  const served = await serve(STORIES, { scheduled: schedule.pages, now });
  onTestFinished(() => served.close());
  const page = async (path: string, status = 200) => {
    const answer = await served.send(path);
    expect([path, answer.status, served.failures]).toEqual([path, status, []]);
    return answer.body;
  };
  return { db, schedule, now, served, start, fake, page };
}

async function insert(db: Database, ...rows: Partial<DeliveryRow>[]): Promise<void> {
  const made = { platform: "fake", state: "sent", made_at: new Date(NOW), changed_at: new Date(NOW) } as const;
  const full = rows.map((row) => deliveryRow({ subscription: "one", slot: new Date(NOW), ...made, ...row }));
  await db.insertInto("deliveries").values(full).execute();
}

/** What a page says, without its markup. */
const wordsOf = (body: string) =>
  body
    .replace(/^[\s\S]*<main[^>]*>|<\/main>[\s\S]*$/g, "")
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&#39;", "'")
    .replace(/\s+/g, " ")
    .trim();

/** Follows a list to its end; what each page has to say by `pattern`. */
async function turned(page: (path: string) => Promise<string>, from: string, pattern: RegExp): Promise<string[][]> {
  const found: string[][] = [];
  for (let path: string | undefined = from; path !== undefined; ) {
    const body: string = await page(path);
    found.push([...body.matchAll(pattern)].map(([, one = ""]) => one));
    path = /rel="next" href="([^"]+)"/.exec(body)?.[1]?.replaceAll("&amp;", "&");
    if (found.length > 20) throw new Error(`no end of ${from}`);
  }
  return found;
}

describe.each(KINDS)("the pages on what is scheduled (%s)", (kind) => {
  test("tell of schedules: where, what, when, how they stand and who set them up", async () => {
    const { db, page } = await pages(kind);
    await subscribe(
      db,
      {
        id: "one",
        place: "C1",
        sections: "happening.next",
        only_if_changed: true,
        next_run_at: new Date("2026-11-24T09:00:00Z"),
      },
      {
        id: "two",
        place: "C2",
        topic: "all",
        owner: "",
        owner_name: null,
        state: "paused",
        paused_reason: "needs-invite",
        next_run_at: null,
      },
      { id: "three", place: "C3", topic: "gone-story", state: "paused", paused_reason: "by hand", next_run_at: null },
    );
    await insert(
      db,
      { slot: new Date("2026-11-20T09:00:00Z"), state: "unknown", late: true },
      {
        slot: new Date("2026-11-19T09:00:00Z"),
        state: "sent",
        posted_at: new Date("2026-11-19T09:00:07Z"),
      },
      { subscription: "two", slot: new Date("2026-11-19T09:00:00Z"), state: "skipped", reason: "unchanged" },
    );
    const said = wordsOf(await page("/subscriptions"));
    expect(said).toContain("Rail strike Active Where fake · T1 / C1 When weekdays at 09:00 (Europe/London)");
    expect(said).toContain("What What's happening, What's next , when something changed Next Tue 24 Nov, 09:00 London");
    // What ran is told apart from what was posted.
    expect(said).toContain(
      "Last run Fri 20 Nov, 09:00 London : unconfirmed , late Last posted Thu 19 Nov, 09:00 London Set up by Sam ( U1 )",
    );
    expect(said).toContain(
      "All stories Paused Where fake · T1 / C2 When weekdays at 09:00 (Europe/London) Why Paused: the bot is not a member of the channel. Invite it to the channel, then resume it where it posts.",
    );
    expect(said).toContain(
      "Last run Thu 19 Nov, 09:00 London : skipped . Nothing changed since the last post. Last posted nothing yet Set up by No owner. Someone there can take over.",
    );
    expect(said).toContain("Last run not yet Last posted nothing yet Set up by Sam ( U1 )");
    expect(said).toContain(
      "gone-story Paused Where fake · T1 / C3 When weekdays at 09:00 (Europe/London) Why Paused by hand: resume it where it posts.",
    );
    const paused = wordsOf(await page("/subscriptions?state=paused"));
    expect(paused).not.toContain("Rail strike");
    expect(paused).toMatch(/gone-story.*All stories|All stories.*gone-story/);
    expect(wordsOf(await page("/subscriptions?state=active"))).not.toContain("Paused Where");
  });

  test("tell of deliveries: their slot, place, state, tries and why; and lead to the message on the web alone", async () => {
    const { db, page } = await pages(kind);
    await subscribe(db, { id: "one", zone: "America/New_York", state: "paused", next_run_at: null });
    const minute = (at: number) => ({ slot: new Date(NOW + at * 60_000), changed_at: new Date(NOW + at * 60_000) });
    await insert(
      db,
      { ...minute(1), url: "https://chat.example/C1/1", attempts: 2, late: true },
      { ...minute(2), url: "javascript:alert(1)" },
      { ...minute(3), state: "failed", reason: "the fake says gone", subscription: "removed" },
      { ...minute(4), state: "unknown", reason: "the platform did not respond" },
      { ...minute(5), state: "skipped", reason: "unchanged" },
      { ...minute(6), state: "planned" },
      { ...minute(7), state: "sending" },
    );
    const body = await page("/deliveries");
    const said = wordsOf(body);
    expect([...body.matchAll(/<h2>(.*?)<\/h2>/gs)].map(([, text = ""]) => wordsOf(text))).toEqual([
      "Rail strike Being sent",
      "Rail strike Waiting",
      "Rail strike Skipped",
      "Rail strike Unconfirmed",
      "A schedule that was removed Failed",
      "Rail strike Sent",
      "Rail strike Sent",
    ]);
    expect(said).toContain(
      "For Mon 23 Nov, 04:01 New York Late Where fake · T1 / C1 Tried 2 times Changed Mon 23 Nov, 04:01 New York Message chat.example",
    );
    expect(said).toContain(
      "Why the platform did not respond . It may be there: check, and run it now if it is missing.",
    );
    expect(said).toContain("Why Nothing changed since the last post.");
    expect(body).toContain('href="https://chat.example/C1/1" rel="noopener noreferrer"');
    expect(body).not.toContain("javascript:");
    for (const [state, label] of Object.entries({
      planned: "Waiting",
      failed: "Failed",
      unknown: "Unconfirmed",
      skipped: "Skipped",
    })) {
      const only = await page(`/deliveries?state=${state}`);
      expect([...only.matchAll(/<h2>.*?<b class="state[^>]*>(.*?)<\/b>/gs)].map(([, word]) => word)).toEqual([label]);
      expect(only).toContain(`href="/deliveries?state=${state}" aria-current="true"`);
    }
    const ofOne = await page("/deliveries?subscription=removed");
    expect(wordsOf(ofOne)).toContain("Showing one schedule only");
    expect([...ofOne.matchAll(/<h2>/g)]).toHaveLength(1);
  });

  test("tell what is to be mended, and how many there are of what", async () => {
    const { db, page } = await pages(kind);
    expect(wordsOf(await page("/problems"))).toContain(
      "The bot can post everywhere, and everything due was delivered.",
    );
    await subscribe(
      db,
      { id: "one", state: "paused", paused_reason: "forbidden", next_run_at: null },
      { id: "two", state: "paused", paused_reason: "by hand", next_run_at: null },
      { id: "three", next_run_at: new Date(Date.parse("2026-11-23T08:49:59Z")) },
    );
    await insert(
      db,
      { state: "failed", reason: "qq-failed" },
      { slot: new Date(NOW - 1), state: "unknown" },
      { slot: new Date(NOW - 2) },
    );
    const said = wordsOf(await page("/problems"));
    expect(said).toContain("Paused until somebody fixes it Rail strike Paused");
    expect(said).toContain(
      "Paused: the bot is not allowed to post there. Let it post there, then resume it where it posts.",
    );
    expect(said).not.toContain("by hand");
    expect(said).toContain("qq-failed");
    expect(said).toContain("It may be there: check, and run it now if it is missing.");
    const status = await page("/status");
    expect(wordsOf(status)).toContain(
      "Schedules 1 active , 2 paused Overdue longest for 10 minutes Waiting deliveries 0 Being sent 0 Failed in 90 days 1 Unconfirmed in 90 days 1",
    );
    for (const href of [
      "/subscriptions?state=paused",
      "/deliveries?state=failed",
      "/deliveries?state=unknown",
      "/problems",
    ])
      expect(status).toContain(`href="${href}"`);
  });

  test("lead through long lists, each row once, also where rows are alike or come in between", async () => {
    const { db, page } = await pages(kind);
    const ids = Array.from({ length: 120 }, (_, index) => `s${String(index).padStart(3, "0")}`);
    await subscribe(db, ...ids.map((id, index) => ({ id, place: `C${index % 7}`, owner_name: `at ${id}` })));
    await insert(
      db,
      ...ids.map((subscription) => ({
        subscription,
        attempts: 1,
        message: "m",
        state: "skipped" as const,
        reason: `at ${subscription}`,
      })),
    );
    const bySlot = ids.map((_, index) => ({
      subscription: "s000",
      slot: new Date(NOW - (index + 1) * 60_000),
      state: "failed" as const,
      reason: `at t${index}`,
    }));
    await insert(db, ...bySlot);
    const lists = {
      "/subscriptions": ids,
      "/deliveries?state=skipped": ids,
      "/deliveries?subscription=s000": ["s000", ...ids.map((_, index) => `t${index}`)],
      "/deliveries": [...ids, ...ids.map((_, index) => `t${index}`)],
    };
    for (const [path, all] of Object.entries(lists)) {
      // There the last run says why nothing was posted, and the owner's name stands before an id.
      const leaves = await turned(page, path, path === "/subscriptions" ? /at (s\d+)<\/\w+> \(/g : /at ([st]\d+)/g);
      expect(leaves.slice(0, 2).map(({ length }) => length)).toEqual([50, 50]);
      expect(leaves.flat().sort(), path).toEqual([...all].sort());
    }
    const [, second = ""] = /rel="next" href="([^"]+)"/.exec(await page("/deliveries?state=skipped")) ?? [];
    const before = await page(second.replaceAll("&amp;", "&"));
    await insert(db, { subscription: "new", state: "skipped", reason: "at s999", changed_at: new Date(NOW + 1) });
    expect(await page(second.replaceAll("&amp;", "&"))).toBe(before);
    expect(before).toContain('href="/deliveries?state=skipped">First page');
    await db.updateTable("subscriptions").set({ state: "paused", next_run_at: null }).execute();
    expect((await turned(page, "/subscriptions?state=paused", /at (s\d+)<\/\w+> \(/g)).flat().sort()).toEqual(ids);
  });

  test("begin at the beginning for an address that was made up", async () => {
    const { db, page } = await pages(kind);
    await subscribe(db, { id: "one" });
    await insert(db, {});
    const token = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const made = [
      ...["", "a", "null", "%00", "'; drop table subscriptions; --", "☂", "A".repeat(5_000)],
      ...[[], {}, null, "a", [1], [1, 2], ["a", "b", "c", 4], [null, "x"], [Number.MAX_VALUE, "x"], [-1, "x"]].map(
        token,
      ),
      ...[
        ["2026", "x"],
        [1e15, "x"],
        ["\u0000", "", "", ""],
        ["\ud800", "", "", ""],
      ].map(token),
    ];
    for (const path of LISTS)
      for (const after of made)
        expect(await page(`${path}?after=${encodeURIComponent(after)}`), after).toContain("Rail strike");
    const far = token([NOW * 2, randomUUID()]);
    for (const query of [`after=${far}`, "state=nothing", "state=sent'", "state=toString"])
      expect(await page(`/deliveries?${encodeURI(query)}`)).toContain("Rail strike");
    expect(await page(`/deliveries?after=${token([0, randomUUID()])}`)).toContain("There is nothing more to show.");
    for (const id of ["%00", "%ED%A0%80", "'", "a".repeat(3_000), "%E2%98%82"])
      expect(await page(`/deliveries?subscription=${id}`)).toContain("There is nothing here.");
  });

  test("show those of one schedule in one state where both are named", async () => {
    const { db, page } = await pages(kind);
    await subscribe(db, { id: "one" });
    await insert(db, {}, { slot: new Date(NOW - 1), state: "failed", reason: "qqfailed" });
    const said = wordsOf(await page("/deliveries?subscription=one&state=failed"));
    expect(said).toContain("qqfailed");
    expect(said).not.toContain("Rail strike Sent");
    expect(wordsOf(await page("/deliveries?subscription=one"))).toContain("Rail strike Sent");
  });

  test("show whatever people and platforms call themselves as words, and nothing else", async () => {
    const { db, page } = await pages(kind);
    const hostile = `<script>qq()</script>"'><img src=x onerror=qq()>\u202egnp.exe\u2066\n</dd>&lt;`;
    const row = {
      platform: hostile,
      tenant: hostile,
      place: hostile,
      parent: hostile,
      topic: hostile,
      sections: hostile,
    };
    await subscribe(db, {
      ...{ ...row, id: `"><i>`, owner: hostile, owner_name: hostile, times: hostile, cron: hostile, zone: "Mars/Base" },
      ...{ state: "paused", paused_reason: hostile, next_run_at: null },
    });
    const { platform, tenant, place } = row;
    await insert(db, {
      subscription: `"><i>`,
      platform,
      tenant,
      place,
      state: "failed",
      reason: hostile,
      url: `https://chat.example/"><script>qq()</script>`,
    });
    for (const path of [...LISTS, "/problems", "/status"]) {
      const body = await page(path);
      expect(body, path).not.toMatch(/<script>|<img|<i>|\u202e|\u2066/);
      if (path !== "/status") expect(body).toContain("&lt;script&gt;qq()&lt;/script&gt;");
    }
  });

  test("are for those who are logged in, and nobody else sees a word of them", async () => {
    const { db, served, schedule, now } = await pages(kind);
    await subscribe(db, { id: "one", place: "qqplace", owner_name: "qqowner" });
    await insert(db, { place: "qqplace", reason: "qqreason", state: "failed" });
    const shut = await serve(STORIES, { scheduled: schedule.pages, password: "open sesame", now });
    onTestFinished(() => shut.close());
    for (const path of [
      ...LISTS,
      "/status",
      "/problems",
      "/subscriptions?state=active",
      "/deliveries?subscription=one",
    ]) {
      // Without a password nobody else can log in; with one everybody has to, on this machine too.
      const closed = await served.send(path, VISITOR);
      expect([path, closed.status, /qq/.test(closed.body)]).toEqual([path, 403, false]);
      for (const from of [VISITOR, {}]) {
        const away = await shut.send(path, from);
        expect([away.status, away.headers.location]).toEqual([303, `/login?${new URLSearchParams({ back: path })}`]);
        expect(away.body).not.toMatch(/qq/);
      }
      expect((await served.send(path)).status).toBe(200);
    }
    expect((await served.send("/subscriptions")).body).toContain("qqowner");
  });
});

describe("a process that leaves a platform to another", () => {
  test("does not say that it is connected to it", async () => {
    const { schedule } = await scene({ kind: "embedded" });
    const ready = () => ({ ready: true, why: "standing by: discord" });
    const served = await serve(STORIES, { scheduled: schedule.pages, ready });
    onTestFinished(() => served.close());
    const { body } = await served.send("/status");
    expect(wordsOf(body)).toContain("Platforms everything set up is working; standing by: discord Content");
  });
});

describe("without anything scheduled", () => {
  test("pages say so plainly where nothing is connected", async () => {
    const served = await serve(STORIES);
    onTestFinished(() => served.close());
    for (const path of [...LISTS, "/status", "/problems"]) {
      const { status, body } = await served.send(path);
      expect([path, status]).toEqual([path, 200]);
      expect(body).toContain("No platform is connected, so nothing is scheduled or delivered.");
    }
  });

  test("nothing is opened or made for a page or a scrape", async () => {
    const folder = await mkdtemp(join(tmpdir(), "nutgraf-pages-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const { served, registry } = await over(createStore({ folder, now: Date.now }));
    for (const path of LISTS) expect((await served.send(path)).body).toContain("There is nothing here.");
    expect((await served.send("/status")).status).toBe(200);
    expect(samplesOf(readExposition(await registry.metrics()), "nutgraf_subscriptions")).toEqual({
      'nutgraf_subscriptions{state="active"}': 0,
      'nutgraf_subscriptions{state="paused"}': 0,
    });
    expect(existsSync(join(folder, "database"))).toBe(false);
  });
});

describe("a database that is away", () => {
  test.each(["refuses", "is silent", "never comes to an end"])(
    "and %s: pages say so with what to do, the rest goes on, a scrape does not wait",
    async (how) => {
      const silent = createServer();
      await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
      const address = silent.address();
      const port = how === "refuses" ? 1 : typeof address === "object" ? address?.port : 0;
      onTestFinished(() => void silent.close());
      const url = `postgres://u:hush-hush@127.0.0.1:${port}/d`;
      const store = createStore({ folder: "", url, now: Date.now });
      const never: Store = { ...store, open: () => new Promise(() => {}) };
      const { served, registry } = await over(how === "never comes to an end" ? never : store);
      const startedAt = performance.now();
      const answers = await Promise.all([...LISTS, "/status", "/problems"].map((path) => served.send(path)));
      for (const { status, body } of answers) {
        expect(status).toBe(503);
        expect(body).toContain("The database is not responding.");
        expect(body).toContain("npm run doctor");
        expect(body).not.toMatch(/hush-hush|ECONNREFUSED|node_modules/);
      }
      expect(answers[3]?.body).toContain("Every quote is in its source.");
      expect(served.failures.length).toBeGreaterThanOrEqual(4);
      for (const path of ["/", "/briefings", "/?ask=/whats-next%20rail-strike", "/healthz", "/readyz"])
        expect((await served.send(path)).status).toBe(200);
      const scrapes = await Promise.all([registry.metrics(), registry.metrics(), registry.metrics()]);
      for (const text of scrapes) {
        const samples = readExposition(text);
        expect(samples.get("nutgraf_database_up")).toBe(0);
        expect(
          [...samples.keys()].filter((name) => /due_lag|nutgraf_subscriptions|nutgraf_deliveries\{/.test(name)),
        ).toEqual([]);
      }
      expect(performance.now() - startedAt).toBeLessThan(9_000);
    },
  );

  test.each(KINDS)("and back again is told as it stands (%s)", async (kind) => {
    const registry = new Registry();
    const { db, schedule } = await scene({ kind, schedule: { registry } });
    await subscribe(
      db,
      { id: "one", next_run_at: new Date("2026-11-23T08:59:00Z") },
      { id: "two", state: "paused", next_run_at: null },
    );
    await insert(db, { state: "failed" }, { slot: new Date(NOW - 1), state: "planned" });
    const read = async () => readExposition(await registry.metrics());
    const samples = await read();
    expect(samples.get("nutgraf_database_up")).toBe(1);
    expect(samples.get("nutgraf_due_lag_seconds")).toBeGreaterThanOrEqual(59);
    expect(samples.get("nutgraf_due_lag_seconds")).toBeLessThan(65);
    expect(samplesOf(samples, "nutgraf_deliveries{")).toEqual({
      'nutgraf_deliveries{state="planned"}': 1,
      'nutgraf_deliveries{state="sending"}': 0,
      'nutgraf_deliveries{state="unknown"}': 0,
      'nutgraf_deliveries{state="failed"}': 1,
    });
    await schedule.stop();
    await db.destroy();
    const away = await read();
    expect(away.get("nutgraf_database_up")).toBe(0);
    expect(away.has("nutgraf_due_lag_seconds")).toBe(false);
    expect(samplesOf(away, "nutgraf_deliveries{")).toEqual({});
  });
});

/** The console and the metrics over a schedule whose database is nobody's to open yet. */
async function over(store: Store) {
  const registry = new Registry();
  const log = { info() {}, warn() {}, error() {} };
  const schedule = createSchedule({ store, log, now: Date.now, newId: randomUUID, registry });
  const served = await serve(STORIES, { scheduled: schedule.pages });
  onTestFinished(async () => {
    await served.close();
    await store.close();
  });
  return { served, registry, schedule };
}
