import { setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import type { Ask, Bot, PublicPost } from "#chat";
import type { DiscordOptions } from "#discord";
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
import { libraryOf } from "../../fixtures/content/library.ts";
import { answered, line, note, scriptedBot } from "../../fixtures/content/replies.ts";
import { STORIES, story } from "../../fixtures/content/stories.ts";

const ME = `<@${APPLICATION}>`;
const DIRECT = "1181234567890123777";
const ALONE = { server: undefined, channel: DIRECT };
const REPLY = answered([{ kind: "lines", lines: [line("The harbour stays closed.", [1])] }], [note(1)], {
  edition: "e1",
});
const NONE = { ...answered([{ kind: "notice", tone: "info", text: "Name a story." }], []), outcome: "none" as const };

let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

async function start(bot: Bot, options: Partial<DiscordOptions> = {}) {
  const scene = await openScene(bot, options);
  stop = scene.stop;
  const { server } = scene;
  const say = (content: string, saying: Saying = {}) => {
    const said = saidMessage(content, saying);
    server.gateway.dispatch("MESSAGE_CREATE", said);
    return said;
  };
  const posts = (channel = CHANNEL) => server.arrived.filter((one) => one.channel === channel);
  /** Whatever is still to come would have come. */
  const silence = async () => {
    await wait(150);
    return posts().length + posts(DIRECT).length === 0;
  };
  return { ...scene, say, posts, silence };
}

describe("what is said to the bot", () => {
  it.each([
    { said: `${ME} what's next on the walkout?`, words: "what's next on the walkout?" },
    { said: `hey ${ME}, what's next on the walkout?`, words: ", what's next on the walkout?\nhey" },
    { said: `what's next on the walkout? <@!${APPLICATION}> please`, words: "please\nwhat's next on the walkout?" },
    { said: `${ME}`, words: "" },
    { said: `${ME} ask <@5> in <#${CHANNEL}>`, words: `ask @5 in #${CHANNEL}` },
  ])("in a channel, “$said”, is asked in plain words, for all to read", async ({ said, words }) => {
    const bot = scriptedBot(() => REPLY);
    const { say, posts, server } = await start(bot);
    const { id } = say(said);
    const post = await until(() => posts()[0]);
    const place = { platform: "discord", tenant: SERVER, id: CHANNEL };
    expect(bot.asked).toEqual([
      { id, command: "nutgraf", words, place, by: { id: MEMBER, name: "Mason" }, aloud: true },
    ]);
    expect(wordsOf(post.message)).toContain("The harbour stays closed.");
    expect(post.message).toMatchObject({
      message_reference: { message_id: id, fail_if_not_exists: false },
      allowed_mentions: { parse: [], replied_user: false },
    });
    expect(server.illegal).toEqual([]);
    expect(server.gateway.counts.wrong).toEqual([]);
  });

  it.each([
    ["what's next on the walkout?", "A court hears the rail-strike."],
    ["/whats-next walkout", "A court hears the rail-strike."],
    ["why does the rail strike matter", "The rail-strike matters."],
    ["help", "How to ask"],
    ["good morning!", "Ask about a story"],
  ])("alone with it, “%s”, is answered as everywhere", async (said, told) => {
    const { say, posts } = await start(botOver(STORIES));
    say(said, ALONE);
    expect(wordsOf((await until(() => posts(DIRECT)[0])).message)).toContain(told);
  });

  it.each([
    { what: "a message that names nobody", said: "what's next?" },
    { what: "one for somebody else", said: "<@5> what's next?" },
    { what: "one for everyone", said: "@everyone what's next?", more: { mention_everyone: true } },
    { what: "another bot", said: `${ME} what's next?`, more: { author: userOf("5", { bot: true }) } },
    { what: "itself", said: `${ME} what's next?`, by: APPLICATION },
    { what: "a webhook", said: `${ME} what's next?`, more: { webhook_id: "5" } },
    { what: "a pin", said: "", more: { type: 6, mentions: [userOf(APPLICATION)] } },
    { what: "one without an author", said: `${ME} what's next?`, more: { author: null } },
    { what: "one whose words are none", said: `${ME} what's next?`, more: { content: 5 } },
    {
      what: "an answer to somebody else that names it nowhere",
      said: "thanks",
      more: { type: 19, mentions: [userOf("5")], referenced_message: { ...messageOf(), author: userOf("5") } },
    },
  ])("by $what is passed over", async ({ said, by = MEMBER, more = {} }) => {
    const bot = scriptedBot(() => REPLY);
    const { say, silence, server } = await start(bot);
    say(said, { by, more });
    server.gateway.dispatch("MESSAGE_UPDATE", saidMessage(`${ME} what's next?`));
    expect(await silence()).toBe(true);
    expect(bot.asked).toEqual([]);
  });

  it.each([
    { outcome: "answered", reply: REPLY, isAnswered: true },
    { outcome: "none", reply: NONE, isAnswered: false },
  ])("by answering a message of its own is answered where it asks for something: $outcome", async (row) => {
    const { say, posts, silence } = await start(scriptedBot(() => row.reply));
    say("and what's next?", {
      more: { type: 19, content: "x", mentions: [userOf(APPLICATION)], referenced_message: messageOf() },
    });
    if (row.isAnswered) await until(() => posts()[0]);
    expect(await silence()).toBe(!row.isAnswered);
  });

  it("twice over is answered once", async () => {
    const bot = scriptedBot(() => REPLY);
    const { say, server, posts } = await start(bot);
    say(`${ME} what's next?`);
    server.gateway.repeatLast();
    await until(() => posts()[0]);
    await wait(100);
    expect(bot.asked).toHaveLength(1);
  });

  it("in a thread hears what its channel may hear", async () => {
    const secret = libraryOf(story("merger", `title: Quiet merger\naudience: [discord:${SERVER}/${CHANNEL}]`));
    const { say, server, posts } = await start(botOver(secret));
    server.channels.set(THREAD, { id: THREAD, type: 11, parent_id: CHANNEL, guild_id: SERVER, name: "t" });
    say(`${ME} what's next on the merger?`, { channel: THREAD });
    expect(wordsOf((await until(() => posts(THREAD)[0])).message)).toContain("A court hears the merger.");
    say(`${ME} what's next on the merger?`, { channel: "645027906669510999" });
    const elsewhere = await until(() => posts("645027906669510999")[0]);
    expect(wordsOf(elsewhere.message)).not.toContain("merger.");
    say("what's next on the merger?", ALONE);
    expect(wordsOf((await until(() => posts(DIRECT)[0])).message)).not.toContain("hears");
  });

  it("is not answered where mentions are off, but alone with it it is", async () => {
    const bot: Bot = { ...scriptedBot(() => REPLY), hearsMentions: async ({ id }) => id !== CHANNEL };
    const { say, posts, silence } = await start(bot);
    say(`${ME} what's next?`);
    expect(await silence()).toBe(true);
    say("what's next?", ALONE);
    await until(() => posts(DIRECT)[0]);
  });

  it.each([
    { who: "a member", isMember: true, told: "The harbour stays closed." },
    { who: "a stranger", isMember: false, told: "Not here" },
  ])("by $who is met with “$told” where it serves some servers alone", async ({ isMember, told }) => {
    const { say, posts, server } = await start(
      scriptedBot(() => REPLY),
      { allowedTenants: [SERVER] },
    );
    if (isMember) server.members.set(MEMBER, { user: userOf(MEMBER), roles: [] });
    say("what's next?", ALONE);
    expect(wordsOf((await until(() => posts(DIRECT)[0])).message)).toContain(told);
  });
});

describe("an answer to a message", () => {
  it("that takes longer is preceded by a progress message", async () => {
    const slow: Bot = {
      ...scriptedBot(() => REPLY),
      async answer() {
        await wait(1_000);
        return REPLY;
      },
    };
    const { say, posts, server } = await start(slow);
    say(`${ME} what's next?`);
    await until(() => server.typing[0]);
    expect(posts()).toEqual([]);
    await until(() => posts()[0]);
    expect(server.typing).toEqual([CHANNEL]);
  });

  it.each([
    ["a lost answer", { status: 500, done: true }],
    ["a failure", { status: 503, text: "no" }],
    ["a broken connection", "broken" as const],
  ])("stands there once after %s", async (_, failure) => {
    const { say, posts, server } = await start(scriptedBot(() => REPLY));
    server.fail(/^POST \/channels\/\d+\/messages/, failure);
    say(`${ME} what's next?`);
    await until(() => server.requests.filter(({ path, status }) => path.endsWith("/messages") && status === 200)[0]);
    expect(posts()).toHaveLength(1);
  });

  it("stands by itself where the bot may not read what it answers", async () => {
    const { say, posts, server } = await start(scriptedBot(() => REPLY));
    const json = { code: 160002, message: "Cannot reply without permission to read message history" };
    server.fail(/^POST \/channels\/\d+\/messages/, { status: 400, json });
    say(`${ME} what's next?`);
    const { message } = await until(() => posts()[0]);
    expect(message).not.toHaveProperty("message_reference");
    expect(wordsOf(message)).toContain("The harbour stays closed.");
  });

  it.each([50001, 50013])("goes to the person where the bot may not write there (%s)", async (code) => {
    const { say, posts, server } = await start(scriptedBot(() => REPLY));
    server.members.set(MEMBER, { user: userOf(MEMBER), roles: [] });
    server.fail(new RegExp(`^POST /channels/${CHANNEL}/`), { status: 403, json: { code, message: "Missing" } });
    say(`${ME} what's next?`);
    const direct = await until(() => posts(server.directs.get(MEMBER) ?? "-")[0]);
    expect(wordsOf(direct.message)).toMatch(/This could not be posted where you asked: the bot lacks “.*The harbour/s);
    expect(posts()).toEqual([]);
  });

  it("is recorded where all can read it, and nowhere else", async () => {
    const told: PublicPost[] = [];
    const record = { tell: (post: PublicPost) => void told.push(post), sharedLately: async () => undefined };
    const { say, posts } = await start(
      scriptedBot(() => REPLY),
      { record },
    );
    const { id } = say(`${ME} what's next?`);
    await until(() => posts()[0]);
    say("what's next?", ALONE);
    await until(() => posts(DIRECT)[0]);
    await wait(50);
    expect(told).toMatchObject([
      { ask: id, kind: "answer", place: { id: CHANNEL }, posted: { message: expect.any(String) } },
    ]);
  });
});

describe("whoever asks too often", () => {
  async function asking() {
    let at = Date.parse("2026-11-23T09:00:00Z");
    const asked: Ask[] = [];
    const bot = scriptedBot((ask) => {
      asked.push(ask);
      return REPLY;
    });
    const scene = await start(bot, { now: () => at });
    const skip = (ms: number) => {
      at += ms;
    };
    return { ...scene, asked, skip };
  }

  it("is told once, met with silence for two minutes, and answered again", async () => {
    const { say, posts, skip, asked } = await asking();
    for (let n = 0; n < 10; n++) say(`${ME} what's next?`);
    await until(() => posts()[6]);
    await wait(100);
    expect(asked).toHaveLength(6);
    expect(posts().filter(({ message }) => wordsOf(message).includes("A moment, please"))).toHaveLength(1);
    say(`${ME} what's next?`, { by: "5" });
    await until(() => asked[6]);
    skip(119_000);
    say(`${ME} what's next?`);
    await wait(100);
    expect(asked).toHaveLength(7);
    skip(2_000);
    say(`${ME} what's next?`);
    await until(() => asked[7]);
    expect(posts().filter(({ message }) => wordsOf(message).includes("A moment, please"))).toHaveLength(1);
  });

  it("as many in one channel do, is told once there, and others elsewhere are answered", async () => {
    const { say, posts, asked } = await asking();
    for (let n = 0; n < 30; n++) say(`${ME} what's next?`, { by: String(100 + n) });
    await until(() => posts()[20]);
    await wait(100);
    expect(asked).toHaveLength(20);
    expect(posts()).toHaveLength(21);
    say(`${ME} what's next?`, { by: "99", channel: "645027906669510999" });
    await until(() => asked[20]);
  });

  it("in time is never told to wait", async () => {
    const { say, skip, asked } = await asking();
    for (let n = 0; n < 12; n++) {
      say("what's next?", ALONE);
      await until(() => asked.length === n + 1);
      skip(11_000);
    }
  });
});
