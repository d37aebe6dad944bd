import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { EditionChanges, Said } from "#editions";
import { libraryOf } from "../../fixtures/content/library.ts";
import { story } from "../../fixtures/content/stories.ts";
import { expectAccessible, expectInShape, launchBrowser, WIDE } from "../browser.ts";
import { type Served, serve } from "../server.ts";

// A browser on a busy machine takes its time; what hangs still ends.
vi.setConfig({ testTimeout: 60_000 });

/** As narrow as a page must be readable: 1280 pixels, enlarged four times. */
const NARROWEST = { width: 320, height: 640 };
/** Nothing in it can be parted but between letters. */
const LONG = `https://news.example.org/${"strike".repeat(20)}`;
const NOON = Date.parse("2026-11-20T12:00:00Z");

const said = (text: string): Said => ({ text, cites: [["strike-wire", "0-10", `will ${text} ${LONG}`]] });

function edition(number: number, more: Partial<EditionChanges>): EditionChanges {
  return {
    ...{ topic: "strike", number, kind: "update", isFirst: false, isGone: false, reviewedBy: "Ada Lee" },
    ...{
      madeAtMs: NOON + number * 3_600_000,
      namedAtMs: NOON + number * 3_600_000,
      replaced: [],
      added: [],
      removed: [],
    },
    ...more,
  };
}

const EDITIONS = [
  edition(5, { kind: "withdrawal", why: "It could not be confirmed.", removed: [{}, {}] }),
  edition(4, {
    ...{ kind: "correction", why: `The time was missing: ${LONG}` },
    replaced: [{ was: said("The union stops work."), now: said(`The union stops work at noon. ${LONG}`) }, {}],
  }),
  edition(3, { added: [{ now: said("العمال يضربون غدا.") }], removed: [{ was: said("Talks failed.") }] }),
  edition(2, {}),
  edition(1, { isFirst: true }),
] as const;

let browser: Browser;
let served: Served;
let empty: Served;

beforeAll(async () => {
  const library = libraryOf({
    ...story("strike", `title: Rail strike and ${"walkout".repeat(8)}`),
    ...story("none", "title: None"),
  });
  const corrections = [
    ...EDITIONS.slice(0, 2),
    edition(7, { topic: `gone-${"long".repeat(10)}`, kind: "withdrawal", removed: [{}] }),
  ];
  const record = { history: async () => EDITIONS, corrections: async () => corrections };
  const nothing = { history: async () => [], corrections: async () => [] };
  [browser, served, empty] = await Promise.all([
    launchBrowser(),
    serve(library, { record }),
    serve(library, { record: nothing }),
  ]);
});
afterAll(async () => {
  await Promise.all([browser?.close(), served?.close(), empty?.close()]);
});

const LOOKS = [
  ["light", WIDE.width, WIDE],
  ["dark", NARROWEST.width, NARROWEST],
] as const;

test.each(LOOKS)(
  "what changed and corrections can be read by everyone: %s, %i pixels wide",
  async (colorScheme, width, viewport) => {
    const troubles: string[] = [];
    const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
    try {
      const page = await context.newPage();
      page.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
      page.on("pageerror", (error) => troubles.push(String(error)));
      for (const at of [served, empty])
        for (const path of ["/corrections", "/briefings/strike/history"]) {
          await page.goto(at.url + path);
          await expectInShape(page);
          await expectAccessible(page);
          const shots = process.env.SCREENSHOTS;
          const name = `${path.split("/").at(-1)}-${at === empty ? "empty-" : ""}${colorScheme}-${width}.png`;
          if (shots) await page.screenshot({ path: `${shots}/${name}`, fullPage: true });
        }
      expect(troubles).toEqual([]);
    } finally {
      await context.close();
    }
  },
);

test("an edition that is led to stands below what stays on top of the page", async () => {
  const page = await (await browser.newContext({ viewport: NARROWEST })).newPage();
  await page.goto(`${served.url}/briefings/strike/history#edition-2`);
  // What the browser finds at its heading's place is the heading.
  const top = await page.evaluate(`(() => {
    const heading = document.querySelector("#edition-2 h2");
    const { left, top, height } = heading.getBoundingClientRect();
    return heading.contains(document.elementFromPoint(left + 2, top + height / 2));
  })()`);
  expect(top).toBe(true);
});
