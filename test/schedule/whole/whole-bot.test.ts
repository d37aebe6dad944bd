import { expect, onTestFinished, test } from "vitest";
import { createStore, type SubscriptionRow } from "#store";
import { APPLICATION, CHANNEL as DISCORD_CHANNEL, SERVER, TOKEN } from "../../fakes/discord/payloads.ts";
import { serverOf } from "../../fakes/discord/scene.ts";
import { openDiscord } from "../../fakes/discord/server.ts";
import { BOT_TOKEN, CHANNEL, openFakeSlack, TEAM } from "../../fakes/slack/api.ts";
import { SIGNING_SECRET } from "../../fakes/slack/sign.ts";
import { readExposition } from "../../fixtures/exposition.ts";
import { programs } from "../../fixtures/processes/program.ts";
import { until } from "../../fixtures/scheduled.ts";
import { deliveryRow, subscriptionRow } from "../../fixtures/stores/rows.ts";
import { storeOptions } from "../../fixtures/stores/stores.ts";

const { start } = programs();
const PASSWORD = "open-sesame-for-all";
const LOST = "645027906669510668";

test("the whole bot logs each delivery under its key, step by step, and no token whatever goes wrong; its metrics tell of them", async () => {
  const slack = await openFakeSlack();
  const discord = await openDiscord({ servers: [serverOf()] });
  onTestFinished(async () => {
    await discord.close();
    await slack.close();
  });
  const options = await storeOptions("embedded");
  const slot = new Date(Date.now() - 1_000);
  const due = (id: string, more: Partial<SubscriptionRow>) =>
    subscriptionRow(id, { topic: "irs-data-sharing", tenant: TEAM, next_run_at: slot, cron: "0 9 1 1 *", ...more });
  const store = createStore(options);
  const { db } = await store.open();
  await db
    .insertInto("subscriptions")
    .values([
      due("well", { place: CHANNEL }),
      due("refused", { place: "CGONE" }),
      due("there", { platform: "discord", tenant: SERVER, place: DISCORD_CHANNEL }),
      due("forbidden", { platform: "discord", tenant: SERVER, place: "645027906669510669" }),
      due("lost", { platform: "discord", tenant: SERVER, place: LOST, next_run_at: null }),
    ])
    .execute();
  // As a process left it that ended a while ago.
  const left = { state: "sending" as const, attempts: 1, first_tried_at: new Date(slot.getTime() - 120_000) };
  await db
    .insertInto("deliveries")
    .values(deliveryRow({ subscription: "lost", slot, platform: "discord", tenant: SERVER, place: LOST, ...left }))
    .execute();
  await store.close();
  // What is said of a request may hold the request.
  discord.fail(new RegExp(`^POST /channels/${DISCORD_CHANNEL}`), { status: 500, json: { message: `Bot ${TOKEN}` } });
  const refusal = { code: 50008, message: `not by ${TOKEN}` };
  discord.fail(/^POST \/channels\/645027906669510669/, { status: 403, json: refusal }, 100);
  const { child, printed, ended, log } = start("main", [], {
    ...{
      PORT: "0",
      LOG_LEVEL: "debug",
      DATA_DIR: options.folder,
      CONSOLE_PASSWORD: PASSWORD,
      PUBLIC_URL: "https://news.example.org",
    },
    ...{ SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_SIGNING_SECRET: SIGNING_SECRET, SLACK_API_URL: slack.apiUrl },
    ...{ DISCORD_TOKEN: TOKEN, DISCORD_APPLICATION_ID: APPLICATION, DISCORD_API_URL: discord.url },
  });
  const [, address = ""] = await printed(/(http:\/\/127\.0\.0\.1:\d+)\. Ask there/);
  const keyed = () =>
    log()
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line): Record<string, unknown> => JSON.parse(line))
      .filter(({ key }) => String(key).startsWith("slot:"));
  const outcomes = () => keyed().filter(({ state }) => state !== undefined);
  const done = () => new Set(outcomes().flatMap(({ key, state }) => (state === "sending" ? [] : [key]))).size;
  await until(() => done() === 5, 40_000);

  const stateOf = new Map(outcomes().map(({ key, state, platform }) => [key, `${platform} ${state}`]));
  expect(Object.fromEntries(stateOf)).toEqual({
    [`slot:well:${slot.toISOString()}`]: "slack sent",
    [`slot:refused:${slot.toISOString()}`]: "slack failed",
    [`slot:there:${slot.toISOString()}`]: "discord sent",
    [`slot:forbidden:${slot.toISOString()}`]: "discord failed",
    [`slot:lost:${slot.toISOString()}`]: "discord unknown",
  });
  const stepsOf = (id: string) =>
    keyed().flatMap(({ key, msg }) => (key === `slot:${id}:${slot.toISOString()}` ? [msg] : []));
  const composed = "composed a delivery";
  expect(stepsOf("well")).toEqual([composed, "marked a delivery as sending", "posting a delivery", "delivery done"]);
  expect(stepsOf("lost")).toEqual([
    composed,
    "settling a delivery: it is not known whether it was posted",
    "delivery failed or unconfirmed",
  ]);
  const scrape = (Authorization: string) => fetch(`${address}/metrics`, { headers: { Authorization } });
  expect((await scrape("Bearer wrong-password")).status).toBe(401);
  const samples = readExposition(await (await scrape(`Bearer ${PASSWORD}`)).text());
  expect(samples.get('nutgraf_deliveries_total{platform="slack",state="sent"}')).toBe(1);
  expect(samples.get('nutgraf_deliveries_total{platform="discord",state="unknown"}')).toBe(1);
  expect(
    samples.get('nutgraf_platform_calls_total{platform="slack",call="chat.postMessage",result="needs-invite"}'),
  ).toBe(1);
  expect(
    samples.get('nutgraf_platform_calls_total{platform="discord",call="POST channels",result="ok"}'),
  ).toBeGreaterThan(0);
  expect(samples.get("nutgraf_database_up")).toBe(1);
  expect([...samples.keys()].join("\n")).not.toMatch(new RegExp([TEAM, CHANNEL, SERVER, "irs"].join("|")));

  child.kill("SIGTERM");
  expect((await ended).code).toBe(0);
  for (const secret of [BOT_TOKEN, TOKEN, SIGNING_SECRET, PASSWORD, "wrong-password"])
    expect(log()).not.toContain(secret);
});
