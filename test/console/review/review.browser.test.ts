import { writeFile } from "node:fs/promises";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { expectAccessible, expectInShape, LOOKS, launchBrowser, NARROW, WIDE } from "../browser.ts";
import { DRAFT, reviewRoom } from "./desk.ts";

let browser: Browser;
let close: () => Promise<void> = async () => {};

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await close();
});

/** A draft with a doubt and an error, so that everything that may be told is. */
const TROUBLED = DRAFT.replace("on 9 December. [", "on 19 December. [").replace('all week"', 'all month"');

async function open(options: BrowserContextOptions = {}, files: Readonly<Record<string, string>> = {}) {
  const room = await reviewRoom(files);
  close = room.served.close;
  const context = await browser.newContext({ viewport: WIDE, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  await page.goto(`${room.served.url}/review/rail-strike`);
  return { ...room, page, card: (at: number) => page.locator(".card").nth(at) };
}

async function tickAll(page: Page): Promise<void> {
  for (const box of await page.locator("input[name=seen]:enabled").all()) await box.check();
}

test.each(LOOKS)("every state of the page is in shape and accessible: %s, %o", async (colorScheme, viewport) => {
  const { page, card, served } = await open({ colorScheme, viewport }, { "drafts/rail-strike.md": TROUBLED });
  await card(0).getByText("Choose other words").click();
  await card(0).locator(".choose").waitFor();
  await card(2).getByText("Add a quote").click();
  await expectAccessible(page);
  await expectInShape(page);
  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByRole("alert").waitFor();
  await expectAccessible(page);
  await card(0).getByRole("button", { name: "Drop" }).click();
  await page.getByText("Put it back").waitFor();
  await expectAccessible(page);
  await expectInShape(page);
  await page.goto(`${served.url}/review`);
  await expectAccessible(page);
  await expectInShape(page);
});

test("a wording is checked beside its field while it is typed, and its tick falls", async () => {
  const { page, card, read } = await open();
  await tickAll(page);
  await expect.poll(() => page.locator("[data-progress]").textContent()).toBe("3 of 3 looked at");
  await card(0).getByLabel("What it says").fill("The strike begins on 5 December at noon.");
  await expect.poll(() => card(0).locator("[data-check]").textContent()).toMatch(/Not saved yet\.Differs here:.*5/);
  expect(await page.locator("[data-progress]").textContent()).toBe("2 of 3 looked at");
  expect(await read("drafts/rail-strike.md")).toBe(DRAFT);
  await card(0).getByRole("button", { name: "Check and save" }).click();
  await card(0).getByText("Saved.").waitFor();
  expect(await read("drafts/rail-strike.md")).toContain("The strike begins on 5 December at noon. [^1]");
});

test("a citation is pointed at other words by selecting them in the source", async () => {
  const { page, card, read } = await open();
  await card(0).getByText("Choose other words").click();
  await card(0).locator(".choose").waitFor();
  await page.evaluate(`{
    const line = [...document.querySelectorAll(".choose p")].find((one) => one.textContent.includes("The union announced it"));
    const node = line.lastChild;
    const from = node.data.indexOf("The union");
    getSelection().setBaseAndExtent(node, from, node, from + "The union announced it".length);
  }`);
  await card(0).getByRole("button", { name: "Use these words" }).click();
  await expect.poll(() => card(0).locator("[data-quote]").first().inputValue()).toBe("The union announced it");
  await card(0).getByRole("button", { name: "Check and save" }).click();
  await card(0).getByText("Saved.").waitFor();
  expect(await read("drafts/rail-strike.md")).toContain('wire "The union announced it"');
  expect(await card(0).locator("mark").first().textContent()).toBe("The union announced it");
});

test("by keyboard alone: words are chosen in the source, saved, kept, and the draft is published", async () => {
  const { page, card, read } = await open();
  const reach = async (what: string) => {
    for (let presses = 0; presses < 80; presses++) {
      await page.keyboard.press("Tab");
      const at = String(
        await page.evaluate(
          "(({ className, name = '', value = '', textContent }) => [className, name, value, textContent].join(' '))(document.activeElement)",
        ),
      );
      if (at.includes(what)) return;
    }
    throw new Error(`never reached ${what}`);
  };
  await reach("Choose other words");
  await page.keyboard.press("Enter");
  await card(0).locator(".choose").waitFor();
  await reach("choose");
  const chosen = () => page.evaluate("getSelection().toString().trim()");
  for (const [key, word] of [
    // It begins at the words that are quoted now.
    ["ArrowRight", "The"],
    ["ArrowRight", "strike"],
    ["ArrowRight", "begins"],
    ["ArrowLeft", "strike"],
    ["ArrowLeft", "The"],
  ] as const) {
    await page.keyboard.press(key);
    expect(await chosen()).toBe(word);
  }
  for (let more = 0; more < 5; more++) await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Enter");
  expect(await card(0).locator("[data-quote]").first().inputValue()).toBe("The strike begins on 4 December");
  await reach("save ");
  await page.keyboard.press("Enter");
  await card(0).getByText("Saved.").waitFor();
  expect(await read("drafts/rail-strike.md")).toContain('wire "The strike begins on 4 December"');
  for (let at = 0; at < 3; at++) {
    await reach(" seen ");
    await page.keyboard.press("Space");
  }
  await reach(" by ");
  await page.keyboard.type("Ann Lee");
  await reach("publish");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Published" }).waitFor();
  expect(await read("briefings/rail-strike.md")).toContain('reviewed: { by: "Ann Lee"');
});

test("nothing that has the focus is hidden by the bar", async () => {
  const { page } = await open({ viewport: NARROW });
  for (let presses = 0; presses < 30; presses++) {
    await page.keyboard.press("Tab");
    const isHidden = await page.evaluate(`{
      const one = document.activeElement;
      const bar = document.querySelector(".bar");
      !bar.contains(one) && one !== document.body && one.getBoundingClientRect().top >= bar.getBoundingClientRect().top;
    }`);
    expect(isHidden, String(await page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))).toBe(false);
  }
});

test("what somebody else changed is told at the top, wherever the button was", async () => {
  const { page, card, served, path } = await open({ viewport: NARROW });
  await writeFile(path("drafts/rail-strike.md"), DRAFT.replace("all week. [", "all of the week. ["));
  await card(2).getByRole("button", { name: "Drop" }).click();
  await page.getByRole("alert").waitFor();
  expect(page.url()).toBe(`${served.url}/review/rail-strike#s-3`);
  expect(await page.evaluate("scrollY")).toBe(0);
  await expectAccessible(page);
});

test("without a script a statement is dropped, the rest kept, and the draft published and brought back", async () => {
  const { page, card, read } = await open({ javaScriptEnabled: false });
  await card(1).getByRole("button", { name: "Drop" }).click();
  expect(await page.locator(".card").count()).toBe(2);
  await tickAll(page);
  await page.getByLabel("Your name").fill("Ann Lee");
  await page.getByRole("button", { name: "Publish" }).click();
  expect(await page.locator("h1").textContent()).toBe("Published");
  expect(await read("briefings/rail-strike.md")).not.toContain("harbor");
  await expectInShape(page);
  await page.getByRole("button", { name: "Undo publishing" }).click();
  expect(await page.locator("h1").textContent()).toBe("Undone");
  expect(await read("briefings/rail-strike.md")).toBeUndefined();
});

test("what was ticked stays for the next visit, but not for other words", async () => {
  const { page, served, path } = await open();
  await tickAll(page);
  await page.getByLabel("Your name").fill("Ann Lee");
  await page.getByLabel("Your name").blur();
  await page.goto(`${served.url}/review`);
  await page.goto(`${served.url}/review/rail-strike`);
  await expect.poll(() => page.locator("[data-progress]").textContent()).toBe("3 of 3 looked at");
  expect(await page.getByLabel("Your name").inputValue()).toBe("Ann Lee");
  await writeFile(path("drafts/rail-strike.md"), DRAFT.replace("all week. [", "all of the week. ["));
  await page.goto(`${served.url}/review/rail-strike`);
  await expect.poll(() => page.locator("[data-progress]").textContent()).toBe("2 of 3 looked at");
});
