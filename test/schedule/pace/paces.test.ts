import { describe, expect, test } from "vitest";
import { TEAM } from "../../fakes/slack/api.ts";
import { until } from "../../fakes/slack/rig.ts";
import { deliveries, scene, subscribe } from "../../fixtures/scheduled.ts";
import { slackDesk } from "../../fixtures/slack-desk.ts";
import { KINDS } from "../../fixtures/stores/stores.ts";

describe.each(KINDS)("many briefings that fall due at once (%s)", (kind) => {
  test("are posted no faster than their platform's adapter says, threads as their channel", async () => {
    const { db, start, platform } = await scene({
      kind,
      faults: { platformPerSecond: 27 },
      adapter: { pace: { platformPerSecond: 12, placePerSecond: 1.9 } },
    });
    const threads = ["1", "2", "3"].map((place) => ({ id: `t${place}`, place, parent: "C0" }));
    await subscribe(db, ...Array.from({ length: 30 }, (_, index) => ({ place: `C${index}` })), ...threads);
    start();
    await until(() => platform.messages.length === 33, 15_000);
    expect(platform.told.limited).toBe(0);
    const inThreads = platform.messages.filter(({ place }) => place.length === 1).map(({ at }) => at);
    expect(Math.max(...inThreads) - Math.min(...inThreads)).toBeGreaterThan(950);
  });
});

describe("many briefings that fall due at once in Slack", () => {
  test("are posted as fast as Slack takes them, and none is refused", async () => {
    const { slack, db, start } = await slackDesk({ at: "2026-11-23T08:59:59.900Z" });
    slack.settings.paced = true;
    const channels = Array.from({ length: 20 }, (_, index) => `C${index}`);
    for (const channel of channels) slack.channels.set(channel, { is_member: true });
    // Four of them in one channel.
    const rows = [...channels, "C0", "C0", "C0"].map((place, index) => ({
      ...{ id: `s${index}`, place, platform: "slack", tenant: TEAM },
    }));
    await subscribe(db, ...rows);
    start();
    await until(() => slack.messages.length === rows.length, 15_000);
    const at = slack.messages.map((message) => message.at);
    expect(Math.max(...at) - Math.min(...at)).toBeLessThan(9_000);
    expect(slack.refused).toEqual([]);
    await expect.poll(async () => (await deliveries(db)).filter(({ state }) => state === "sent").length).toBe(23);
  });
});
