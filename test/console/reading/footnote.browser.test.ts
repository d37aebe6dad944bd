import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { expectAccessible, expectInShape, LOOKS, launchBrowser, NARROW, WIDE } from "../browser.ts";
import { realLibrary, type Served, serve } from "../server.ts";

const CLIPBOARD = { permissions: ["clipboard-read", "clipboard-write"] };
const WORDS = "the Internal Revenue Service has pledged to overhaul its data-sharing protocols";
const FOOTNOTE = `[^1]: irs-watchdog "${WORDS}"`;

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

async function open(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: WIDE, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  await page.goto(`${served.url}/sources/irs-watchdog`);
  if (options.javaScriptEnabled !== false) await page.locator(".maker.is-scripted").waitFor();
  return page;
}

/** Selects from some words to others, wherever marks part them; both may be halves of words. */
const SELECT = `([from, to]) => {
  const walker = document.createTreeWalker(document.querySelector(".source .text"), NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = walker.nextNode(), begun = false; node; node = walker.nextNode()) {
    if (node.parentElement.closest(".margin, .marks")) continue;
    const start = node.data.indexOf(from);
    if (!begun && start !== -1) { range.setStart(node, start); begun = true; }
    const end = node.data.indexOf(to, begun && start !== -1 ? start : 0);
    if (begun && end !== -1) { range.setEnd(node, end + to.length); break; }
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}`;

async function select(page: Page, from: string, to: string): Promise<void> {
  await page.evaluate(`(${SELECT})(${JSON.stringify([from, to])})`);
}

test("words that are selected become a footnote of whole words, to be copied", async () => {
  const page = await open(CLIPBOARD);
  const copy = page.getByRole("button", { name: "Copy the footnote" });
  await page.getByText("Quote this in a briefing").click();
  expect(await copy.isVisible()).toBe(false);
  await select(page, "esponse to the audit", "haring protoc");
  await page.getByText('[^1]: irs-watchdog "response').waitFor();
  await copy.click();
  await expect
    .poll(() => page.evaluate("navigator.clipboard.readText()"))
    .toBe(FOOTNOTE.replace("the Internal", "response to the audit, the Internal"));
  await page.getByText("Copied").waitFor();

  await select(page, "A significant privacy", "At the heart of the controversy");
  await page.getByText("These words can't be quoted").waitFor();
  expect(await copy.isVisible()).toBe(false);
});

test("by keyboard alone words become a footnote, and are copied", async () => {
  const page = await open(CLIPBOARD);
  await page.getByText("Quote this in a briefing").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.type(
    WORDS.toUpperCase().toLowerCase().replace("internal revenue service", "Internal Revenue Service"),
  );
  await page.keyboard.press("Enter");
  await page.getByText(FOOTNOTE).waitFor();
  expect(page.url()).not.toContain("quote=");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.evaluate("navigator.clipboard.readText()")).toBe(FOOTNOTE);
});

test("while it is closed, selecting words does nothing but select them", async () => {
  const page = await open();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await select(page, "the rigorous vetting process", "such a transfer");
  await page.getByText("Quote this in a briefing").click();
  await select(page, "the rigorous vetting process", "process");
  await page.getByText('[^1]: irs-watchdog "the rigorous vetting process"').waitFor();
  expect(asked.filter((url) => url.includes("/footnote?"))).toHaveLength(1);
});

test("without a script the form makes it", async () => {
  const page = await open({ javaScriptEnabled: false });
  await page.getByText("Quote this in a briefing").click();
  await page.getByLabel("Words to quote").fill(WORDS);
  await page.getByRole("button", { name: "Make a footnote" }).click();
  await page.getByText(FOOTNOTE).waitFor();
  expect(await page.locator("mark").first().textContent()).toContain("the Internal Revenue Service");
  await expectInShape(page);
});

test.each(LOOKS)("anybody can read and reach it, %s at %o", async (colorScheme, viewport) => {
  const page = await open({ colorScheme, viewport });
  await page.getByText("Quote this in a briefing").click();
  await page.getByLabel("Words to quote").fill(WORDS);
  await page.keyboard.press("Enter");
  await page.getByText(FOOTNOTE).waitFor();
  await expectAccessible(page);
  await expectInShape(page);
  if (viewport === NARROW) expect(await page.locator(".maker code").isVisible()).toBe(true);
});
