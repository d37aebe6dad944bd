import { randomUUID } from "node:crypto";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Options, Reply } from "#chat";
import { createSchedule } from "#schedule";
import { createStore } from "#store";
import { APPLICATION, commandInteraction, TOKEN } from "../../fakes/discord/payloads.ts";
import { wordsOf } from "../../fakes/discord/reading.ts";
import { serverOf, until } from "../../fakes/discord/scene.ts";
import { openDiscord } from "../../fakes/discord/server.ts";
import { startPlatform } from "../../fakes/platform.ts";
import { fakeAdapter } from "../../fakes/platform-adapter.ts";
import { botOver } from "../../fixtures/content/bot.ts";
import { STORIES } from "../../fixtures/content/stories.ts";
import { programs } from "../../fixtures/processes/program.ts";
import { storeOptions } from "../../fixtures/stores/stores.ts";

const { start } = programs();

describe("several processes on one PostgreSQL", () => {
  test("answer Discord through one of them, and another takes over within seconds", { timeout: 90_000 }, async () => {
    const discord = await openDiscord({ servers: [serverOf()] });
    onTestFinished(() => discord.close());
    const { url = "" } = await storeOptions("postgres");
    const own = { DISCORD_TOKEN: TOKEN, DISCORD_APPLICATION_ID: APPLICATION, DISCORD_API_URL: discord.url };
    const run = async () => {
      const bot = start("main", [], { PORT: "0", DATABASE_URL: url, ...own });
      const [, address] = await bot.printed(/(http:\/\/127\.0\.0\.1:\d+)\. Ask there/);
      return { ...bot, ready: async () => (await fetch(`${address}/readyz`)).json() };
    };
    const ask = async () => {
      const known = discord.interact(commandInteraction("whats-next", { topic: "irs" }));
      return wordsOf(await until(() => known.message, 9_000));
    };
    const first = await run();
    await until(() => discord.gateway.connected(), 20_000);
    const second = await run();
    expect(await first.ready()).toMatchObject({ ready: true });
    expect(await second.ready()).toMatchObject({ ready: true, why: "standing by: discord" });
    expect(second.log()).toContain("standing by: another process holds Discord's gateway");
    expect(await ask()).toContain("The IRS has pledged to overhaul its data-sharing protocols");
    expect(discord.gateway.counts).toMatchObject({ connections: 1, identify: 1 });
    first.child.kill("SIGKILL");
    const killedAt = performance.now();
    await until(() => discord.gateway.counts.identify === 2 && discord.gateway.connected(), 20_000);
    expect(performance.now() - killedAt).toBeLessThan(8_000);
    expect(await ask()).toContain("The IRS has pledged to overhaul its data-sharing protocols");
    const callbacks = discord.requests.filter(({ path }) => path.endsWith("/callback"));
    expect(callbacks.map(({ status }) => status)).toEqual([204, 204]);
    second.child.kill("SIGTERM");
    expect((await second.ended).code).toBe(0);
    for (const { log } of [first, second]) expect(log()).not.toContain(TOKEN);
  });

  test("do what one ask wants once, whichever of them it reaches", async () => {
    const { ask, press, platform, db } = await openReplicas();
    const proposed = await ask("propose", { topic: "walkout", times: "daily 9:00" });
    const saved = await press("save", proposed, "Save and introduce it here");
    expect(platform.messages).toHaveLength(1);
    expect(await db.selectFrom("subscriptions").select("state").execute()).toEqual([{ state: "active" }]);
    const card = saved.find(({ outcome }) => outcome === "answered");
    if (!card) throw new Error(`not saved: ${JSON.stringify(saved)}`);
    await press("run", [card], "Run now");
    expect(await db.selectFrom("deliveries").select("state").execute()).toHaveLength(1);
    await press("pause", [card], "Pause");
    await press("resume", [{ ...card, actions: card.actions.map(resuming) }], "Resume");
    // The first is delivered once more, late: what was resumed since stays so.
    await press("pause", [card], "Pause");
    expect(await db.selectFrom("subscriptions").select("state").execute()).toEqual([{ state: "active" }]);
    const removed = await press("remove", [card], "Remove");
    expect(removed.filter(({ outcome }) => outcome === "answered")).toHaveLength(1);
    expect(await db.selectFrom("subscriptions").select("id").execute()).toEqual([]);
  });
});

/** Two bots of two processes, to both of which each ask comes at the same time. */
async function openReplicas() {
  const platform = await startPlatform();
  onTestFinished(() => platform.stop());
  const options = await storeOptions("postgres");
  const log = { info() {}, warn() {}, error() {} };
  const replicas = await Promise.all(
    [1, 2].map(async () => {
      const store = createStore(options);
      const schedule = createSchedule({ store, log, now: Date.now, newId: randomUUID });
      const adapter = fakeAdapter({ url: platform.url });
      schedule.connect([adapter]);
      onTestFinished(async () => {
        await schedule.stop();
        await store.close();
        await adapter.stop();
      });
      return { bot: botOver(STORIES, { schedule }), db: (await store.open()).db };
    }),
  );
  const ask = (id: string, asked: Options): Promise<readonly Reply[]> => {
    const place = { platform: "fake", tenant: "T1", id: "C1" };
    const one = { id, command: "briefing-schedule", options: asked, place, by: { id: "U1", name: "Sam" } };
    return Promise.all(replicas.map(({ bot }) => bot.answer(one)));
  };
  const press = (id: string, [reply]: readonly Reply[], label: string) => {
    const action = reply?.actions.find((action) => action.label === label);
    if (!action) throw new Error(`no “${label}” in ${JSON.stringify(reply)}`);
    return ask(id, action.ask.options);
  };
  const [first] = replicas;
  if (!first) throw new Error("no replica");
  return { platform, ask, press, db: first.db };
}

function resuming(action: Reply["actions"][number]): Reply["actions"][number] {
  if (action.label !== "Pause") return action;
  return { ...action, label: "Resume", ask: { ...action.ask, options: { ...action.ask.options, do: "resume" } } };
}
