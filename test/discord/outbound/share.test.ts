import { setTimeout as wait } from "node:timers/promises";
import { ChannelType } from "discord-api-types/v10";
import { afterEach, describe, expect, it } from "vitest";
import type { Bot, Reply } from "#chat";
import type { DiscordOptions } from "#discord";
import {
  buttonInteraction,
  CHANNEL,
  commandInteraction,
  MEMBER,
  ORDINARY_PERMISSIONS,
  type Scene,
  SERVER,
  THREAD,
} from "../../fakes/discord/payloads.ts";
import { readMessage, wordsOf } from "../../fakes/discord/reading.ts";
import { openScene, serverOf, until } from "../../fakes/discord/scene.ts";
import { answered, line, note, scriptedBot } from "../../fixtures/content/replies.ts";

const stub = { command: "whats-next", options: { topic: "harbour" } };

function replyOf(edition: string): Reply {
  return answered([{ kind: "lines", lines: [line("The harbour stays closed.", [1])] }], [note(1)], {
    edition,
    actions: [{ label: "Share", ask: stub, shown: "channel" }],
  });
}

let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

async function start(bot: Bot = scriptedBot(() => replyOf("harbour@1")), options: Partial<DiscordOptions> = {}) {
  const scene = await openScene(bot, options);
  stop = scene.stop;
  const { server } = scene;
  const first = server.interact(commandInteraction("whats-next", { topic: "harbour" }));
  const { controls } = readMessage(await until(() => first.message));
  const id = controls.find(({ label }) => label === "Share")?.id ?? "";
  const share = async (from: Scene = {}) => {
    const pressed = server.interact(buttonInteraction(id, from));
    const words = wordsOf(await until(() => pressed.message));
    return { words, ephemeral: pressed.ack?.ephemeral };
  };
  return { ...scene, id, share, posts: () => server.arrived.filter(({ kind }) => kind === "post") };
}

describe("a share", () => {
  it("posts in the channel what was read, and says so to the one who shares alone", async () => {
    const { share, posts } = await start();
    const { words, ephemeral } = await share();
    expect(words).toBe("Shared\nIt's in the channel now.\nGo to the message");
    expect(ephemeral).toBe(true);
    const [post, ...more] = posts();
    expect(more).toEqual([]);
    expect(post).toMatchObject({
      channel: CHANNEL,
      ephemeral: false,
      message: { allowed_mentions: { parse: [] }, enforce_nonce: true },
    });
    const { lines, controls } = readMessage(post?.message);
    expect(lines.map(({ text }) => text)).toContain("The harbour stays closed. [1]");
    expect(lines.at(-1)?.text).toBe(`Shared by <@${MEMBER}>`);
    expect(controls).toEqual([]);
  });

  it("of the same words within ten minutes leads to the message that is there", async () => {
    let now = Date.now();
    const { share, posts, server } = await start(undefined, { now: () => now });
    const [one, other] = await Promise.all([share(), share({ member: "80351110224678912" })]);
    const words = [one.words, other.words].sort();
    expect(words[1]).toMatch(/^Shared\n/);
    expect(words[0]).toBe("Already shared\nThe same words were shared here a few minutes ago.\nGo to the message");
    expect(posts()).toHaveLength(1);
    now += 10 * 60_000 - 1;
    await share();
    expect(posts()).toHaveLength(1);
    now += 2;
    server.forgetNonces();
    await share();
    expect(posts()).toHaveLength(2);
    await share({ channelType: ChannelType.PublicThread });
    expect(posts().map(({ channel }) => channel)).toEqual([CHANNEL, CHANNEL, THREAD]);
  });

  it("of words that have changed since they were read is not posted", async () => {
    let edition = "harbour@1";
    const { share, posts } = await start(scriptedBot(() => replyOf(edition)));
    edition = "harbour@2";
    expect((await share()).words).toContain("The briefing has changed since you read it.");
    expect(posts()).toEqual([]);
  });

  it("of what the channel may not hear is not posted", async () => {
    const { share, posts } = await start(
      scriptedBot(({ place }) =>
        place.id === THREAD
          ? {
              ...replyOf("harbour@1"),
              outcome: "none",
              title: "No such story",
              blocks: [{ kind: "notice", tone: "info", text: "No story is called “harbour”." }],
              notes: [],
            }
          : replyOf("harbour@1"),
      ),
    );
    expect((await share({ channelType: ChannelType.PublicThread })).words).toContain("No such story");
    expect(posts()).toEqual([]);
  });

  const VIEW = String(1n << 10n);
  const SEND = String(1n << 11n);
  const BOTH = String((1n << 10n) | (1n << 11n));
  const ADMINISTRATOR = String(1n << 3n);
  it.each([
    { scene: { appPermissions: VIEW }, words: "The bot can't post here: it lacks “Send Messages”." },
    { scene: { appPermissions: SEND }, words: "The bot can't post here: it lacks “View Channel”." },
    {
      scene: { appPermissions: "0" },
      words: "The bot can't post here: it lacks “View Channel” and “Send Messages”.",
    },
    { scene: { memberPermissions: VIEW }, words: "You can't post here: you lack “Send Messages”." },
    {
      scene: { appPermissions: BOTH, channelType: ChannelType.PublicThread },
      words: "The bot can't post here: it lacks “Send Messages in Threads”.",
    },
    {
      scene: { memberPermissions: BOTH, channelType: ChannelType.PublicThread },
      words: "You can't post here: you lack “Send Messages in Threads”.",
    },
    {
      scene: { appPermissions: ADMINISTRATOR, memberPermissions: ADMINISTRATOR },
      words: "It's in the channel now.",
    },
    { scene: { directMessage: true }, words: "There is no channel here to share it in." },
  ] satisfies { scene: Scene; words: string }[])("tells $words", async ({ scene, words }) => {
    const { share, posts } = await start();
    expect((await share(scene)).words).toContain(words);
    expect(posts()).toHaveLength(words.startsWith("It's in") ? 1 : 0);
  });

  it("by someone who brought the bot along is not posted: it is no member", async () => {
    const { share, posts } = await start(undefined, { userInstalls: true });
    expect((await share({ installedBy: "person" })).words).toContain("The bot is not a member of this server");
    expect(posts()).toEqual([]);
  });

  it("whose answer got lost is there once, and is told as shared", async () => {
    const { share, posts, server } = await start();
    server.fail(/^POST \/channels\//, { status: 500, done: true });
    expect((await share()).words).toContain("It's in the channel now.");
    expect(posts()).toHaveLength(1);
  });

  it("whose outcome stayed unknown is not made twice by a second press", async () => {
    const { share, posts, server } = await start();
    server.fail(/^POST \/channels\//, { status: 500, done: true }, 2);
    expect((await share()).words).toContain("It may have been posted anyway");
    expect((await share({ member: "80351110224678912" })).words).toContain("It's in the channel now.");
    expect(posts()).toHaveLength(1);
  });

  it("that Discord refuses is told with the reason", async () => {
    const { share, server } = await start();
    server.fail(/^POST \/channels\//, { status: 400, json: { code: 160005, message: "Thread is locked" } });
    expect((await share()).words).toContain("It could not be posted here: the thread is locked (160005).");
    server.fail(/^POST \/channels\//, { status: 500 }, 2);
    expect((await share()).words).toContain("It may have been posted anyway. Check before trying again.");
    expect((await share()).words).toContain("It's in the channel now.");
  });

  it("that takes long is preceded by a private progress message", async () => {
    let slow = false;
    const { share, server } = await start(
      scriptedBot(() => (slow ? wait(1_000, replyOf("harbour@1")) : replyOf("harbour@1"))),
    );
    slow = true;
    expect((await share()).ephemeral).toBe(true);
    expect(server.arrived.map(({ kind, ephemeral }) => [kind, ephemeral])).toEqual([
      ["response", true],
      ["sign", true],
      ["post", false],
      ["edit", true],
    ]);
  });

  it("still works after a restart", async () => {
    const { id, server, adapter } = await start();
    await adapter.stop();
    const again = await openScene(scriptedBot(() => replyOf("harbour@1")));
    const pressed = again.server.interact(buttonInteraction(id));
    expect(wordsOf(await until(() => pressed.message))).toContain("It's in the channel now.");
    await again.stop();
    expect(server.arrived.filter(({ kind }) => kind === "post")).toEqual([]);
  });
});

describe("what bot and member may do", () => {
  const FORUM = "645027906669510999";
  const place = { platform: "discord", tenant: SERVER, id: CHANNEL };
  const by = { id: MEMBER };
  const MANAGE_CHANNELS = 1n << 4n;
  const MANAGE_SERVER = 1n << 5n;
  const ORDINARY = BigInt(ORDINARY_PERMISSIONS);
  const both = { maySchedule: true, botMayPost: true };
  const all = { ...both, mayManage: true };
  const botOnly = { maySchedule: false, botMayPost: true };
  const nothing = { maySchedule: false, botMayPost: false };

  it.each([
    { name: "a channel, to who only posts there", at: place, holds: ORDINARY, members: botOnly, admins: botOnly },
    { name: "a channel, to who manages it", at: place, holds: MANAGE_CHANNELS, members: both, admins: botOnly },
    { name: "a channel, to who manages the server", at: place, holds: MANAGE_SERVER, members: all, admins: all },
    {
      name: "a thread of the channel",
      at: { ...place, id: THREAD, parent: CHANNEL },
      holds: MANAGE_CHANNELS,
      members: both,
      admins: botOnly,
    },
    {
      name: "a forum",
      at: { ...place, id: FORUM },
      holds: MANAGE_SERVER,
      members: { ...all, botMayPost: false, threads: [] },
      admins: { ...all, botMayPost: false, threads: [] },
    },
    { name: "an unknown channel", at: { ...place, id: "1" }, holds: MANAGE_SERVER, members: nothing, admins: nothing },
    {
      name: "an unknown server",
      at: { ...place, tenant: "1" },
      holds: MANAGE_SERVER,
      members: nothing,
      admins: nothing,
    },
    { name: "a direct message", at: { ...place, tenant: "" }, holds: 0n, members: both, admins: both },
  ])("in $name, is asked of Discord", async ({ at, holds, members, admins }) => {
    for (const [schedulers, about] of [
      ["members", members],
      ["admins", admins],
    ] as const) {
      const home = serverOf(SERVER, String(ORDINARY));
      const held = { ...home.roles[0], id: "77", name: "desk", permissions: String(holds) };
      const scene = await openScene(
        scriptedBot(() => replyOf("harbour@1")),
        { schedulers },
        { servers: [{ ...home, roles: [...home.roles, held] }] },
      );
      scene.server.members.set(MEMBER, memberWith(["77"]));
      expect(await scene.adapter.about(by, at)).toEqual(about);
      await scene.stop();
    }
  });

  it("is what the interaction told a moment ago, without asking", async () => {
    let now = Date.now();
    const scene = await openScene(
      scriptedBot(() => replyOf("harbour@1")),
      { now: () => now },
    );
    stop = scene.stop;
    const { server, adapter } = scene;
    const asked = () => server.requests.filter(({ path }) => path.includes("/members/")).length;
    const use = async (memberPermissions: bigint, appPermissions: bigint) => {
      const permissions = { memberPermissions: String(memberPermissions), appPermissions: String(appPermissions) };
      const known = server.interact(commandInteraction("whats-next", {}, permissions));
      await until(() => known.message);
    };
    await use(MANAGE_CHANNELS, ORDINARY);
    expect(await adapter.about(by, place)).toEqual(both);
    await use(ORDINARY, 1n << 10n);
    expect(await adapter.about(by, place)).toEqual({ ...nothing, lacks: ["Send Messages"] });
    expect(asked()).toBe(0);
    expect(await adapter.about({ id: "80351110224678912" }, place)).toEqual({ ...botOnly, left: true });
    expect(asked()).toBe(1);
    now += 30_000;
    server.members.set(MEMBER, memberWith([]));
    expect(await adapter.about(by, place)).toEqual(botOnly);
    expect(asked()).toBe(2);
  });

  it("is nothing for someone who is no member, or of whom nothing can be found out", async () => {
    const { adapter, server } = await start(undefined, { now: startingLater() });
    expect(await adapter.about(by, place)).toEqual({ ...botOnly, left: true });
    server.fail(/\/members\//, { status: 500 });
    expect(await adapter.about(by, place)).toEqual(botOnly);
  });
});

/** A clock that runs so fast that nothing an interaction told is still fresh. */
function startingLater(): () => number {
  let asked = 0;
  const from = Date.now();
  return () => {
    asked += 1;
    return from + asked * 40_000;
  };
}

function memberWith(roles: readonly string[]): object {
  return {
    user: { id: MEMBER, username: "mason", discriminator: "0", avatar: null, global_name: null },
    roles,
    joined_at: "2017-03-13T19:19:14.040000+00:00",
    deaf: false,
    mute: false,
    flags: 0,
  };
}
