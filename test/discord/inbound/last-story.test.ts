import { afterEach, describe, expect, test } from "vitest";
import { APPLICATION, CHANNEL, MEMBER, messageOf, saidMessage, userOf } from "../../fakes/discord/payloads.ts";
import { wordsOf } from "../../fakes/discord/reading.ts";
import { openScene, until } from "../../fakes/discord/scene.ts";
import { botOver } from "../../fixtures/content/bot.ts";
import { STORIES } from "../../fixtures/content/stories.ts";

const ME = `<@${APPLICATION}>`;

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
