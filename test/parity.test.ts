import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadLibrary } from "#briefing";
import { type Action, type Ask, type Note, pointsIn, type Reply } from "#chat";
import { render } from "#terminal";
import { discordPayload } from "../src/discord/render/payload.ts";
import { renderMessage as slackPayload } from "../src/slack/render/message.ts";
import { type Served, serve } from "./console/server.ts";
import { wordsOf } from "./fakes/discord/reading.ts";
import { readMessage } from "./fakes/slack/read.ts";
import { asking, botOver } from "./fixtures/content/bot.ts";
import { briefingFile, libraryOf, sourceFile } from "./fixtures/content/library.ts";
import { STORIES, story } from "./fixtures/content/stories.ts";

const REAL = await loadLibrary("content");

/** What a person reads on each platform, from the very payload that is sent. */
const PLATFORMS: Readonly<Record<string, (reply: Reply) => string>> = {
  slack: (reply) => readMessage(slackPayload(reply, { seenBy: "asker", prefix: "" })).text,
  discord: (reply) => wordsOf(discordPayload(reply)),
};
/** Lines that were wrapped stand under their text, some columns in; a quote begins with its mark. */
const onTerminal = (reply: Reply) =>
  render(reply, { columns: 80, colors: false }).replace(/\n {2,4}(?=[^\s[]|(?:\[\d+\])+$)/gm, " ");

/** Each statement with its marks, in order; lines of sources and quotes begin with a mark of their own. */
function statementsIn(text: string): string[] {
  const lines = text.split("\n").map((line) => line.replace(/^[\s•-]*(?:\d+\. )?/, ""));
  return lines.filter((line) => /^[^[>].*\[\d+\]$/.test(line)).map((line) => line.replace(/\s+(?=\[)/, " "));
}

/** Which of the sources stand in a line of their own, each as often as it does. */
function sourcesIn(text: string, notes: readonly Note[]): string[] {
  const lines = text.split("\n").map((line) => line.trim());
  return notes.flatMap(({ number, title, author }) => {
    const named = [`[${number}] ${title}`, author ?? []].flat().join(" · ");
    return lines.filter((line) => line === named || line === `${named} · Read`).map(() => named);
  });
}

/** The button that leads to the points that are folded away. */
const foldedIn = ({ actions }: Reply): Action | undefined =>
  actions.find(({ label }) => /^\d+ more points?$/.test(label));

type Told = { readonly statements: readonly string[]; readonly sources: readonly string[] };

/** All that is told when every button that leads to more is pressed. */
async function everythingTold(
  ask: Ask,
  bot: ReturnType<typeof botOver>,
  show: (reply: Reply) => string,
): Promise<Told> {
  const told = { statements: [] as string[], sources: new Set<string>() };
  let reply = await bot.answer(ask);
  for (let pages = 1; ; pages++) {
    const whole = pointsIn(reply);
    const text = show(reply);
    told.statements.push(...statementsIn(text));
    const sources = sourcesIn(text, reply.notes);
    expect(sources).toEqual([...new Set(sources)]);
    for (const source of sources) told.sources.add(source);
    const [, left] = /^(\d+) more points?$/m.exec(text.replace(foldedIn(reply)?.label ?? "–", "")) ?? [];
    const { command, options } = reply.answers ?? { command: "", options: {} };
    const cut = left !== undefined && {
      command,
      options: { ...options, from: String(Number(options.from ?? 0) + whole - Number(left)) },
    };
    const next = cut || foldedIn(reply)?.ask;
    if (!next || pages > 20) return { ...told, sources: [...told.sources] };
    const { words: _, ...asked } = ask;
    reply = await bot.answer({ ...asked, ...next });
  }
}

const ASKS: readonly (readonly [string, number])[] = [
  ["/whats-happening irs", 13],
  ["/why-important irs", 9],
  ["/whats-next irs", 10],
  ["/briefing irs", 32],
  ["/briefing irs next", 10],
  ["/briefing irs happening important", 19],
  ["/briefing irs differ", 3],
  ["/briefing irs full", 32],
  ["/whats-next irs more", 5],
  ["/briefing all", 32],
  ["/sources irs", 32],
  ["/sources irs next", 10],
  ["/whats-happening", 13],
  ["/whats-next taxpayer data", 10],
  ["/why-important IRS data sharing", 9],
  ["what's next on the irs story?", 10],
  ["why is the irs story important?", 9],
  ["brief me on the taxpayer data", 32],
  ["/topics", 0],
  ["/nutgraf help", 0],
  ["/whats-next zebra", 0],
  ["/no-such-command", 0],
];

describe("the same ask on every platform", () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve(REAL);
  });
  afterAll(() => served.close());

  /** The same on the web, by following the links that lead to more. */
  async function toldOnPages(typed: string): Promise<Told> {
    const statements: string[] = [];
    const sources = new Set<string>();
    let path: string | undefined = `/?${new URLSearchParams({ ask: typed })}`;
    while (path !== undefined) {
      const { body }: { body: string } = await served.send(path);
      const page = body.slice(0, body.indexOf("<aside"));
      for (const [, item = ""] of page.matchAll(/<li[^>]* id="point-\d+">(?:<p dir="auto">)?([\s\S]*?<\/sup>)/g)) {
        const [, said = "", marks = ""] = /^([\s\S]*)<sup class="marks">([\s\S]*)<\/sup>$/.exec(item) ?? [];
        statements.push(`${textOf(said)} ${textOf(marks).replace(/,?(\d+)/g, "[$1]")}`);
      }
      const [, origins = ""] = /<ol class="origins">([\s\S]*?)<\/ol>/.exec(page) ?? [];
      for (const [, item = ""] of origins.matchAll(/<li[^>]*>([\s\S]*?)<\/li>/g))
        sources.add(textOf(item).replace(/^\d+/, "[$&]"));
      const [, more] = /<a class="button ask" href="([^"]*)"><bdi>\d+ more points?</.exec(page) ?? [];
      path = more?.replaceAll("&amp;", "&");
    }
    return { statements, sources: [...sources] };
  }

  test.each(ASKS)("%s says the same %i statements with the same marks and sources", async (typed, count) => {
    const bot = botOver(REAL);
    const whole = await everythingTold(asking(typed), bot, onTerminal);
    expect(whole.statements).toHaveLength(count);
    expect(new Set(whole.statements).size).toBe(count);
    expect(whole.sources.length).toBe(count > 0 ? 2 : 0);
    for (const [platform, show] of Object.entries(PLATFORMS)) {
      expect([platform, await everythingTold(asking(typed), bot, show)]).toEqual([platform, whole]);
    }
    expect(await toldOnPages(typed)).toEqual(whole);
  });

  test("shows the words around a quote apart where a line of their source ends", async () => {
    const library = libraryOf({
      "sources/wire.md": sourceFile("Talks failed. The\nunion will stop\nwork at noon.\nMinisters said so."),
      "briefings/rail.md": briefingFile({ happening: "- It stops. [^1]", footnotes: '[^1]: wire "union will stop"' }),
    });
    const reply = await botOver(library).answer(asking("/sources"));
    const page = await serve(library);
    const { body } = await page.send("/?ask=/sources");
    await page.close();
    const shown = { ...PLATFORMS, terminal: onTerminal, web: () => textOf(body.replace(/<\/?mark>/g, "")) };
    for (const [platform, show] of Object.entries(shown)) {
      const words = show(reply).replace(/[“”]/g, "").replace(/\s+/g, " ");
      expect([platform, words]).toEqual([
        platform,
        expect.stringContaining("Talks failed. The union will stop work at noon. Ministers said so."),
      ]);
    }
  });

  test("offers the same choice of stories", async () => {
    const reply = await botOver(STORIES).answer(asking("/whats-next rail"));
    for (const show of [onTerminal, PLATFORMS.slack, PLATFORMS.discord]) {
      for (const label of reply.actions.map(({ label }) => label)) {
        if (show === PLATFORMS.discord) expect(JSON.stringify(discordPayload(reply))).toContain(label);
        else expect(show?.(reply)).toContain(label);
      }
    }
  });

  test.each(["/topics", "/whats-next", "/whats-next ferry"])(
    "%s tells two stories of one title apart",
    async (typed) => {
      const twins = { ...story("ferry-north", "title: Ferry"), ...story("ferry-south", "title: Ferry") };
      const reply = await botOver(libraryOf(twins)).answer(asking(typed));
      for (const payload of [slackPayload(reply, { seenBy: "asker", prefix: "" }), discordPayload(reply)])
        for (const label of ["Ferry · ferry-north", "Ferry · ferry-south"])
          expect(JSON.stringify(payload)).toContain(label);
    },
  );
});

function textOf(markup: string): string {
  return markup
    .replace(/<[^>]*>/g, "")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&")
    .replace(/\s+/g, " ")
    .trim();
}
