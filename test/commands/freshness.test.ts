import { describe, expect, test } from "vitest";
import { asChecked } from "#briefing";
import { commands, unlisted } from "#commands";
import { createBot } from "../../src/app/bot.ts";
import { renderMessage as renderDiscord } from "../../src/discord/render/message.ts";
import { renderMessage as renderSlack } from "../../src/slack/render/message.ts";
import { TERMINAL_PLACE } from "../../src/terminal/adapter.ts";
import { render } from "../../src/terminal/render.ts";
import { briefingFile, libraryOf, sourceFile } from "../fixtures/content/library.ts";

const QUOTE = "The council of Rotterdam approved the bridge";
const FILE = briefingFile({
  header: "title: Bridge\ncheckBy: 7 days",
  next: "- It will open on 3 November. [^1]",
  footnotes: `[^1]: wire "${QUOTE}"`,
});
const SOURCE = sourceFile(QUOTE, "published: 2026-10-28");

async function answerOn(day: string, command = "whats-next", file = FILE) {
  const library = libraryOf({ "sources/wire.md": SOURCE, "briefings/bridge.md": file });
  const now = () => Date.parse(`${day}T12:00:00Z`);
  const onFailure = ({ error }: { error: unknown }) => {
    throw error;
  };
  const bot = createBot({ commands, unlisted, library: () => library, onFailure, now });
  return bot.answer({ id: "1", command, words: "bridge", place: TERMINAL_PLACE, by: { id: "ann" } });
}

const shows = (reply: Awaited<ReturnType<typeof answerOn>>) => [
  render(reply, { columns: 200, colors: false }).replace(/\s+/g, " "),
  JSON.stringify(renderSlack(reply, { seenBy: "asker" })),
  JSON.stringify(renderDiscord(reply, { share: false })).replaceAll("\\\\", ""),
];

describe("an answer", () => {
  test("says nothing of a day that is to come and a check that is not due", async () => {
    for (const shown of shows(await answerOn("2026-11-03"))) {
      expect(shown).toContain("It will open on 3 November.");
      expect(shown).not.toMatch(/date passed|[Cc]hecked \d/);
    }
  });

  test.each(["whats-next", "briefing", "sources"])(
    "marks a day that has passed, and says when it was last checked: %s",
    async (command) => {
      const reply = await answerOn("2026-11-26", command);
      for (const shown of shows(reply)) {
        expect(shown).toContain("(date passed: 3 Nov)");
        expect(shown).toContain("Last checked 28 Oct");
      }
      const lines = reply.blocks.flatMap((block) => ("lines" in block ? block.lines : []));
      expect(lines.map(({ text }) => text)).toEqual(["It will open on 3 November."]);
      expect(reply.edition).toBe((await answerOn("2026-11-03", command)).edition);
    },
  );

  test("says who found it still true", async () => {
    const { sources } = libraryOf({ "sources/wire.md": SOURCE, "briefings/bridge.md": FILE });
    const checked = asChecked(FILE, { by: "Ann <b>Lee</b>", at: "2026-11-25T09:00:00.000Z" }, sources);
    for (const shown of shows(await answerOn("2026-11-26", "whats-next", checked)))
      expect(shown).toContain("Checked 25 Nov by Ann");
  });
});
