import { describe, expect, test } from "vitest";
import { readMessage } from "../../fakes/slack/read.ts";
import { libraryOf } from "../../fixtures/content/library.ts";
import { story } from "../../fixtures/content/stories.ts";
import { openDesk } from "../../fixtures/discord-desk.ts";
import { until } from "../../fixtures/scheduled.ts";
import { slackDesk } from "../../fixtures/slack-desk.ts";

const DM = { channel_id: "D0ADA", channel_name: "directmessage" };
const HOUR = 3_600_000;
const BOTH = {
  ...story("rail-strike", "title: Rail strike"),
  ...story("rail-fares", "title: Rail fares\naliases: [tickets]"),
};

describe("a digest of several stories", () => {
  test("comes to a person in Slack at their own time, in their own zone", async () => {
    const { ada, answerTo, slack, start, skip, posted, subscriptions, publish } = await slackDesk();
    const proposed = await answerTo(() => ada.slash("/briefing-schedule", "walkout, tickets daily 8:30", DM));
    expect(readMessage(proposed).text).toContain(
      "Rail strike, Rail fares · every day at 08:30 (Europe/London, UTC+0 now)",
    );
    await answerTo(() => ada.press(proposed, "Save and introduce it here", { channel: DM.channel_id }));
    expect(await subscriptions()).toMatchObject([{ topic: "rail-strike,rail-fares", place: DM.channel_id }]);
    start();
    skip(HOUR / 2 + 30_000);
    await until(() => posted(DM.channel_id).length === 2);
    const [, digest = ""] = posted(DM.channel_id);
    expect(digest).toMatch(/^2 stories\nMon 23 Nov, 08:30 London · set up by ada/);
    expect(digest).toMatch(/The rail-strike is close[\s\S]*The rail-fares is close/);
    expect(digest).not.toContain("merger");
    // One of them is gone: the other still comes.
    publish(libraryOf({ ...story("rail-fares", "title: Rail fares 2"), ...story("merger", "title: Merger") }));
    skip(24 * HOUR);
    await until(() => posted(DM.channel_id).length === 3);
    expect(posted(DM.channel_id)[2]).toContain("Rail fares 2");
    const list = await answerTo(() => ada.slash("/briefing-schedule", "", DM));
    expect(readMessage(list).text).toContain("Rail fares 2 · every day at 08:30");
    expect(slack.faults).toEqual([]);
  });

  test("comes to a person on Discord", async () => {
    const { use, press, saved, start, skip, posts, server } = await openDesk({ library: libraryOf(BOTH) });
    const there = { directMessage: true, channel: "1181234567890123777" };
    const proposed = await use({ topic: "rail-strike and tickets", times: "daily 8:30", zone: "Berlin" }, there);
    expect(proposed.words).toContain("Rail strike, Rail fares");
    await press(proposed, "Save and introduce it here", there);
    expect(await saved()).toMatchObject([{ topic: "rail-strike,rail-fares", zone: "Europe/Berlin" }]);
    start();
    skip(24 * HOUR);
    await until(() => posts(there.channel).length === 2);
    expect(server.illegal).toEqual([]);
  });

  test("may hold what its own workspace alone reads", async () => {
    const { ada, answerTo } = await slackDesk();
    const { text } = readMessage(await answerTo(() => ada.slash("/briefing-schedule", "walkout, merger daily 8:30")));
    expect(text).toContain("Rail strike, Quiet merger · every day at 08:30");
  });

  test("is not for a channel where one of its stories may not be read", async () => {
    const { ada, answerTo, slack } = await slackDesk();
    slack.channels.set("CGENERAL", { is_member: true, is_ext_shared: true });
    const { text } = readMessage(await answerTo(() => ada.slash("/briefing-schedule", "walkout, merger daily 8:30")));
    expect(text).not.toContain("Save this schedule?");
  });
});
