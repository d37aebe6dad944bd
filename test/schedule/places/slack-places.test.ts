import { describe, expect, test } from "vitest";
import { BOT_TOKEN, BOT_USER, CHANNEL, type Message, TEAM } from "../../fakes/slack/api.ts";
import { readMessage } from "../../fakes/slack/read.ts";
import { until as soon } from "../../fakes/slack/rig.ts";
import { until } from "../../fixtures/scheduled.ts";
import { type SlackDesk, slackDesk } from "../../fixtures/slack-desk.ts";

const HOUR_MS = 3_600_000;
const OPERATOR = { platform: "slack", tenant: TEAM, id: "COPS" };
const LEFT = { type: "channel_left", channel: CHANNEL };
const JOINED = { type: "member_joined_channel", channel: CHANNEL, user: BOT_USER, team: TEAM, channel_type: "C" };

/** Ada has set up a briefing at nine; it is eight. */
async function scheduled() {
  const desk = await slackDesk({ schedule: { operator: OPERATOR } });
  const { ada, slack, answerTo, start } = desk;
  slack.channels.set(OPERATOR.id, { is_member: true });
  const proposed = await answerTo(() => ada.slash("/briefing-schedule", "walkout daily 09:00"));
  await answerTo(() => ada.press(proposed, "Save and introduce it here"));
  start();
  return desk;
}

const stateOf = async ({ subscriptions }: SlackDesk) => {
  const [row] = await subscriptions();
  return `${row?.state} ${row?.paused_reason ?? ""}`.trim();
};
const paused = (desk: SlackDesk, reason: string) => until(async () => (await stateOf(desk)) === `paused ${reason}`);
const told = ({ slack }: SlackDesk, words: string): Promise<Message> =>
  soon(() => slack.messages.find((one) => one.channel === "UADA" && readMessage(one).text.includes(words)), 8_000);
const resume = ({ ada, answerTo }: SlackDesk, message: Message) =>
  answerTo(() => ada.press(message, "Resume", { channel: "D0ADA" }));

describe("a bot that is put out of a channel", () => {
  test("pauses at the post that fails; invited again, one click lets the next run come", async () => {
    const desk = await scheduled();
    const { slack, skip, posted } = desk;
    slack.channels.set(CHANNEL, { is_member: false });
    skip(HOUR_MS);
    const notice = await told(desk, "the bot is not a member of the channel");
    expect(readMessage(notice).text).toContain("Invite it to the channel, then resume the schedule.");
    expect(JSON.stringify(notice.blocks)).toContain(`{"type":"channel","channel_id":"${CHANNEL}"}`);
    expect(await stateOf(desk)).toBe("paused needs-invite");
    expect(readMessage(await resume(desk, notice)).text).toContain("Invite it before the next run");
    slack.channels.set(CHANNEL, { is_member: true });
    expect(readMessage(await resume(desk, notice)).text).toMatch(/Resumed\.[\s\S]*next Tue 24 Nov, 09:00 London/);
    expect(posted()).toHaveLength(1);
    skip(24 * HOUR_MS);
    await soon(() => posted().length === 2, 8_000);
    expect(posted()[1]).toMatch(/^Rail strike\nTue 24 Nov, 09:00 London · set up by ada/);
    expect(slack.faults).toEqual([]);
  });

  test("pauses as soon as Slack tells, and offers to resume when it is back", async () => {
    const desk = await scheduled();
    const { slack, ada, skip, posted } = desk;
    slack.channels.set(CHANNEL, { is_member: false });
    await ada.happen(LEFT);
    await paused(desk, "needs-invite");
    await told(
      desk,
      "is paused: the bot was removed from the channel. Invite it to the channel, then resume the schedule.",
    );
    await soon(() => posted(OPERATOR.id).length === 1);
    skip(HOUR_MS);
    slack.channels.set(CHANNEL, { is_member: true });
    await ada.happen({ ...JOINED, user: "UBEN" });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(JSON.stringify(slack.messages)).not.toContain("The bot can post again");
    await ada.happen(JOINED);
    const offer = await told(desk, "The bot can post again where the schedule for “Rail strike” (daily 09:00) posts.");
    await ada.happen(JOINED);
    await resume(desk, offer);
    skip(24 * HOUR_MS);
    await soon(() => posted().length === 2, 8_000);
    expect(slack.callsTo("chat.postMessage").filter(({ args }) => args.channel === "UADA")).toHaveLength(2);
  });

  test("hears nothing of it without the scope, and pauses at the failed post all the same", async () => {
    const desk = await scheduled();
    desk.slack.scopes.delete("channels:read");
    desk.slack.channels.set(CHANNEL, { is_member: false });
    await desk.ada.happen(LEFT);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await stateOf(desk)).toBe("active");
    desk.skip(HOUR_MS);
    await paused(desk, "needs-invite");
  });
});

describe("a channel that is closed", () => {
  test.each([
    ["channel_archive", "gone", "the channel was archived"],
    ["group_archive", "gone", "the channel was archived"],
    ["channel_deleted", "gone", "the channel was deleted"],
    ["group_deleted", "gone", "the channel was deleted"],
    ["group_left", "needs-invite", "the bot was removed from the channel"],
  ])("by %s pauses what is scheduled there, and nothing elsewhere", async (type, reason, words) => {
    const desk = await scheduled();
    await desk.ada.happen({ type, channel: "CELSEWHERE" });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await stateOf(desk)).toBe("active");
    await desk.ada.happen({ type, channel: CHANNEL });
    await paused(desk, reason);
    await told(desk, words);
    expect(desk.slack.messages.filter(({ channel }) => channel === "UADA")).toHaveLength(1);
  });

  test.each(["channel_unarchive", "group_unarchive"])("is offered again after %s", async (type) => {
    const desk = await scheduled();
    await desk.ada.happen({ type: "channel_archive", channel: CHANNEL });
    await paused(desk, "gone");
    await desk.ada.happen({ type, channel: CHANNEL });
    await told(desk, "The bot can post again");
  });
});

describe("a workspace that the bot is removed from", () => {
  const removed = ({ db }: SlackDesk) => db.selectFrom("removed_tenants").select(["platform", "tenant"]).execute();
  const HERE = { platform: "slack", tenant: TEAM };

  test.each([{ type: "app_uninstalled" }, { type: "tokens_revoked", tokens: { oauth: [], bot: [BOT_USER] } }])(
    "by $type has its schedules paused; what comes late does not bring them back",
    async (event) => {
      const desk = await scheduled();
      const { slack, ada, skip, posted } = desk;
      slack.settings.botToken = "xoxb-another";
      await ada.happen(event);
      await paused(desk, "tenant-gone");
      expect(await removed(desk)).toEqual([HERE]);
      await ada.happen({ type: "channel_unarchive", channel: CHANNEL });
      skip(HOUR_MS);
      await soon(() => slack.callsTo("auth.test").length === 2);
      expect(await removed(desk)).toEqual([HERE]);
      slack.settings.botToken = BOT_TOKEN;
      await ada.openHome();
      await until(async () => (await removed(desk)).length === 0);
      await resume(desk, await told(desk, "The bot can post again"));
      expect(await stateOf(desk)).toBe("active");
      expect(posted()).toHaveLength(1);
    },
  );

  test("is not left because one person's token was revoked", async () => {
    const desk = await scheduled();
    await desk.ada.happen({ type: "tokens_revoked", tokens: { oauth: ["UADA"], bot: [] } });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await stateOf(desk)).toBe("active");
  });

  test.each(["account_inactive", "token_revoked"])(
    "without a word is found out by a post that Slack answers %s to, until a start with a good token",
    async (error) => {
      const desk = await scheduled();
      desk.slack.failNext("chat.postMessage", { error });
      desk.skip(HOUR_MS);
      await paused(desk, "tenant-gone");
      expect(await removed(desk)).toEqual([HERE]);
      await desk.rig.adapter.start(desk.bot);
      await until(async () => (await removed(desk)).length === 0);
      await resume(desk, await told(desk, "The bot can post again"));
      expect(await stateOf(desk)).toBe("active");
    },
  );
});

test("a token that Slack takes no more pauses nothing: what is due waits for a start with a good one", async () => {
  const desk = await scheduled();
  const { slack, rig, bot, skip, posted } = desk;
  const before = posted().length;
  slack.failNext("chat.postMessage", { error: "invalid_auth" });
  skip(HOUR_MS);
  await until(() => rig.fatal.length > 0);
  expect(await stateOf(desk)).toBe("active");
  await rig.adapter.start(bot);
  await until(() => posted().length === before + 1);
  expect(await stateOf(desk)).toBe("active");
});

describe("a story for the workspace alone", () => {
  test.each([
    { failure: { retryAfter: 1 }, what: "asks to wait" },
    { failure: { status: 503, body: "no" }, what: "fails" },
  ])("is posted a little later where Slack $what when it is asked who reads along", async ({ failure }) => {
    const desk = await slackDesk();
    const { ada, slack, answerTo, start, skip, posted } = desk;
    const proposed = await answerTo(() => ada.slash("/briefing-schedule", "merger daily 09:00"));
    await answerTo(() => ada.press(proposed, "Save and introduce it here"));
    start();
    slack.failNext("conversations.info", failure);
    skip(HOUR_MS);
    await until(async () =>
      (await desk.db.selectFrom("deliveries").select("reason").execute()).some(({ reason }) => reason),
    );
    const [waiting] = await desk.db.selectFrom("deliveries").selectAll().execute();
    expect(waiting).toMatchObject({ state: "planned", reason: expect.stringContaining("busy") });
    await soon(() => posted().length === 2, 9_000);
    expect(posted()[1]).toMatch(/^Quiet merger\n/);
  });
});
