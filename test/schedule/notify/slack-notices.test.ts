import { describe, expect, test } from "vitest";
import { CHANNEL, type Failure, TEAM } from "../../fakes/slack/api.ts";
import { readMessage } from "../../fakes/slack/read.ts";
import { until } from "../../fakes/slack/rig.ts";
import { libraryOf } from "../../fixtures/content/library.ts";
import { story } from "../../fixtures/content/stories.ts";
import { type SlackDesk, slackDesk } from "../../fixtures/slack-desk.ts";
import { noticeRow, subscriptionRow } from "../../fixtures/stores/rows.ts";

const HOUR_MS = 3_600_000;
const OPERATOR = { platform: "slack", tenant: TEAM, id: "COPS" };
/** Codes of the platform, its ids and ours, instants, names of files. */
const FOR_MACHINES =
  /\b[a-z]+(?:_[a-z]+)+\b|\b[CDGUTW](?:[A-Z0-9]{3,})\b|\d{4}-\d{2}-\d{2}T|rail-strike|slack:|\b5\d\d\b|undefined|\* \*/;

/** Ada has set up a briefing at nine; it is eight. */
async function scheduled(times = "daily 09:00") {
  const desk = await slackDesk({ schedule: { operator: OPERATOR, graceMs: 2 * HOUR_MS } });
  const { ada, slack, answerTo } = desk;
  slack.channels.set(OPERATOR.id, { is_member: true });
  const proposed = await answerTo(() => ada.slash("/briefing-schedule", `walkout ${times}`));
  await answerTo(() => ada.press(proposed, "Save and introduce it here"));
  return desk;
}
const told = ({ slack }: SlackDesk, to = "UADA") =>
  slack.messages.filter(({ channel, ephemeral }) => channel === to && !ephemeral);
const heard = async (desk: SlackDesk, to = "UADA") => {
  const [message] = await until(() => told(desk, to).length > 0 && told(desk, to), 8_000);
  return { text: readMessage(message ?? {}).text, sent: JSON.stringify(message?.blocks) };
};

const fails = (failure: Failure) => (desk: SlackDesk) => desk.slack.failNext("chat.postMessage", failure);

describe("a notice of a schedule speaks to people", () => {
  test.each<[string, (desk: SlackDesk) => unknown, string, boolean]>([
    [
      "that the bot was put out",
      (desk) => desk.slack.channels.set(CHANNEL, { is_member: false }),
      "The schedule for “Rail strike” (daily 09:00) is paused: the bot is not a member of the channel.",
      true,
    ],
    [
      "that a channel was archived",
      (desk) => desk.slack.channels.set(CHANNEL, { is_member: true, is_archived: true }),
      "is paused: the channel is gone or archived.",
      true,
    ],
    [
      "that posting is restricted",
      fails({ error: "restricted_action_read_only_channel" }),
      "is paused: the bot is not allowed to post there.",
      true,
    ],
    [
      "that a message was refused",
      fails({ error: "invalid_blocks" }),
      "The briefing on “Rail strike” due Mon 23 Nov, 09:00 London could not be posted. The schedule keeps running.",
      true,
    ],
    [
      "that an answer was lost",
      fails({ lost: true }),
      "The briefing on “Rail strike” due Mon 23 Nov, 09:00 London may or may not have been posted.",
      true,
    ],
    [
      "that a story was withdrawn",
      (desk) => desk.publish(libraryOf(story("rail-fares", "title: Rail fares"))),
      "The briefing due Mon 23 Nov, 09:00 London was not posted: its story is no longer available there. The schedule keeps running. Remove it, or change its story, if it is no longer needed.",
      false,
    ],
    [
      "that a story may not be told there any more",
      (desk) => desk.publish(libraryOf(story("rail-strike", 'title: Secret strike\naudience: ["slack:T0OTHER"]'))),
      "The briefing due Mon 23 Nov, 09:00 London was not posted: its story is no longer available there.",
      false,
    ],
    [
      "that another story has a name like it",
      (desk) => desk.publish(libraryOf(story("rail-strikes", "title: Rail strikes of old\naliases: [rail-strike]"))),
      "was not posted: its story is no longer available there.",
      false,
    ],
  ])("%s", async (_, act, words, hasOperator) => {
    const desk = await scheduled();
    await act(desk);
    desk.start();
    desk.skip(HOUR_MS);
    const { text, sent } = await heard(desk);
    expect(text).toContain(words);
    expect(text).not.toMatch(FOR_MACHINES);
    expect(text).not.toContain("Secret");
    expect(sent).toContain(`{"type":"channel","channel_id":"${CHANNEL}"}`);
    if (!hasOperator) return;
    const operator = await heard(desk, OPERATOR.id);
    expect(operator.text).not.toMatch(FOR_MACHINES);
    expect(operator.sent).toContain(`{"type":"channel","channel_id":"${CHANNEL}"}`);
  });

  test("names times that were typed as cron in words, and a paused story that ended as what it is", async () => {
    const desk = await scheduled("0 9 * * 1-5");
    desk.publish(libraryOf(story("rail-fares", "title: Rail fares")));
    desk.start();
    await desk.ada.happen({ type: "channel_archive", channel: CHANNEL });
    const { text } = await heard(desk);
    expect(text).toContain(
      "The schedule (weekdays at 09:00) whose story is no longer available there is paused: the channel was archived.",
    );
    expect(text).not.toMatch(FOR_MACHINES);
  });

  test("tells a place on another platform by its name there", async () => {
    const desk = await scheduled();
    const { slack, db, start, schedule } = desk;
    const about = { platform: "elsewhere", tenant: "1", id: "112233" };
    const row = { ...OPERATOR, person: null, about: JSON.stringify(about) };
    const { platform, tenant } = row;
    const notice = { platform, tenant, person: null, state: "planned", text: "It is paused." } as const;
    const named = { ...noticeRow("perhaps:named", notice), about: JSON.stringify(about) };
    const unnamed = { ...noticeRow("stopped:unnamed", notice), about: JSON.stringify({ ...about, platform: "other" }) };
    await db.insertInto("notices").values([named, unnamed]).execute();
    const never = () => Promise.reject(new Error("not asked"));
    const silent = { start: never, stop: never, post: never, settle: never, amend: never, about: never };
    schedule.connect([{ ...silent, platform: "elsewhere", placeName: async () => "newsroom" }]);
    start();
    await until(() => told(desk, OPERATOR.id).length === 2, 8_000);
    expect(
      told(desk, OPERATOR.id)
        .map((message) => readMessage(message).text.split("\n")[1])
        .sort(),
    ).toEqual(["It is paused. Where: #newsroom on Elsewhere", "It is paused. Where: a channel on Other"]);
    expect(slack.faults).toEqual([]);
  });

  test("the name of a channel is asked of Slack for those who are elsewhere", async () => {
    const desk = await slackDesk();
    desk.slack.channels.set("CNEWS", { name: "news" });
    expect(await desk.rig.adapter.placeName?.({ platform: "slack", tenant: TEAM, id: "CNEWS" })).toBe("news");
  });
});

describe("a place that the bot is in again without an event of it", () => {
  test.each([
    ["needs-invite", true],
    ["gone", true],
    ["forbidden", false],
    ["by hand", false],
  ])("is found where it was paused as %s: %s", async (reason, isFound) => {
    const desk = await slackDesk({ schedule: { lookAgainMs: 40 } });
    const { db, slack, start } = desk;
    slack.channels.set(CHANNEL, { is_member: false });
    const paused = { state: "paused", paused_reason: reason, next_run_at: null } as const;
    const where = { platform: "slack", tenant: TEAM, place: CHANNEL, owner: "UADA" };
    await db
      .insertInto("subscriptions")
      .values(subscriptionRow("one", { ...where, ...paused }))
      .execute();
    start();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(told(desk)).toEqual([]);
    slack.channels.set(CHANNEL, { is_member: true });
    if (isFound)
      expect((await heard(desk)).text).toContain("The bot can post again where the schedule for “Rail strike”");
    else await new Promise((resolve) => setTimeout(resolve, 400));
    expect(told(desk)).toHaveLength(isFound ? 1 : 0);
  });
});
