import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sparticuz from "@sparticuz/chromium";
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { expect } from "vitest";

/** Flags for small rooms: one process for all dies with its first page, and the rest take down what is tested here. */
const UNWANTED = /single-process|no-zygote|web-security|insecure-content|site-isolation/;
/** They draw by a graphics card made of software, which takes most of a page's time. */
const GRAPHICS = /gpu|use-gl|use-angle|swiftshader/;

export const WIDE = { width: 1440, height: 900 };
export const NARROW = { width: 360, height: 740 };

/** How pages are looked at: no color depends on the width, and no width on the colors. */
export const LOOKS = [
  ["light", WIDE],
  ["dark", NARROW],
] as const;

export async function launchBrowser(): Promise<Browser> {
  const args = [...sparticuz.args.filter((flag) => !UNWANTED.test(flag) && !GRAPHICS.test(flag)), "--disable-gpu"];
  const executablePath = await sparticuz.executablePath();
  // It leaves files behind now and then.
  const folder = await mkdtemp(join(tmpdir(), "nutgraf-browser-"));
  const browser = await chromium.launch({
    executablePath,
    args,
    headless: true,
    env: { ...process.env, TMPDIR: folder },
  });
  browser.once("disconnected", () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return browser;
}

/** Fails with what a person with a screen reader, a keyboard or weak eyes would stumble over. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const found = (await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as axe.AxeResults;
  const told = found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
  );
  expect(told, page.url()).toEqual([]);
}

/** Fails where a page has not one heading of its own, or is wider than the screen. */
export async function expectInShape(page: Page): Promise<void> {
  expect(await page.locator("h1").count(), page.url()).toBe(1);
  expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url()).toBe(true);
}
