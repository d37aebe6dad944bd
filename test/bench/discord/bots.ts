import { Client, Events, GatewayIntentBits, type InteractionReplyOptions, Options } from "discord.js";
import { createContentIndex, type Library } from "#briefing";
import type { Reply } from "#chat";
import { commands } from "#commands";
import { openDiscord } from "#discord";
import { createBot } from "../../../src/app/bot.ts";
import { CACHES } from "../../../src/discord/transport/gateway.ts";
import { APPLICATION, TOKEN } from "../../fakes/discord/payloads.ts";

/** What a bench asks of a bot's process, and what it tells. */
export type Order = {
  readonly kind: "bare" | "ours";
  readonly url: string;
  readonly topics: number;
  readonly reply: unknown;
};
/** `cpuMs`: processor time of the process so far. */
export type Told = { readonly ready: true } | { readonly rssMb: number } | { readonly cpuMs: number };

process.on("message", (order: Order | "weigh" | "clock") => {
  if (order === "clock") tell({ cpuMs: processorMs() });
  else if (order === "weigh") {
    for (let times = 0; times < 3; times++) globalThis.gc?.();
    tell({ rssMb: process.memoryUsage().rss / 1_048_576 });
  } else void (order.kind === "bare" ? startBare(order) : startOurs(order)).then(() => tell({ ready: true }));
});

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function tell(what: Told): void {
  process.send?.(what);
}

/** A bot as the library's guide has it, answering with a constant; its caches are limited as ours are. */
async function startBare({ url, reply }: Order): Promise<void> {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    makeCache: Options.cacheWithLimits(CACHES),
    rest: { api: url },
  });
  const { allowed_mentions: _, ...constant } = reply as InteractionReplyOptions & { allowed_mentions: unknown };
  const message = { ...constant, allowedMentions: { parse: [] } };
  client.on(Events.InteractionCreate, (interaction) => {
    if (interaction.isRepliable()) void interaction.reply(message);
    else if (interaction.isAutocomplete()) void interaction.respond([]);
  });
  const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(TOKEN);
  await ready;
}

async function startOurs({ url, topics }: Order): Promise<void> {
  const library = libraryOfTopics(topics);
  const bot = createBot({ commands, library: () => library, onFailure: ({ error }) => console.error(error) });
  const log = { info() {}, warn: console.error, error: console.error };
  const discord = await openDiscord({ token: TOKEN, applicationId: APPLICATION, apiUrl: url, log, now: Date.now });
  await discord.start(bot);
  while (!discord.connected()) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** What our bot answers in this bench, so that the bare one can say the same. */
export function expectedReply(topics: number): Promise<Reply> {
  const library = libraryOfTopics(topics);
  const bot = createBot({ commands, library: () => library, onFailure: ({ error }) => console.error(error) });
  const place = { platform: "discord", tenant: "1", id: "2" };
  return bot.answer({ id: "1", command: "whats-happening", options: { topic: "story-7" }, place, by: { id: "3" } });
}

const WORDS =
  "rail strike harbour budget election drought vaccine tariff merger flood ferry bridge court tax school energy water housing wages border".split(
    " ",
  );

/** As many stories, each of five statements on one document, with titles and aliases of common words. */
function libraryOfTopics(topics: number): Library {
  const content = createContentIndex((id) => `content/sources/${id}.md`);
  const word = (index: number) => WORDS[index % WORDS.length] ?? "";
  for (let index = 0; index < topics; index++) {
    const sentences = Array.from(
      { length: 5 },
      (_, at) => `The ${word(index + at)} talks number ${at} of story ${index} go on until Monday.`,
    );
    content.put(
      { kind: "source", id: `document-${index}`, file: "" },
      { text: `---\ntitle: Document ${index}\n---\n${sentences.join("\n\n")}\n` },
    );
    const section = (title: string) =>
      `## ${title}\n\n${sentences.map((sentence, at) => `- ${sentence} [^${at}]`).join("\n")}\n`;
    const notes = sentences.map((sentence, at) => `[^${at}]: document-${index} "${sentence}"`).join("\n");
    const title = `The ${word(index)} and the ${word(Math.floor(index / 20))} ${index}`;
    const text = `---\ntitle: ${title}\naliases: [${word(index)} ${index}]\n---\n\n${section("What's happening")}\n${section("Why it's important")}\n${section("What's next")}\n${notes}\n`;
    content.put({ kind: "briefing", id: `story-${index}`, file: "" }, { text });
  }
  return content.bind();
}
