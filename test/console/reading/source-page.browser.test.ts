import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { expectAccessible, expectInShape, launchBrowser, NARROW, WIDE } from "../browser.ts";
import { newsroom } from "../newsroom.ts";
import { realLibrary, type Served, serve } from "../server.ts";

let browser: Browser;
let served: Served;

beforeAll(async () => {
  [browser, served] = await Promise.all([launchBrowser(), serve(await realLibrary())]);
});
afterAll(async () => {
  await Promise.all([browser?.close(), served?.close()]);
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});

async function open(url: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: WIDE, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

test.each([WIDE, NARROW])("what is copied of a source is its words alone, at %o", async (viewport) => {
  const page = await open(`${served.url}/sources/irs-watchdog`, {
    viewport,
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await page.evaluate("getSelection().selectAllChildren(document.querySelector('.text'))");
  await page.keyboard.press("ControlOrMeta+C");
  const copied = String(await page.evaluate("navigator.clipboard.readText()"));
  const text = (await realLibrary()).source("irs-watchdog")?.text ?? "";
  expect(copied.replace(/\s+/g, " ").trim()).toBe(text.replace(/\s+/g, " ").trim());
});

test("who cites a passage stands at its side and holds no line of the text up", async () => {
  const page = await open(`${served.url}/sources/irs-watchdog`);
  const boxes = (selector: string) =>
    page.locator(selector).evaluateAll((found) =>
      found.map((one) => {
        const { top, bottom, left, right } = one.getBoundingClientRect();
        return { top, bottom, left, right };
      }),
    );
  const paragraphs = await boxes(".text .line > p");
  expect(paragraphs.length).toBeGreaterThan(5);
  for (const [index, { top }] of paragraphs.entries())
    expect(top - (paragraphs[index - 1]?.bottom ?? top)).toBeLessThan(32);
  const notes = await boxes(".margin > li");
  expect(notes.length).toBeGreaterThan(15);
  const right = Math.max(...paragraphs.map((one) => one.right));
  for (const [index, note] of notes.entries()) {
    expect(note.left).toBeGreaterThan(right);
    expect(note.top).toBeGreaterThanOrEqual(notes[index - 1]?.bottom ?? 0);
  }
  const [colophon] = await boxes(".colophon");
  expect(notes.at(-1)?.bottom).toBeLessThan(colophon?.top ?? 0);
});

test("on a narrow screen the text is whole, and a letter leads to who cites it and back", async () => {
  const page = await open(`${served.url}/sources/irs-watchdog`, { viewport: NARROW });
  expect(await page.locator(".margin > li:visible").count()).toBe(0);
  const letter = page.getByRole("link", { name: "b: who cites this" });
  await letter.click();
  expect(await page.locator(".margin > li:visible").allTextContents()).toEqual([
    expect.stringContaining("The disclosure has raised concern about the protection of taxpayer identities"),
  ]);
  await expectAccessible(page);
  await expectInShape(page);
  await page.getByRole("link", { name: "b: back to the passage" }).click();
  expect(page.url()).toMatch(/#cited-b$/);
});

test.each([
  ["without a script", { javaScriptEnabled: false }],
  ["on a narrow screen", { viewport: NARROW }],
])("%s a mark lands on its own passage, and from there back on its statement", async (_, options) => {
  const page = await open(`${served.url}/?ask=/whats-happening`, options);
  const statement = page.locator(".points > li").nth(3);
  const said = await statement.textContent();
  await statement.getByRole("link", { name: /^Source 2: “the watchdog found/ }).click();
  await page.waitForURL(/\/sources\/irs-watchdog\?at=/);
  const mark = page.locator("#quote");
  expect(await mark.textContent()).toMatch(/^the watchdog found that the agency frequently bypassed/);
  await page.getByRole("link", { name: "Back to the answer" }).click();
  await page.waitForURL(/#point-4$/);
  expect(await page.locator(":target").textContent()).toBe(said);
  await expectInShape(page);
});

test("a restricted page that is opened from another site is there for whoever is logged in", async () => {
  const closed = await serve(newsroom(), { password: "open sesame" });
  // Another name of this machine is another site: cookies are not told apart by ports.
  const restricted = `${closed.url}/briefings/qqtopic`;
  const elsewhere = createServer((_, response) => {
    response.setHeader("Content-Type", "text/html");
    response.end(`<!doctype html><title>A chat</title><a href="${restricted}">The story</a>`);
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => elsewhere.once("listening", resolve));
  const chat = `http://localhost:${(elsewhere.address() as AddressInfo).port}/`;
  try {
    // Behind a proxy nobody is in by being on this machine.
    const page = await open(restricted, { extraHTTPHeaders: { Via: "1.1 proxy" } });
    expect(await page.locator("h1").textContent()).not.toContain("qqtitle");
    await page.goto(`${closed.url}/login`);
    await page.getByLabel("Password").fill("open sesame");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.goto(chat);
    await page.getByRole("link", { name: "The story" }).click();
    await page.waitForURL(restricted);
    expect(await page.locator("h1").textContent()).toBe("Budget qqtitle");
  } finally {
    elsewhere.closeAllConnections();
    await Promise.all([new Promise((resolve) => elsewhere.close(resolve)), closed.close()]);
  }
});
