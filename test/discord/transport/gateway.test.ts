import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it, type TestContext } from "vitest";
import type { DiscordOptions } from "#discord";
import { APPLICATION, CHANNEL, commandInteraction, SERVER, THREAD, TOKEN } from "../../fakes/discord/payloads.ts";
import { wordsOf } from "../../fakes/discord/reading.ts";
import { openScene, serverOf, until } from "../../fakes/discord/scene.ts";
import type { DiscordServerOptions } from "../../fakes/discord/server.ts";
import { answered, line, note, scriptedBot } from "../../fixtures/content/replies.ts";

const REPLY = answered([{ kind: "lines", lines: [line("The harbour stays closed.", [1])] }], [note(1)]);

async function start(
  { onTestFinished }: Pick<TestContext, "onTestFinished">,
  options: Partial<DiscordOptions> = {},
  platform: DiscordServerOptions = {},
) {
  const bot = scriptedBot(() => REPLY);
  const scene = await openScene(bot, options, platform);
  onTestFinished(scene.stop);
  return { ...scene, bot };
}

/** Asks, and resolves when the answer is there. */
async function expectAnswer({ server }: Awaited<ReturnType<typeof start>>): Promise<void> {
  const known = server.interact(commandInteraction("whats-next", { topic: "harbour" }));
  expect(wordsOf(await until(() => known.message))).toContain("The harbour stays closed.");
}

describe.concurrent("the gateway", () => {
  it("is asked for servers and interactions only", async (test) => {
    const scene = await start(test);
    await expectAnswer(scene);
    expect(scene.server.gateway.counts).toMatchObject({ identify: 1, resume: 0, wrong: [] });
  });

  it("is beaten to, and left where it no longer answers", async (test) => {
    const scene = await start(test, {}, { heartbeatMs: 150 });
    await until(() => scene.server.gateway.counts.heartbeat > 1);
    scene.server.gateway.acknowledge(false);
    await until(() => scene.server.gateway.counts.resume > 0);
    scene.server.gateway.acknowledge(true);
    await expectAnswer(scene);
  });

  it("is told from one that is open and carries nothing, by its heartbeats and by what happens", async (test) => {
    let aheadMs = 0;
    const scene = await start(test, { now: () => Date.now() + aheadMs });
    const { adapter, server } = scene;
    await until(() => adapter.connected());
    expect(adapter.pulse?.()?.heardMsAgo).toBeUndefined();
    aheadMs += 149_000;
    expect(adapter.connected()).toBe(true);
    aheadMs += 2_000;
    expect([adapter.connected(), adapter.away?.()]).toEqual([
      false,
      "its gateway connection is open, but nothing has come on it for minutes",
    ]);
    // Something that happens is an answer too.
    server.interact(commandInteraction("whats-next", { topic: "harbour" }));
    await until(() => adapter.connected());
    expect(adapter.away?.()).toBeUndefined();
    expect(adapter.pulse?.()?.heardMsAgo).toBeLessThan(10_000);
  });

  it("goes on where it was dropped: nothing replayed is lost, nothing is answered twice", async (test) => {
    const scene = await start(test);
    const { server, bot } = scene;
    await expectAnswer(scene);
    server.gateway.drop();
    const missed = [1, 2, 3].map((number) =>
      server.interact(commandInteraction("whats-next", { topic: `harbour ${number}` })),
    );
    await until(() => server.gateway.counts.resume === 1 && missed.every(({ message }) => message));
    server.gateway.repeatLast();
    await expectAnswer(scene);
    expect(bot.asked.map(({ options }) => options?.topic)).toEqual([
      "harbour",
      "harbour 1",
      "harbour 2",
      "harbour 3",
      "harbour",
    ]);
    expect(server.requests.filter(({ path }) => path.endsWith("/callback"))).toHaveLength(5);
    expect(server.gateway.counts.identify).toBe(1);
  });

  it.for([
    { name: "when told to reconnect", does: "reconnect", identify: 1, resume: 1 },
    { name: "with a session of its own after an invalid one", does: "invalidate", identify: 2, resume: 0 },
    { name: "after an invalid session that may be resumed", does: "goOn", identify: 1, resume: 1 },
  ] as const)("goes on $name", async ({ does, identify, resume }, test) => {
    const scene = await start(test);
    const { gateway } = scene.server;
    if (does === "reconnect") gateway.tellToReconnect();
    else gateway.invalidate(does === "goOn");
    // Discord allows a log-in in five seconds, and the library keeps to that.
    await until(() => gateway.counts.identify === identify && gateway.counts.resume === resume, 8_000);
    await until(gateway.connected);
    await expectAnswer(scene);
  });

  it("goes on after nobody was there for a while", async (test) => {
    const scene = await start(test);
    const { server, adapter } = scene;
    await server.goAway();
    const place = { platform: "discord", tenant: SERVER, id: CHANNEL };
    await adapter.post(place, REPLY, "over the connection that broke").catch(() => {});
    await expect(adapter.post(place, REPLY, "meanwhile")).rejects.toMatchObject({ trouble: "busy" });
    await wait(1_200);
    await server.comeBack();
    await until(() => server.gateway.counts.resume + server.gateway.counts.identify > 1, 9_000);
    await until(server.gateway.connected);
    await expectAnswer(scene);
    expect(scene.fatal).toEqual([]);
  });

  it("may send frames that are not what they say", async (test) => {
    const scene = await start(test);
    const { gateway } = scene.server;
    const frames = [
      "",
      "no JSON",
      "null",
      "[]",
      "42",
      Buffer.from([0, 1, 2]),
      '{"op":"0"}',
      '{"op":0}',
      '{"op":0,"s":null,"t":null,"d":null}',
      '{"op":0,"s":90,"t":"READY","d":{}}',
      '{"op":0,"s":91,"t":"INTERACTION_CREATE","d":null}',
      '{"op":0,"s":92,"t":"INTERACTION_CREATE","d":{"id":"1","token":"t","type":2}}',
      '{"op":0,"s":93,"t":"INTERACTION_CREATE","d":{"id":{},"token":[],"type":"2","data":{"options":7}}}',
      '{"op":0,"s":94,"t":"INTERACTION_CREATE","d":{"id":"94","token":"t","type":3,"user":{"id":"1"},"data":{"custom_id":5}}}',
      '{"op":0,"s":95,"t":"GUILD_CREATE","d":{"id":"7","channels":"none","roles":3}}',
      '{"op":0,"s":96,"t":"CHANNEL_UPDATE","d":{"id":9}}',
      '{"op":0,"s":97,"t":"NO_SUCH_EVENT","d":{"x":1}}',
      '{"op":9}',
      '{"op":10}',
      '{"op":10,"d":{"heartbeat_interval":"often"}}',
      '{"op":99,"d":{}}',
    ];
    for (const frame of frames) gateway.raw(frame);
    await wait(100);
    await expectAnswer(scene);
    expect(scene.logged.filter(({ level }) => level === "warn").length).toBeGreaterThan(10);
    expect(gateway.counts.identify).toBe(1);
  });

  it("tells of a server that was left or is there again, and not of one that is out of reach", async (test) => {
    const { server, removed, back, adapter } = await start(test);
    expect(back).toEqual([SERVER]);
    server.gateway.dispatch("GUILD_DELETE", { id: SERVER, unavailable: true });
    await wait(50);
    expect(removed).toEqual([]);
    server.gateway.dispatch("GUILD_CREATE", serverOf());
    server.gateway.dispatch("GUILD_DELETE", { id: SERVER });
    await until(() => removed.length > 0);
    expect(removed).toEqual([SERVER]);
    expect(back).toEqual([SERVER, SERVER]);
    server.gateway.dispatch("GUILD_CREATE", { id: "290926798626357111", unavailable: true });
    server.gateway.dispatch("GUILD_CREATE", serverOf("290926798626358000"));
    await until(() => back.length > 2);
    expect(back).toEqual([SERVER, SERVER, "290926798626358000"]);
    server.fail(/^POST \/channels\//, { status: 403, json: { code: 50001, message: "Missing Access" } });
    const place = { platform: "discord", tenant: SERVER, id: "645027906669510667" };
    await expect(adapter.post(place, REPLY, "after-removal")).rejects.toMatchObject({ trouble: "tenant-gone" });
  });
});

describe.concurrent("a channel that is deleted", () => {
  it("is told of, and so is a thread", async (test) => {
    const { server, lost } = await start(test);
    server.gateway.dispatch("CHANNEL_DELETE", {
      id: CHANNEL,
      type: 0,
      guild_id: SERVER,
      name: "newsroom",
      parent_id: "1",
    });
    server.gateway.dispatch("THREAD_DELETE", { id: THREAD, type: 11, guild_id: SERVER, parent_id: CHANNEL });
    server.gateway.dispatch("CHANNEL_DELETE", { id: 7, guild_id: null });
    server.gateway.dispatch("CHANNEL_DELETE", { id: "8", type: 1 });
    server.gateway.dispatch("THREAD_DELETE", { id: "9", type: 11, guild_id: SERVER, parent_id: CHANNEL });
    await until(() => lost.length > 2);
    expect(lost).toMatchObject([
      { place: { platform: "discord", tenant: SERVER, id: CHANNEL }, why: { trouble: "gone" } },
      { place: { platform: "discord", tenant: SERVER, id: THREAD, parent: CHANNEL }, why: { trouble: "gone" } },
      { place: { platform: "discord", tenant: SERVER, id: "9", parent: CHANNEL }, why: { trouble: "gone" } },
    ]);
  });
});

const FATAL_CODES = [
  [4004, "does not accept DISCORD_TOKEN"],
  [4010, "rejects this shard"],
  [4011, "requires more shards"],
  [4012, "no longer speaks this version"],
  [4013, "doesn't know the requested events"],
  [4014, "doesn't allow the requested events"],
] as const;

describe.concurrent("a connection that is over", () => {
  it.for(FATAL_CODES)("by close code %i stops with one sentence", async ([code, words], test) => {
    const scene = await start(test);
    scene.server.gateway.closeWith(code);
    scene.server.gateway.drop(code);
    await until(() => scene.fatal.length > 0);
    await wait(700);
    expect(scene.fatal).toHaveLength(1);
    expect(scene.fatal[0]).toContain(words);
    expect(scene.server.gateway.counts).toMatchObject({ identify: 1, resume: 0 });
  });

  it("by a close code at the start is refused with the sentence", async (test) => {
    await expect(start(test, {}, { token: TOKEN, application: APPLICATION, closeWith: 4014 })).rejects.toThrow(
      "doesn't allow the requested events",
    );
  });

  it("that is, where the token is wrong, says so and keeps it to itself", async (test) => {
    await expect(start(test, { token: "wrong.token.here" })).rejects.toThrow(/does not accept DISCORD_TOKEN/);
  });

  it("that is, where the application is another's, says so", async (test) => {
    await expect(start(test, { applicationId: "999999999999999999" })).rejects.toThrow(
      `DISCORD_APPLICATION_ID does not match DISCORD_TOKEN, whose application is ${APPLICATION}`,
    );
  });

  it("that is, where no log-ins are left, is not even tried", async (test) => {
    await expect(start(test, {}, { sessionsRemaining: 0 })).rejects.toThrow(
      "Discord allows 0 more log-ins today and 1 are needed: start again in 2 h",
    );
  });
});

describe.concurrent("a start that needs more log-ins than are left", () => {
  it("is not even tried", async (test) => {
    await expect(start(test, {}, { shards: 2, sessionsRemaining: 1 })).rejects.toThrow(
      "Discord allows 1 more log-ins today and 2 are needed",
    );
  });
});

describe.concurrent("a start", () => {
  it.for([
    { name: "fails", failure: { status: 503, json: { message: "overloaded", code: 0 } } },
    { name: "answers HTML", failure: { status: 200, text: "<html>portal</html>" } },
    { name: "breaks off", failure: "broken" },
  ] as const)("while Discord $name is tried again", async ({ failure }, test) => {
    const scene = await start(test, {}, { failFirst: { on: /gateway/, failure } });
    expect(scene.adapter.connected()).toBe(false);
    await until(() => scene.adapter.connected());
    await expectAnswer(scene);
    expect(scene.fatal).toEqual([]);
  });

  it("while Discord is away says so once a minute, however often it is tried", async (test) => {
    let skippedMs = 0;
    const now = () => performance.now() + skippedMs;
    const scene = await start(test, { now }, { away: true });
    const warned = () => scene.logged.filter(({ level }) => level === "warn").map(({ message }) => message);
    expect(warned()).toEqual(["Discord cannot be reached (ECONNREFUSED)"]);
    await wait(4_500);
    expect(warned()).toHaveLength(1);
    skippedMs += 60_000;
    await until(() => warned().length === 2, 6_000);
    await scene.server.comeBack();
    await until(() => scene.adapter.connected(), 9_000);
    await expectAnswer(scene);
  });

  it("that Discord refuses only when it is back ends with what to mend", async (test) => {
    const scene = await start(test, { token: "wrong.token.here" }, { away: true });
    expect(scene.fatal).toEqual([]);
    await scene.server.comeBack();
    await until(() => scene.fatal.length > 0, 9_000);
    expect(scene.fatal).toEqual([expect.stringContaining("does not accept DISCORD_TOKEN")]);
    expect([scene.adapter.connected(), scene.adapter.away?.()]).toEqual([false, scene.fatal[0]]);
  });

  it("does not wait for a gateway that says nothing, and a stop ends the attempt", async (test) => {
    const scene = await start(test, {}, { silent: true });
    expect(scene.adapter.connected()).toBe(false);
    expect(scene.logged.at(-1)?.message).toContain("is not responding");
    await scene.adapter.stop();
    await wait(800);
    expect(scene.server.gateway.counts).toMatchObject({ connections: 1, identify: 0 });
    expect(scene.fatal).toEqual([]);
  });
});
