import { afterEach, describe, expect, test } from "vitest";
import {
  APPLICATION,
  CHANNEL,
  MEMBER,
  messageOf,
  type Saying,
  SERVER,
  saidMessage,
  THREAD,
  userOf,
} from "../../fakes/discord/payloads.ts";
import { wordsOf } from "../../fakes/discord/reading.ts";
import { openScene, until } from "../../fakes/discord/scene.ts";
import { botOver } from "../../fixtures/content/bot.ts";
import { STORIES } from "../../fixtures/content/stories.ts";

const ME = `<@${APPLICATION}>`;
const DIRECT = "1181234567890123777";

let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

async function start() {
  const scene = await openScene(botOver(STORIES));
  stop = scene.stop;
  const posts = () => scene.server.arrived.filter((one) => one.channel === CHANNEL);
  const say = async (content: string, more: object = {}) => {
    const before = posts().length;
    scene.server.gateway.dispatch("MESSAGE_CREATE", saidMessage(content, { by: MEMBER, more }));
    return until(() => posts()[before]);
  };
  return { ...scene, posts, say };
}

/** One of our messages, as Discord sends it along with an answer to it. */
const ours = (message: unknown) => ({
  ...messageOf(),
  ...(message as object),
  author: userOf(APPLICATION, { bot: true }),
});

describe("an answer to one of our messages", () => {
  test("that names no story is about the story told of there", async () => {
    const { say, server } = await start();
    const first = await say(`${ME} what's next on the rail strike?`);
    const why = await say(`${ME} why?`, { type: 19, referenced_message: ours(first.message) });
    expect(wordsOf(why.message)).toContain("The rail-strike matters.");
    expect(server.illegal).toEqual([]);
  });

  test("is about another story where it names one", async () => {
    const { say } = await start();
    const first = await say(`${ME} what's next on the rail strike?`);
    const why = await say(`${ME} why do rail fares matter?`, { type: 19, referenced_message: ours(first.message) });
    expect(wordsOf(why.message)).toContain("The rail-fares matters.");
  });

  test("is about nothing that somebody else's message holds", async () => {
    const { say } = await start();
    const first = await say(`${ME} what's next on the rail strike?`);
    const forged = { ...ours(first.message), author: userOf("5") };
    const why = await say(`${ME} why?`, { type: 19, referenced_message: forged });
    expect(wordsOf(why.message)).toContain("Which story?");
  });

  test("outside of a conversation a story is chosen as ever", async () => {
    const { say } = await start();
    await say(`${ME} what's next on the rail strike?`);
    expect(wordsOf((await say(`${ME} why?`)).message)).toContain("Which story?");
  });
});

describe.each<[where: string, channel: string, saying: Saying, me: string]>([
  ["a thread", THREAD, { channel: THREAD }, `${ME} `],
  ["a direct message", DIRECT, { channel: DIRECT, server: undefined }, ""],
])("in %s", (_, channel, saying, me) => {
  async function open() {
    const { server } = await start();
    server.channels.set(THREAD, { id: THREAD, type: 11, parent_id: CHANNEL, guild_id: SERVER, name: "t" });
    const posts = () => server.arrived.filter((one) => one.channel === channel);
    const say = async (content: string) => {
      const before = posts().length;
      server.gateway.dispatch("MESSAGE_CREATE", saidMessage(`${me}${content}`, saying));
      return wordsOf((await until(() => posts()[before])).message);
    };
    return { server, say };
  }

  test("the last story counts until another is named", async () => {
    const { say, server } = await open();
    await say("what's next on the rail strike?");
    expect(await say("why?")).toContain("The rail-strike matters.");
    await say("what's next on rail fares?");
    expect(await say("why?")).toContain("The rail-fares matters.");
    expect(await say("and what's next?")).toContain("rail-fares");
    expect(server.illegal).toEqual([]);
  });

  test("nothing that somebody else's message holds counts", async () => {
    const { say, server } = await open();
    await say("what's next on the rail strike?");
    await say("what's next on rail fares?");
    const [told] = server.arrived.filter((one) => one.channel === channel);
    server.saidByOthers.set(channel, [{ ...ours(told?.message), author: userOf("5") }]);
    expect(await say("why?")).toContain("The rail-fares matters.");
  });

  test("without a story told before, one is chosen as ever", async () => {
    const { say } = await open();
    expect(await say("why?")).toContain("Which story?");
  });
});
