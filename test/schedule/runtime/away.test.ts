import { randomUUID } from "node:crypto";
import { describe, expect, onTestFinished, test } from "vitest";
import { createSchedule } from "#schedule";
import { createStore } from "#store";
import { startPlatform } from "../../fakes/platform.ts";
import { fakeAdapter } from "../../fakes/platform-adapter.ts";
import { botOver } from "../../fixtures/content/bot.ts";
import { STORIES } from "../../fixtures/content/stories.ts";
import { deliveries, scene, subscribe, until } from "../../fixtures/scheduled.ts";
import { freshDatabase, startPostgres } from "../../fixtures/stores/postgres.ts";
import { storeOptions } from "../../fixtures/stores/stores.ts";

const HERE = { platform: "fake", tenant: "T1", id: "C1" };
const by = { id: "U1", name: "Sam" };
const AWAY = "Schedules can't be read or saved right now because of a database error.";

describe("a PostgreSQL server that goes away while the bot runs", () => {
  test("is waited for: asks are answered, schedules say so, every delivery is made once", {
    timeout: 60_000,
  }, async () => {
    const server = await startPostgres({ durable: true });
    onTestFinished(() => server.stop());
    const url = await freshDatabase(server.url("postgres"));
    const faults = { latencyMs: 40 };
    const { db, start, platform, schedule, logged } = await scene({
      kind: "postgres",
      url,
      faults,
      schedule: { mostAtOnce: 8 },
    });
    const bot = botOver(STORIES, { schedule });
    await subscribe(db, ...Array.from({ length: 80 }, (_, index) => ({ id: `s${index}`, place: `C${index}` })));
    start();
    await until(() => platform.messages.length > 15);
    await server.halt();
    const told = async () =>
      JSON.stringify(
        (await bot.answer({ id: "l", command: "briefing-schedule", options: {}, place: HERE, by })).blocks,
      );
    expect(await told()).toContain(AWAY);
    const forget = { id: "f", command: "forget-me", options: { sure: "yes" }, place: HERE, by };
    expect((await bot.answer(forget)).outcome).toBe("trouble");
    const asked = await bot.answer({ id: "a", command: "whats-next", words: "walkout", place: HERE, by });
    expect(asked.outcome).toBe("answered");
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    // Every part of the schedule says so once, however often it tried.
    expect(logged.filter(({ details }) => "err" in details).length).toBeLessThan(12);
    await server.start();
    await until(async () => (await sent(db)) === 80, 20_000);
    const slots = platform.messages.filter(({ key }) => key.startsWith("slot:"));
    expect(new Set(slots.map(({ key }) => key)).size).toBe(80);
    expect(slots).toHaveLength(80);
    expect(await told()).not.toContain(AWAY);
  });
});

describe("a database that is away when the bot starts", () => {
  test("is waited for (postgres)", { timeout: 60_000 }, async () => {
    const server = await startPostgres();
    onTestFinished(() => server.stop());
    const url = await freshDatabase(server.url("postgres"));
    const options = await storeOptions("embedded", { url });
    const seeded = createStore(options);
    await subscribe((await seeded.open()).db, { id: "one", place: "C1", next_run_at: new Date(Date.now() - 1_000) });
    await seeded.close();
    await server.halt();
    const { platform, bot, logged } = await started(options);
    const listed = () => bot.answer({ id: "l", command: "briefing-schedule", options: {}, place: HERE, by });
    expect(JSON.stringify((await listed()).blocks)).toContain(AWAY);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(logged.length).toBeLessThan(8);
    expect(JSON.stringify(logged)).toContain("check DATABASE_URL and that the server runs");
    await server.start();
    await until(() => platform.messages.some(({ key }) => key.startsWith("slot:one:")), 15_000);
    expect((await listed()).outcome).toBe("answered");
  });

  test("is waited for (embedded, in the hands of another process)", { timeout: 60_000 }, async () => {
    const options = await storeOptions("embedded");
    const other = createStore(options);
    await subscribe((await other.open()).db, { id: "one", place: "C1", next_run_at: new Date(Date.now() - 1_000) });
    const { platform, bot, logged } = await started(options);
    const listed = () => bot.answer({ id: "l", command: "briefing-schedule", options: {}, place: HERE, by });
    expect(JSON.stringify((await listed()).blocks)).toContain(AWAY);
    expect(JSON.stringify(logged)).toContain("is in use by another process: stop that one");
    await other.close();
    await until(() => platform.messages.some(({ key }) => key.startsWith("slot:one:")), 15_000);
    expect((await listed()).outcome).toBe("answered");
  });
});

/** A bot that was just started over a store, with what it logs. */
async function started(options: Parameters<typeof createStore>[0]) {
  const platform = await startPlatform();
  const store = createStore(options);
  const logged: string[] = [];
  const write = (details: { err?: Error }, message: string) => logged.push(`${message}: ${details.err?.message}`);
  const log = { info: write, warn: write, error: write };
  const fast = { tickMs: 50, pollMs: 50, recoverMs: 100 };
  const schedule = createSchedule({ store, log, now: Date.now, newId: randomUUID, ...fast });
  const adapter = fakeAdapter({ url: platform.url });
  const bot = botOver(STORIES, { schedule });
  schedule.connect([adapter]);
  schedule.start(bot);
  onTestFinished(async () => {
    await schedule.stop();
    await store.close();
    await adapter.stop();
    await platform.stop();
  });
  return { platform, bot, logged };
}

async function sent(db: Parameters<typeof deliveries>[0]): Promise<number> {
  return (await deliveries(db)).filter(({ state }) => state === "sent").length;
}
