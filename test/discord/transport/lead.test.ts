import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it, type TestContext } from "vitest";
import type { DiscordOptions } from "#discord";
import { CHANNEL, commandInteraction, SERVER } from "../../fakes/discord/payloads.ts";
import { wordsOf } from "../../fakes/discord/reading.ts";
import { openScene, until } from "../../fakes/discord/scene.ts";
import type { DiscordServerOptions } from "../../fakes/discord/server.ts";
import { answered, line, note, scriptedBot } from "../../fixtures/content/replies.ts";

const REPLY = answered([{ kind: "lines", lines: [line("The harbour stays closed.", [1])] }], [note(1)]);
const PLACE = { platform: "discord", tenant: SERVER, id: CHANNEL };

/** The adapter with a lead that the test gives and takes. */
async function start(
  { onTestFinished }: Pick<TestContext, "onTestFinished">,
  first: boolean | undefined,
  { options = {}, platform = {} }: { options?: Partial<DiscordOptions>; platform?: DiscordServerOptions } = {},
) {
  let give: (leads: boolean) => void = () => {};
  const ends: string[] = [];
  const scene = await openScene(
    scriptedBot(() => REPLY),
    {
      ...options,
      lead: (tell) => {
        give = tell;
        if (first !== undefined) tell(first);
        return { stop: async () => void ends.push(scene?.server.gateway.isOpen() ? "too early" : "given up") };
      },
    },
    platform,
  );
  onTestFinished(scene.stop);
  return { ...scene, give: (leads: boolean) => give(leads), ends };
}

async function expectAnswer({ server }: Awaited<ReturnType<typeof start>>): Promise<void> {
  const known = server.interact(commandInteraction("whats-next", { topic: "harbour" }));
  expect(wordsOf(await until(() => known.message))).toContain("The harbour stays closed.");
}

describe.concurrent("a process that does not lead", () => {
  it("stands by without a connection, and posts all the same", async (test) => {
    const { adapter, server } = await start(test, false);
    expect([adapter.standsBy(), adapter.connected()]).toEqual([true, false]);
    expect(server.gateway.counts.connections).toBe(0);
    await adapter.post(PLACE, REPLY, "delivery");
    expect(server.arrived).toHaveLength(1);
    expect((await adapter.about({ id: "1" }, PLACE)).maySchedule).toBe(false);
  });

  it("connects when it takes over, and leaves when it has to", async (test) => {
    const scene = await start(test, false);
    const { adapter, server } = scene;
    for (let times = 1; times <= 2; times += 1) {
      scene.give(true);
      await until(() => adapter.connected(), 9_000);
      expect(adapter.standsBy()).toBe(false);
      await expectAnswer(scene);
      scene.give(false);
      await until(() => !server.gateway.isOpen());
      expect([adapter.standsBy(), adapter.connected()]).toEqual([true, false]);
      expect(server.gateway.counts.identify).toBe(times);
    }
    expect(scene.fatal).toEqual([]);
  });

  it("ends up as it was told last, however fast that changes", async (test) => {
    const scene = await start(test, true);
    for (const leads of [false, true, false, true, false]) scene.give(leads);
    await wait(1_500);
    expect(scene.server.gateway.isOpen()).toBe(false);
    for (const leads of [true, false, true]) scene.give(leads);
    await until(() => scene.adapter.connected(), 9_000);
    await expectAnswer(scene);
    expect(scene.fatal).toEqual([]);
  });

  it("gives up trying when Discord is away and another leads", async (test) => {
    const failure = { status: 503, json: { message: "overloaded", code: 0 } };
    const scene = await start(test, true, { platform: { failFirst: { on: /gateway/, failure } } });
    scene.give(false);
    await wait(1_500);
    expect(scene.server.gateway.counts.connections).toBe(0);
  });

  it("says what to mend when it takes over and is refused", async (test) => {
    const scene = await start(test, false, { options: { applicationId: "999999999999999999" } });
    expect(scene.fatal).toEqual([]);
    scene.give(true);
    await until(() => scene.fatal.length > 0, 9_000);
    expect(scene.fatal[0]).toContain("DISCORD_APPLICATION_ID does not match DISCORD_TOKEN");
  });

  it("goes on with its start while nobody knows who leads", async (test) => {
    const { adapter, logged } = await start(test, undefined);
    expect(adapter.connected()).toBe(false);
    expect(logged.at(-1)?.message).toContain("starting without it");
  });
});

describe("a process that leads and stops", () => {
  it("gives the lead up once its connection is closed", async (test) => {
    const scene = await start(test, true);
    await expectAnswer(scene);
    await scene.adapter.stop();
    expect(scene.ends).toEqual(["given up"]);
  });
});
