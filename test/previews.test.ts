import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { loadLibrary } from "#briefing";
import { mayHear, openNumbering } from "#commands";
import { createConsole } from "#console";
import { discordPreview } from "../src/discord/render/preview.ts";
import { slackPreview } from "../src/slack/render/preview.ts";
import { botOver } from "./fixtures/content/bot.ts";

const library = await loadLibrary("content");

/** The playground with both platforms' previews, on an address of its own. */
async function openPlayground(): Promise<string> {
  const { listener } = createConsole({
    bot: botOver(library),
    library: () => library,
    now: Date.now,
    ready: () => ({ ready: true }),
    mayRead: mayHear,
    openNumbering,
    previews: [slackPreview(), discordPreview],
    onFailure: ({ error }) => {
      throw error;
    },
  });
  const server = createServer(listener).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("the playground beside an answer", () => {
  test.each([
    ["slack", ["slack"]],
    ["discord", ["discord"]],
    ["all", ["slack", "discord"]],
    ["teams", []],
  ])("as=%s shows %j", async (as, platforms) => {
    const page = await (
      await fetch(`${await openPlayground()}/?as=${as}&ask=${encodeURIComponent("/whats-next irs")}`)
    ).text();
    const shown = [...page.matchAll(/class="preview preview-(\w+)"/g)].map(([, platform]) => platform);
    expect(shown).toEqual(platforms);
    const statement = "The IRS has pledged to overhaul its data-sharing protocols.";
    expect(page.split(statement).length - 1).toBe(platforms.length + 1);
    expect(page).not.toMatch(/ style=|<script(?! type="module" src="\/assets\/)/);
  });

  test("loads each platform's stylesheet from here", async () => {
    const address = await openPlayground();
    const page = await (await fetch(address)).text();
    for (const platform of ["slack", "discord"]) {
      const [path] = new RegExp(`/assets/preview-${platform}\\.css\\?v=\\w+`).exec(page) ?? [];
      const styles = await (await fetch(`${address}${path}`)).text();
      expect(styles).toContain(`.preview-${platform}`);
    }
  });
});
