import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { commands } from "#commands";
import { openTrial } from "../../../src/app/web/try-schedule.ts";
import { discordPreview } from "../../../src/discord/render/preview.ts";
import { slackPreview } from "../../../src/slack/render/preview.ts";
import { botOver } from "../../fixtures/content/bot.ts";
import { expectAccessible, expectInShape, LOOKS, launchBrowser, NARROW, WIDE } from "../browser.ts";
import { newsroom } from "../newsroom.ts";
import { realLibrary, type Served, serve } from "../server.ts";

let browser: Browser;
let served: Served;
/** What a page may never bring: errors, refusals by the policy, requests to elsewhere. */
let troubles: string[];

beforeAll(async () => {
  [browser, served] = await Promise.all([launchBrowser(), serve(await realLibrary(), { password: "open sesame" })]);
});
afterAll(async () => {
  await Promise.all([browser?.close(), served?.close()]);
});
beforeEach(() => {
  troubles = [];
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  expect(troubles).toEqual([]);
});

async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: WIDE, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith(served.url)) troubles.push(`asked for ${request.url()}`);
  });
  await page.goto(served.url + path);
  return page;
}

const heading = (page: Page) => page.locator("h1").textContent();

test("by keyboard: suggestions, an answer, its next question, and back again", async () => {
  const page = await open("/");
  const field = page.getByRole("combobox", { name: "Ask about a story" });
  await field.focus();
  await page.keyboard.type("/whats-n");
  const list = page.getByRole("listbox");
  await list.waitFor();
  expect(await field.getAttribute("aria-expanded")).toBe("true");
  // The list of fewer letters may still stand there.
  await expect.poll(() => page.getByRole("option").count()).toBe(1);
  await page.keyboard.press("ArrowDown");
  expect(await field.getAttribute("aria-activedescendant")).toBe("suggestion-0");
  await page.keyboard.press("Enter");
  await page.getByRole("option", { name: "IRS data sharing" }).waitFor();
  expect(await field.inputValue()).toBe("/whats-next ");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");

  await page.getByText("The IRS has pledged to overhaul its data-sharing protocols.").waitFor();
  expect(await heading(page)).toBe("IRS data sharing");
  expect(await page.title()).toBe("IRS data sharing · Nutgraf");
  expect(await list.isVisible()).toBe(false);
  expect(await page.evaluate("document.activeElement.tagName")).toBe("H1");
  expect(await page.getByRole("status").textContent()).toBe("IRS data sharing: 5 points, 2 sources.");

  await page.getByRole("link", { name: "5 more points" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("Some members of Congress have signaled their intent to hold hearings.").first().waitFor();
  expect(await page.locator(".points > li").count()).toBe(5);
  await page.goBack();
  await page.getByText("The IRS has pledged to overhaul its data-sharing protocols.").waitFor();

  await page.getByRole("link", { name: "Why it's important" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("The incident could deter undocumented immigrants from paying taxes.").first().waitFor();
  expect(await field.inputValue()).toBe("/why-important irs-data-sharing");
  await page.goBack();
  await page.getByText("The IRS has pledged to overhaul its data-sharing protocols.").waitFor();
  expect(await field.inputValue()).toBe("/whats-next irs-data-sharing");
  await page.goBack();
  await page.getByRole("heading", { name: "The story", level: 1 }).waitFor();
  await page.goForward();
  await page.getByText("The IRS has pledged to overhaul its data-sharing protocols.").waitFor();
});

test("the list closes with Escape, and a second one empties the field", async () => {
  const page = await open("/");
  const field = page.getByRole("combobox");
  await field.focus();
  await page.keyboard.press("ArrowDown");
  await page.getByRole("option").first().waitFor();
  expect(await page.getByRole("option").count()).toBe(commands.length);
  await page.keyboard.press("ArrowUp");
  expect(await field.getAttribute("aria-activedescendant")).toBe(`suggestion-${commands.length - 1}`);
  await page.keyboard.type("/b");
  await page.getByRole("option", { name: "/briefing" }).first().waitFor();
  await page.keyboard.press("Escape");
  expect(await field.getAttribute("aria-expanded")).toBe("false");
  expect(await field.inputValue()).toBe("/b");
  await page.keyboard.press("Escape");
  expect(await field.inputValue()).toBe("");
});

test("on a wide screen a note opens its source beside the answer, and closing it leads back", async () => {
  const page = await open("/?ask=/whats-next+full");
  const note = page.locator(".points .note").nth(8);
  await note.click();
  const panel = page.locator("#side .panel");
  await panel.waitFor();
  expect(await panel.locator("mark").allTextContents()).toEqual([
    "Some members of Congress have already signaled their intent to hold hearings on the matter",
  ]);
  const inView =
    "(() => { const box = document.querySelector('.panel .text').getBoundingClientRect(); const mark = document.querySelector('#quote').getBoundingClientRect(); return mark.top >= box.top && mark.top < box.bottom && mark.top < innerHeight; })()";
  expect(await page.evaluate(inView)).toBe(true);
  expect(await page.evaluate("document.activeElement.tagName")).toBe("H2");
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  expect(await panel.count()).toBe(0);
  expect(await page.evaluate("document.activeElement.className")).toBe("note");
});

test("on a narrow screen a note leads to its words on the source's page", async () => {
  const page = await open("/?ask=/whats-happening", { viewport: NARROW });
  await page.locator(".points .note").nth(1).click();
  await page.waitForURL(/\/sources\/irs-watchdog\?at=/);
  expect(await page.locator("#quote").textContent()).toMatch(/^A newly released report/);
  const top = "document.querySelector('#quote').getBoundingClientRect().top";
  await page.waitForFunction(`${top} >= 0 && ${top} < innerHeight`);
});

test("the quotes open over the page and give the focus back", async () => {
  const page = await open("/?ask=/why-important");
  const button = page.getByRole("link", { name: "See quotes" });
  await button.click();
  const dialog = page.getByRole("dialog", { name: "IRS data sharing" });
  await dialog.waitFor();
  expect(await dialog.locator("blockquote").count()).toBeGreaterThan(8);
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  expect(await page.evaluate("document.activeElement.textContent")).toBe("See quotes");
});

test("without JavaScript the same can be asked and read", async () => {
  const page = await open("/", { javaScriptEnabled: false });
  await page.getByLabel("Ask about a story").fill("what's next on the irs story?");
  await page.getByRole("button", { name: "Ask" }).click();
  expect(await heading(page)).toBe("IRS data sharing");
  await page.getByRole("link", { name: "See quotes" }).click();
  expect(await page.locator("blockquote").count()).toBe(10);
  await page.goBack();
  await page.locator(".points .note").first().click();
  await page.waitForURL(/#quote$/);
  expect(await page.locator("#quote").isVisible()).toBe(true);
});

test.each([
  ["with a script", true],
  ["without one", false],
])("a visitor logs in where they wanted to be, %s, and out again", async (_, javaScriptEnabled) => {
  const page = await open("/problems", { javaScriptEnabled });
  expect(page.url()).toBe(`${served.url}/login?back=%2Fproblems`);
  expect(await page.getByRole("link", { name: "Problems" }).count()).toBe(0);
  await page.getByLabel("Password").fill("open sesame");
  await page.getByRole("button", { name: "Log in" }).click();
  expect([page.url(), await heading(page)]).toEqual([`${served.url}/problems`, "Problems"]);
  await page.getByRole("link", { name: "Log out" }).click();
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByRole("link", { name: "Log in" }).waitFor();
  expect(await page.getByRole("link", { name: "Problems" }).count()).toBe(0);
});

test("whoever wants the words of a source that is not for everyone logs in on its page, and stands at the words", async () => {
  const restricted = await serve(newsroom(), { password: "open sesame" });
  const context = await browser.newContext({ viewport: NARROW });
  const page = await context.newPage();
  await page.goto(`${restricted.url}/sources/qqmemo?at=4-20#quote`);
  expect(await heading(page)).toBe("Log in");
  await expectAccessible(page);
  await expectInShape(page);
  await page.getByLabel("Password").fill("open sesame");
  await page.getByRole("button", { name: "Log in" }).click();
  expect(page.url()).toBe(`${restricted.url}/sources/qqmemo?at=4-20#quote`);
  expect(await page.locator("#quote").textContent()).toBe("qqsourcetext bud");
  // Whoever follows a link from a chat in the same browser is logged in.
  const chat = await serve(newsroom());
  const link = await context.newPage();
  await link.goto(`${chat.url.replace("127.0.0.1", "localhost")}/briefings`);
  await link.evaluate(`location.assign("${restricted.url}/status")`);
  await link.waitForURL(`${restricted.url}/status`);
  expect(await heading(link)).toBe("Status");
  await Promise.all([restricted.close(), chat.close()]);
});

test("every page marks where one is", async () => {
  const page = await open("/login");
  const marked = async (path: string) => {
    await page.goto(served.url + path);
    const current = page.getByRole("navigation", { name: "Pages" }).locator("[aria-current]");
    return [await current.allTextContents(), await current.first().getAttribute("aria-current")];
  };
  expect(await marked("/login")).toEqual([["Log in"], "page"]);
  await page.getByLabel("Password").fill("open sesame");
  await page.getByRole("button", { name: "Log in" }).click();
  for (const [path, label, how] of WHERE) expect([path, await marked(path)]).toEqual([path, [[label], how]]);
});

/** Which link of the navigation a page marks: as that very page, or as the current one of the list. */
const WHERE = [
  ["/", "Ask", "page"],
  ["/?ask=/whats-next", "Ask", "page"],
  ["/?ask=/nonsense", "Ask", "page"],
  ["/briefings", "Briefings", "page"],
  ["/briefings/irs-data-sharing", "Briefings", "true"],
  ["/sources", "Sources", "page"],
  ["/sources/irs-summary?at=0-15", "Sources", "true"],
  ["/status", "Status", "page"],
  ["/subscriptions", "Status", "true"],
  ["/deliveries?state=failed", "Status", "true"],
  ["/problems", "Problems", "page"],
  ["/login", "Log out", "page"],
] as const;

test.each(LOOKS)("a schedule is tried by its form, %s, at %o", async (colorScheme, viewport) => {
  const library = await realLibrary();
  const now = () => Date.parse("2026-11-21T12:00:00Z");
  const trySchedule = openTrial(
    botOver(library),
    () => library,
    now,
    () => "an id",
  );
  const own = await serve(library, { trySchedule, previews: [slackPreview(), discordPreview] });
  const context = await browser.newContext({ colorScheme, viewport, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(own.url);
  await page.getByRole("link", { name: "Try a schedule" }).click();
  const posts = page
    .getByRole("complementary", { name: "A sample channel" })
    .getByRole("listitem")
    .filter({ has: page.locator(".when") });
  await posts.nth(6).waitFor();
  expect(await posts.count()).toBe(7);
  await expectAccessible(page);
  await expectInShape(page);
  await page.getByLabel("When: weekdays").fill("mon,thu 16:00");
  await page.getByLabel("Time zone").fill("Europe/London");
  await page.getByRole("button", { name: "Show what is posted" }).click();
  await page.getByText("Mon 23 Nov, 16:00 London").first().waitFor();
  expect(await page.getByRole("combobox", { name: "Ask about a story" }).inputValue()).toBe(
    "/briefing-schedule irs-data-sharing mon,thu 16:00",
  );
  await page.getByRole("link", { name: "Discord" }).click();
  await page.locator(".preview-discord").first().waitFor();
  await expectAccessible(page);
  await expectInShape(page);
  await own.close();
});

test("the first page says what this is in one sentence, and the answers do without", async () => {
  const page = await open("/");
  const about = page.locator(".about");
  expect(await about.textContent()).toMatch(/^Nutgraf [^.]+\.$/);
  await page.getByRole("link", { name: "What’s next" }).click();
  await page.getByText("The IRS has pledged to overhaul its data-sharing protocols.").waitFor();
  expect(await about.count()).toBe(0);
});

test("the link past the field moves the focus and asks nothing", async () => {
  const page = await open("/?ask=/whats-next");
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  expect(await page.evaluate("document.activeElement.id")).toBe("main");
  expect(asked).toEqual([]);
});

const PAGES = [
  "/",
  "/?ask=/whats-happening",
  "/?ask=/sources",
  "/?ask=help",
  "/?ask=/topics",
  "/?ask=/nonsense",
  "/briefings",
  "/briefings/irs-data-sharing",
  "/sources",
  "/sources/irs-summary?at=0-15#quote",
  "/problems",
  "/status",
  "/login",
];

test.each(LOOKS)("every page is accessible, %s, at %o, and no wider than the screen", async (colorScheme, viewport) => {
  const page = await open("/login", { colorScheme, viewport });
  await page.getByLabel("Password").fill("open sesame");
  await page.getByRole("button", { name: "Log in" }).click();
  for (const path of PAGES) {
    await page.goto(served.url + path);
    await expectAccessible(page);
    await expectInShape(page);
  }
});

test("with the list open the page is accessible", async () => {
  const page = await open("/", { viewport: NARROW });
  await page.getByRole("combobox").fill("/w");
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("ArrowDown");
  await expectAccessible(page);
});
