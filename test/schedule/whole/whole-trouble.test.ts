import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { Registry } from "prom-client";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createStore, type StoreOptions } from "#store";
import { openSchedule } from "../../../src/app/open-schedule.ts";
import { readSettings } from "../../../src/app/settings/settings.ts";
import { CHANNEL as DISCORD_CHANNEL, MEMBER, SERVER } from "../../fakes/discord/payloads.ts";
import { CHANNEL, TEAM } from "../../fakes/slack/api.ts";
import { programs } from "../../fixtures/processes/program.ts";
import { openProxy } from "../../fixtures/processes/proxy.ts";
import { bothPlatforms, storeDue } from "../../fixtures/processes/whole.ts";
import { until } from "../../fixtures/scheduled.ts";
import { inStore, storeOptions } from "../../fixtures/stores/stores.ts";

const { start, run } = programs();

// It runs the whole program, which a busy machine takes its time to start.
vi.setConfig({ testTimeout: 90_000 });

type Both = Awaited<ReturnType<typeof bothPlatforms>>;

/** Starts the bot, until it tells where it is. */
async function begin(settings: Readonly<Record<string, string>>) {
  const bot = start("main", [], settings);
  const [, address] = await bot.printed(/(http:\/\/127\.0\.0\.1:\d+)\. Ask there/);
  return {
    ...bot,
    async readiness() {
      const answer = await fetch(`${address}/readyz`);
      const { ready, why = "" } = (await answer.json()) as { ready: boolean; why?: string };
      return { status: answer.status, ready, why };
    },
    async stop() {
      bot.child.kill("SIGTERM");
      expect((await bot.ended).code).toBe(0);
    },
  };
}

const DUE = {
  here: { place: CHANNEL },
  there: { platform: "discord", place: DISCORD_CHANNEL },
};
const OPERATORS = { slack: "COPS", discord: "645027906669510668" };

describe("a platform whose credentials are refused while the bot runs", () => {
  const REFUSED = {
    Discord: {
      others: "Slack",
      refuse: ({ discord }: Both): void =>
        discord.fail(/^POST \/channels/, { status: 401, json: { message: "401: Unauthorized", code: 0 } }),
      why: /^Discord has stopped: Discord no longer accepts DISCORD_TOKEN/,
    },
    Slack: {
      others: "Discord",
      refuse: ({ slack }: Both): void => slack.failNext("chat.postMessage", { error: "token_expired" }),
      why: /^Slack has stopped: Slack rejects SLACK_BOT_TOKEN: token_expired/,
    },
  } as const;
  const OPERATOR = { Slack: `slack:${TEAM}/${OPERATORS.slack}`, Discord: `discord:${SERVER}/${OPERATORS.discord}` };

  test.each(["Discord", "Slack"] as const)(
    "%s, at a post, stops alone, says so, and what was due there is posted once it is mended",
    async (name) => {
      const both = await bothPlatforms();
      const { slack, discord, settings, postedOn } = both;
      slack.channels.set(OPERATORS.slack, { is_member: true });
      const options = await storeOptions("embedded");
      await storeDue(options, DUE);
      const posts = { Slack: () => postedOn.slack(CHANNEL), Discord: () => postedOn.discord(DISCORD_CHANNEL) };
      const told = { Slack: () => postedOn.slack(OPERATORS.slack), Discord: () => postedOn.discord(OPERATORS.discord) };
      const { others, refuse, why } = REFUSED[name];
      const stopped = async (bot: Awaited<ReturnType<typeof begin>>, why: RegExp, by: keyof typeof told) => {
        await until(async () => (await bot.readiness()).status === 503);
        expect((await bot.readiness()).why).toMatch(why);
        await until(() => told[by]().length > 0, 20_000);
        expect(told[by]()).toEqual([expect.stringMatching(/has stopped: .*_TOKEN[\s\S]*goes? on\./)]);
        expect(bot.log()).toMatch(why.source.slice(1));
      };
      const own = { ...settings, DATA_DIR: options.folder, WEEKLY: "no" };
      refuse(both);
      const bot = await begin({ ...own, OPERATOR: OPERATOR[others] });
      await stopped(bot, why, others);
      await until(() => posts[others]().length === 1, 20_000);
      await bot.stop();

      const again = await begin({ ...own, OPERATOR: OPERATOR[name] });
      const kept = () => [posts.Slack().length, posts.Discord().length];
      await until(() => kept().join() === "1,1", 20_000);
      expect((await again.readiness()).ready).toBe(true);
      expect(told[others]()).toHaveLength(1);
      if (name === "Slack") {
        // The other one, at its gateway, while nothing is due.
        discord.gateway.drop(4004);
        await stopped(again, /^Discord has stopped: Discord does not accept DISCORD_TOKEN/, "Slack");
      }
      await again.stop();
      expect(kept()).toEqual([1, 1]);
      expect(told[others]()).toHaveLength(1);
    },
  );

  test("ends the process with what to do where it is the only one, and what was due stays planned", async () => {
    const { slack, settings } = await bothPlatforms();
    const { DISCORD_TOKEN: _, DISCORD_APPLICATION_ID: __, ...own } = settings;
    const options = await storeOptions("embedded");
    await storeDue(options, { here: DUE.here });
    slack.failNext("chat.postMessage", { error: "invalid_auth" });
    const ended = await run("main", [], { ...own, DATA_DIR: options.folder, LOG_LEVEL: "silent" });
    expect([ended.code, ended.err]).toEqual([1, expect.stringMatching(/^Slack rejects SLACK_BOT_TOKEN: .*\n$/)]);
    const states = await inStore(options, (db) => db.selectFrom("deliveries").select("state").execute());
    expect(states).toEqual([{ state: "planned" }]);
  });
});

test("twenty briefings on each platform wait while gateways say 503, and are posted once each", async () => {
  const { slack, discord, settings, postedOn } = await bothPlatforms();
  const options = await storeOptions("embedded");
  const places = Array.from({ length: 20 }, (_, index) => ({
    here: `C${index}`,
    there: `6450279066695100${10 + index}`,
  }));
  await storeDue(
    options,
    Object.fromEntries(
      places.flatMap(({ here, there }) => [
        [here, { place: here, owner: "UADA" }],
        [there, { platform: "discord", place: there, owner: MEMBER }],
      ]),
    ),
  );
  for (const { here } of places) slack.channels.set(here, { is_member: true });
  slack.failNext("chat.postMessage", ...Array.from({ length: 40 }, () => ({ status: 503, body: "" })));
  discord.fail(/^POST \/channels/, { status: 503, text: "<html>no healthy upstream</html>" }, 40);
  const bot = await begin({ ...settings, DATA_DIR: options.folder });
  const posted = () => [slack.messages.length, discord.arrived.length];
  await until(() => posted().join() === "20,20", 60_000);
  await bot.stop();
  for (const { here, there } of places)
    expect([postedOn.slack(here).length, postedOn.discord(there).length]).toEqual([1, 1]);
  expect(posted()).toEqual([20, 20]);
});

describe("what is stored", () => {
  test("and in use by another process ends a start before any platform is connected", async () => {
    const { slack, discord, settings } = await bothPlatforms();
    const options = await storeOptions("embedded");
    const store = createStore(options);
    await store.open();
    const { code, out, err } = await run("main", [], { ...settings, DATA_DIR: options.folder, LOG_LEVEL: "silent" });
    await store.close();
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(/^The data folder \S+ is in use by another process: .*set DATABASE_URL\.\n$/);
    expect([slack.calls, discord.requests]).toEqual([[], []]);
  });

  const UNUSABLE = [
    {
      name: "damaged",
      spoil: ({ folder }: StoreOptions) => writeFile(join(folder, "nutgraf.db"), "no database at all"),
      why: /is damaged/,
    },
    {
      name: "of a newer version",
      async spoil(options: StoreOptions) {
        const store = createStore(options);
        const { db } = await store.open();
        await sql`insert into kysely_migration (name, timestamp) values ('9999-later', 'now')`.execute(db);
        await store.close();
      },
      why: /created by a newer version of Nutgraf \(9999-later\)/,
    },
    {
      name: "of the version before",
      async spoil({ folder }: StoreOptions) {
        await rm(folder, { recursive: true });
        await mkdir(join(folder, "database"), { recursive: true });
        await writeFile(join(folder, "database", "PG_VERSION"), "18");
      },
      why: /written by version 0\.1/,
    },
  ] as const;

  const NOTHING = { info() {}, warn() {}, error() {} };

  test.each(UNUSABLE)("and is $name keeps no bot from being opened, and it says why", async ({ spoil, why }) => {
    const options = await storeOptions("embedded");
    await spoil(options);
    const opened = await openSchedule(readSettings({ DATA_DIR: options.folder }, join(options.folder, "none.env")), {
      ...{ log: NOTHING, now: Date.now, newId: () => crypto.randomUUID(), registry: async () => new Registry() },
      ...{ onInUse: () => expect.unreachable(), onMigrated: () => {}, onUnread: () => {} },
    });
    onTestFinished(() => opened.close());
    expect(opened.storeTrouble()).toMatch(why);
  });

  test("and is damaged keeps nothing else from running, and readiness says why", async () => {
    const { slack, settings } = await bothPlatforms();
    const { DISCORD_TOKEN: _, DISCORD_APPLICATION_ID: __, ...own } = settings;
    const options = await storeOptions("embedded");
    const [{ spoil, why }] = UNUSABLE;
    await spoil(options);
    const bot = await begin({ ...own, DATA_DIR: options.folder });
    const found = await bot.readiness();
    expect(found).toEqual({ status: 503, ready: false, why: expect.stringMatching(/^database error: /) });
    expect(found.why).toMatch(why);
    expect(bot.log()).toMatch(why);
    expect(slack.callsTo("auth.test")).toHaveLength(1);
    await bot.stop();
  });

  test("in a database that is away is waited for, and delivered once it is back", async () => {
    const { settings, postedOn } = await bothPlatforms();
    const options = await storeOptions("postgres");
    await storeDue(options, DUE);
    const way = await openProxy(options.url ?? "");
    way.cut();
    const bot = await begin({ ...settings, DATA_DIR: options.folder, DATABASE_URL: way.url });
    const { status, why } = await bot.readiness();
    expect([status, why]).toEqual([503, expect.stringMatching(/database error: The database at \S+ cannot/)]);
    way.mend();
    await until(() => postedOn.slack(CHANNEL).length + postedOn.discord(DISCORD_CHANNEL).length === 2, 30_000);
    await until(async () => (await bot.readiness()).ready, 20_000);
    await bot.stop();
  });
});
