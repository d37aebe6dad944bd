import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { DeliveryState, SchedulePages } from "#schedule";
import type { DeliveryRow } from "#store";
import { expectAccessible, expectInShape, LOOKS, launchBrowser, NARROW } from "../../console/browser.ts";
import { realLibrary, serve } from "../../console/server.ts";
import { scene, subscribe } from "../../fixtures/scheduled.ts";
import { deliveryRow } from "../../fixtures/stores/rows.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

/** A bot that has been at work for a while, with all that can go wrong on an ordinary day. */
async function newsroomAtWork(scheduled?: SchedulePages) {
  const { db, schedule, now } = await scene({ kind: "embedded", at: "2026-11-23T09:12:00Z" });
  await subscribe(db, ...SUBSCRIPTIONS);
  await db.insertInto("deliveries").values(DELIVERIES).execute();
  const ready = () => ({ ready: false, why: "not connected: discord" });
  const pages = scheduled ?? schedule.pages;
  const metrics = async () => ({ type: "text/plain", text: "" });
  const served = await serve(await realLibrary(), { scheduled: pages, metrics, now, ready });
  onTestFinished(() => served.close());
  return served.url;
}

async function open(url: string, options: BrowserContextOptions): Promise<{ page: Page; troubles: string[] }> {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith(url)) troubles.push(`asked for ${request.url()}`);
  });
  return { page, troubles };
}

const PAGES = ["/status", "/subscriptions", "/deliveries", "/deliveries?state=sending", "/problems"];

test.each(LOOKS)(
  "the pages on how it runs are accessible, %s, at %o, and no wider than the screen",
  async (colorScheme, viewport) => {
    const url = await newsroomAtWork();
    const { page, troubles } = await open(url, { colorScheme, viewport });
    for (const path of PAGES) {
      await page.goto(url + path);
      await expectAccessible(page);
      await expectInShape(page);
    }
    expect(troubles).toEqual([]);
  },
);

test.each(LOOKS)("so they are while the database is away, %s, at %o", async (colorScheme, viewport) => {
  const away = () => Promise.reject(new Error("away"));
  const url = await newsroomAtWork({ mostCounted: 1, counts: away, subscriptions: away, deliveries: away });
  const { page } = await open(url, { colorScheme, viewport });
  for (const path of ["/status", "/deliveries", "/problems"]) {
    await page.goto(url + path);
    await expectAccessible(page);
    await expectInShape(page);
  }
});

test("without JavaScript they lead from what is wrong to its deliveries and through the list", async () => {
  const url = await newsroomAtWork();
  const { page } = await open(url, { javaScriptEnabled: false, viewport: NARROW });
  await page.goto(url);
  await page.getByRole("link", { name: "Status" }).click();
  await page.getByRole("link", { name: "3 paused" }).click();
  expect(await page.locator(".ledger > li").count()).toBe(3);
  await page.getByRole("navigation", { name: "Operations" }).getByRole("link", { name: "Deliveries" }).click();
  await page.getByRole("link", { name: "Next page" }).click();
  await page.getByRole("link", { name: "First page" }).click();
  await page.getByRole("navigation", { name: "Filter" }).getByRole("link", { name: "Failed" }).click();
  expect(await page.locator(".ledger .state").allTextContents()).toEqual(["Failed", "Failed"]);
});

const TOPIC = "irs-data-sharing";
const SLACK = { platform: "slack", tenant: "T0NEWS", topic: TOPIC };
const DISCORD = { platform: "discord", tenant: "290926798626357999", topic: TOPIC };
const PAUSED = { state: "paused", next_run_at: null } as const;
const LONG = "news-desk-with-a-name-that-somebody-made-far-too-long-to-fit-on-one-line-of-a-telephone";

const SUBSCRIPTIONS: Parameters<typeof subscribe>[1][] = [
  {
    ...SLACK,
    id: "morning",
    place: "C0POLITICS",
    only_if_changed: true,
    next_run_at: new Date("2026-11-24T09:00:00Z"),
  },
  {
    ...SLACK,
    id: "noon",
    place: "1763888400.000100",
    parent: "C0POLITICS",
    sections: "happening.next",
    cron: "30 12 * * *",
    owner_name: LONG,
    next_run_at: new Date("2026-11-23T12:30:00Z"),
  },
  {
    ...SLACK,
    id: "all",
    place: "C0EDITORS",
    topic: "all",
    cron: "0 16 * * 1,4",
    zone: "America/New_York",
    owner: "",
    owner_name: null,
    next_run_at: new Date("2026-11-23T21:00:00Z"),
  },
  { ...SLACK, id: "invite", ...PAUSED, place: "C0DESK", paused_reason: "needs-invite" },
  {
    ...DISCORD,
    id: "gone",
    ...PAUSED,
    place: "645027906669510667",
    paused_reason: "gone",
    cron: "0 18 * * 5",
    zone: "Asia/Kolkata",
  },
  // A briefing that was taken away is named by its topic.
  {
    ...DISCORD,
    id: "resting",
    ...PAUSED,
    topic: "w".repeat(48),
    place: "645027906669510669",
    paused_reason: "by hand",
  },
];

const DELIVERIES = [
  ...delivered("morning", SLACK, "C0POLITICS", [
    ["planned", { reason: "busy: posting in C0POLITICS: Slack asks to wait 30 s" }],
    ["sent", { attempts: 2, late: true }],
    ["skipped", { reason: "unchanged" }],
    [
      "unknown",
      {
        attempts: 1,
        reason: "posting in C0POLITICS: unreadable response (The operation was aborted due to timeout)",
      },
    ],
  ]),
  ...delivered("invite", SLACK, "C0DESK", [
    ["failed", { attempts: 1, reason: "posting in C0DESK: Slack answered not_in_channel" }],
  ]),
  ...delivered("gone", DISCORD, "645027906669510667", [
    ["failed", { attempts: 1, reason: "the channel is gone (10003)" }],
    [
      "sent",
      {
        attempts: 1,
        url: "https://discord.example/channels/290926798626357999/645027906669510667/1181234567890123456",
      },
    ],
  ]),
  ...delivered(
    "removed",
    DISCORD,
    "645027906669510670",
    Array.from({ length: 60 }, () => ["skipped", { reason: "removed" }] as const),
  ),
];

function delivered(
  subscription: string,
  { platform, tenant }: { platform: string; tenant: string },
  place: string,
  rows: readonly (readonly [DeliveryState, Partial<DeliveryRow>])[],
) {
  const monday = Date.parse("2026-11-23T09:00:00Z");
  return rows.map(([state, more], index) => {
    const slot = new Date(monday - index * 86_400_000);
    const changed_at = new Date(slot.getTime() + 2_000);
    return deliveryRow({ subscription, slot, platform, tenant, place, state, changed_at, ...more });
  });
}
