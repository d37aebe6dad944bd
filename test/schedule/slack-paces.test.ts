import { describe, expect, test } from "vitest";
import { TEAM } from "../fakes/slack/api.ts";
import { until } from "../fakes/slack/rig.ts";
import { deliveries, subscribe } from "../fixtures/scheduled.ts";
import { slackDesk } from "../fixtures/slack-desk.ts";

describe("many briefings that fall due at once in Slack", () => {
  test("are posted as fast as Slack takes them, and none is refused", async () => {
    const { slack, db, start } = await slackDesk({ at: "2026-11-23T08:59:59Z" });
    slack.settings.paced = true;
    const channels = Array.from({ length: 12 }, (_, index) => `C${index}`);
    for (const channel of channels) slack.channels.set(channel, { is_member: true });
    // Three of them in one channel.
    const rows = [...channels, "C0", "C0"].map((place, index) => ({
      ...{ id: `s${index}`, place, platform: "slack", tenant: TEAM },
    }));
    await subscribe(db, ...rows);
    start();
    await until(() => slack.messages.length === rows.length, 10_000);
    const at = slack.messages.map((message) => message.at);
    expect(Math.max(...at) - Math.min(...at)).toBeLessThan(7_000);
    expect(slack.refused).toEqual([]);
    await expect.poll(async () => (await deliveries(db)).filter(({ state }) => state === "sent").length).toBe(14);
  });
});
