import { describe, expect, it } from "vitest";
import { BOT_USER, CHANNEL, TEAM } from "../../fakes/slack/api.ts";
import { readMessage } from "../../fakes/slack/read.ts";
import { until } from "../../fakes/slack/rig.ts";
import { until as settled } from "../../fixtures/scheduled.ts";
import { slackDesk } from "../../fixtures/slack-desk.ts";
import { noticeRow, subscriptionRow } from "../../fixtures/stores/rows.ts";

const THREAD = "1700000000.111111";
const NEW_ID = "CMOVED";
const HOUR_MS = 3_600_000;

describe("a schedule that is set up", () => {
  it.each([
    ["in answer to a mention in the channel posts in the channel", {}, { place: CHANNEL, parent: null }],
    ["in a thread posts in the thread", { thread_ts: THREAD }, { place: THREAD, parent: CHANNEL }],
  ])("%s", async (_, mention, where) => {
    const desk = await slackDesk();
    await desk.ada.mention(`<@${BOT_USER}> briefing-schedule walkout daily 09:00`, mention);
    const asked = await until(() => desk.slack.messages.find(({ blocks }) => blocks));
    const saved = await desk.answerTo(() => desk.ada.press(asked, "Save and introduce it here"));
    expect(readMessage(saved).text).toContain("Scheduled.");
    expect(await desk.subscriptions()).toMatchObject([where]);
    // What is pressed under the answer that one person sees is about the same place.
    const paused = await desk.answerTo(() => desk.ada.press(saved, "Pause"));
    expect(readMessage(paused).text).toContain("paused (by hand)");
    expect(paused.thread_ts).toBe(asked.thread_ts);
  });
});

describe("what people say to each other in a group's direct message", () => {
  const GROUP = "G0GROUP";

  it.each(["schedule walkout pause", "unsubscribe", "please pause the walkout schedule"])(
    "does nothing, unless the bot or its command is named: %j",
    async (words) => {
      const desk = await slackDesk();
      const { ada, slack, db, subscriptions } = desk;
      slack.channels.set(GROUP, { is_member: true, is_mpim: true });
      const where = { platform: "slack", tenant: TEAM, place: GROUP, owner: "UADA" };
      await db.insertInto("subscriptions").values(subscriptionRow("one", where)).execute();
      await ada.write(words, { channel: GROUP, channel_type: "mpim" });
      await ada.openHome();
      await until(() => slack.views.get("home-UADA"));
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(await subscriptions()).toMatchObject([{ state: "active" }]);
      expect(slack.messages).toEqual([]);
      await ada.write("briefing-schedule pause walkout", { channel: GROUP, channel_type: "mpim" });
      const answer = await until(() => slack.messages[0], 8_000);
      expect(readMessage(answer).text).toContain("paused (by hand)");
    },
  );
});

describe("a channel that goes on under another id", () => {
  const moved = async () => {
    const desk = await slackDesk();
    const { ada, slack, answerTo, db } = desk;
    const proposed = await answerTo(() => ada.slash("/briefing-schedule", "walkout daily 09:00"));
    await answerTo(() => ada.press(proposed, "Save and introduce it here"));
    await ada.mention(`<@${BOT_USER}> briefing-schedule tickets daily 10:00`, { thread_ts: THREAD });
    const asked = await until(() => slack.messages.findLast(({ ephemeral, thread_ts }) => !ephemeral && thread_ts));
    await answerTo(() => ada.press(asked, "Save and introduce it here"));
    const about = { platform: "slack", tenant: TEAM, id: CHANNEL };
    const waiting = {
      ...{ platform: "slack", tenant: TEAM, person: "UADA" },
      state: "at-next-use",
      about: JSON.stringify(about),
    } as const;
    await db
      .insertInto("notices")
      .values([
        noticeRow("missed:x:owner", waiting),
        noticeRow("missed:y:owner", {
          ...waiting,
          tenant: "TOTHER",
          about: JSON.stringify({ ...about, tenant: "TOTHER" }),
        }),
      ])
      .execute();
    slack.channels.delete(CHANNEL);
    slack.channels.set(NEW_ID, { is_member: true, is_ext_shared: true });
    return desk;
  };
  const move = { type: "channel_id_changed", old_channel_id: CHANNEL, new_channel_id: NEW_ID };

  it("posts there from then on, in its threads too, and all that is kept of it follows", async () => {
    const desk = await moved();
    const { ada, slack, db, start, skip, posted, subscriptions } = desk;
    await ada.happen({ ...move, old_channel_id: "CELSEWHERE", new_channel_id: "COTHER" });
    await ada.happen(move);
    await settled(async () => !JSON.stringify(await subscriptions()).includes(CHANNEL));
    expect((await subscriptions()).map(({ place, parent }) => [place, parent])).toEqual([
      [NEW_ID, null],
      [THREAD, NEW_ID],
    ]);
    const posts = await db.selectFrom("posts").select(["place", "message"]).orderBy("posted_at").execute();
    expect(posts.map(({ place, message }) => [place, message.split("/")[0]])).toEqual([
      [NEW_ID, NEW_ID],
      [THREAD, NEW_ID],
    ]);
    const notices = await db.selectFrom("notices").select("about").orderBy("key").execute();
    expect(notices.map(({ about }) => about)).toMatchObject([{ id: NEW_ID }, { id: CHANNEL, tenant: "TOTHER" }]);
    expect(JSON.stringify(desk.rig.logged)).toContain("a channel has another id now");
    start();
    skip(HOUR_MS);
    await until(() => posted(NEW_ID).length === 1, 8_000);
    skip(HOUR_MS);
    await until(() => posted(NEW_ID).length === 2, 8_000);
    expect(slack.messages.findLast(({ ephemeral }) => !ephemeral)).toMatchObject({
      channel: NEW_ID,
      thread_ts: THREAD,
    });
    const made = () => db.selectFrom("deliveries").select(["place", "state"]).orderBy("slot").execute();
    await settled(async () => (await made()).every(({ state }) => state === "sent"));
    expect((await made()).map(({ place }) => place)).toEqual([NEW_ID, THREAD]);
    expect(slack.faults).toEqual([]);
  });

  it("is offered again where a post to its old id had paused it", async () => {
    const { ada, start, skip, slack, subscriptions } = await moved();
    start();
    skip(HOUR_MS);
    await settled(async () => (await subscriptions())[0]?.state === "paused");
    await ada.happen(move);
    const offer = await until(
      () => slack.messages.find((one) => one.channel === "UADA" && readMessage(one).text.includes("can post again")),
      8_000,
    );
    expect(JSON.stringify(offer.blocks)).toContain(NEW_ID);
  });
});
