import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { describe, expect, test, vi } from "vitest";
import { createStore, type StoreOptions } from "#store";
import { CHANNEL as DISCORD_CHANNEL, MEMBER, SERVER } from "../../fakes/discord/payloads.ts";
import { CHANNEL, TEAM } from "../../fakes/slack/api.ts";
import { programs } from "../../fixtures/processes/program.ts";
import { openProxy } from "../../fixtures/processes/proxy.ts";
import { bothPlatforms, storeDue } from "../../fixtures/processes/whole.ts";
import { until } from "../../fixtures/scheduled.ts";
import { storeOptions } from "../../fixtures/stores/stores.ts";

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
  const REFUSED = [
    {
      name: "Discord, at a post,",
      platform: "discord",
      before: ({ discord }: Both): void =>
        discord.fail(/^POST \/channels/, { status: 401, json: { message: "401: Unauthorized", code: 0 } }),
      why: /^Discord has stopped: Discord no longer accepts DISCORD_TOKEN/,
    },
    {
      name: "Discord, at its gateway,",
      platform: "discord",
      after: ({ discord }: Both): void => {
        discord.gateway.drop(4004);
      },
      why: /^Discord has stopped: Discord does not accept DISCORD_TOKEN/,
    },
    {
      name: "Slack, at a post,",
      platform: "slack",
      before: ({ slack }: Both): void => slack.failNext("chat.postMessage", { error: "token_expired" }),
      why: /^Slack has stopped: Slack rejects SLACK_BOT_TOKEN: token_expired/,
    },
  ] as const;

  test.each(REFUSED)(
    "$name stops alone, says so, and what was due there is posted once it is mended",
    async (refused) => {
      const both = await bothPlatforms();
      const { slack, settings, postedOn } = both;
      slack.channels.set(OPERATORS.slack, { is_member: true });
      const options = await storeOptions("embedded");
      await storeDue(options, DUE);
      const operator = refused.platform === "slack" ? `discord:${SERVER}/${OPERATORS.discord}` : `slack:${TEAM}/COPS`;
      const own = { ...settings, DATA_DIR: options.folder, OPERATOR: operator, WEEKLY: "no" };
      if ("before" in refused) refused.before(both);
      const bot = await begin(own);
      if ("after" in refused) {
        await until(async () => (await bot.readiness()).ready);
        refused.after(both);
      }
      await until(async () => (await bot.readiness()).status === 503);
      expect((await bot.readiness()).why).toMatch(refused.why);
      const there = refused.platform === "slack" ? postedOn.discord : postedOn.slack;
      const told = () => (refused.platform === "slack" ? there(OPERATORS.discord) : there(OPERATORS.slack));
      await until(() => told().length > 0, 20_000);
      expect(told()).toEqual([expect.stringMatching(/has stopped: .*_TOKEN[\s\S]*goes? on\./)]);
      await until(() => there(refused.platform === "slack" ? DISCORD_CHANNEL : CHANNEL).length === 1, 20_000);
      expect(bot.log()).toMatch(refused.why.source.slice(1));
      await bot.stop();

      const again = await begin(own);
      const kept = () => [postedOn.slack(CHANNEL).length, postedOn.discord(DISCORD_CHANNEL).length];
      await until(() => kept().join() === "1,1", 20_000);
      expect((await again.readiness()).ready).toBe(true);
      await again.stop();
      expect(kept()).toEqual([1, 1]);
      expect(told()).toHaveLength(1);
    },
  );

  test("ends the process with what to do where it is the only one, and what was due is posted by the next", async () => {
    const { slack, settings, postedOn } = await bothPlatforms();
    const { DISCORD_TOKEN: _, DISCORD_APPLICATION_ID: __, ...own } = settings;
    const options = await storeOptions("embedded");
    await storeDue(options, { here: DUE.here });
    slack.failNext("chat.postMessage", { error: "invalid_auth" });
    const ended = await run("main", [], { ...own, DATA_DIR: options.folder, LOG_LEVEL: "silent" });
    expect([ended.code, ended.err]).toEqual([1, expect.stringMatching(/^Slack rejects SLACK_BOT_TOKEN: .*\n$/)]);
    const next = await begin({ ...own, DATA_DIR: options.folder });
    await until(() => postedOn.slack(CHANNEL).length === 1, 20_000);
    await next.stop();
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

  test.each(UNUSABLE)(
    "and is $name keeps nothing else from running, and readiness says why",
    async ({ spoil, why }) => {
      const { slack, settings } = await bothPlatforms();
      const options = await storeOptions("embedded");
      await spoil(options);
      const bot = await begin({ ...settings, DATA_DIR: options.folder });
      const found = await bot.readiness();
      expect(found).toEqual({ status: 503, ready: false, why: expect.stringMatching(/^database error: /) });
      expect(found.why).toMatch(why);
      expect(bot.log()).toMatch(why);
      expect(slack.callsTo("auth.test")).toHaveLength(1);
      await bot.stop();
    },
  );

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
