import { describe, expect, test } from "vitest";
import { readMessage } from "../../fakes/slack/read.ts";
import { until } from "../../fakes/slack/rig.ts";
import { type SlackDesk, slackDesk } from "../../fixtures/slack-desk.ts";

const text = (message: object) => readMessage({ ...message }).text;

/** A channel with schedules of these, as they are typed. */
async function channelWith(...typed: string[]) {
  const desk = await slackDesk();
  for (const words of typed) {
    const proposed = await desk.answerTo(() => desk.ada.slash("/briefing-schedule", words));
    await desk.answerTo(() => desk.ada.press(proposed, "Save and introduce it here"));
  }
  return desk;
}
const type = (desk: SlackDesk, words: string) =>
  desk.answerTo(() => desk.ada.slash("/briefing-schedule", words)).then(text);
const left = async ({ subscriptions }: SlackDesk) =>
  (await subscriptions()).map(({ topic, state, times }) => `${topic} ${times} ${state}`);

const STRIKE = "walkout daily 09:00";
const FARES = "tickets fridays 16:00";

/** What is typed, and what is answered without anything being changed by it. */
const STILL = [
  ["show tickets", "Rail fares"],
  ["list", "2 schedules here"],
  ["stop walkout", "Pause it to keep it for later, or remove it."],
  ["walkout off", "Pause it to keep it for later, or remove it."],
  ["cancel tickets", "Pause it to keep it for later, or remove it."],
  ["stop", "Which schedule?"],
  ["remove", "Which schedule?"],
  ["pause", "Which schedule?"],
  ["remove fri", "Which schedule?"],
  ["remove all", "none is called “all”. Which one is meant?\nRail strike"],
  ["pause harbour", "none is called “harbour”. Which one is meant?\nRail strike"],
  ["change walkout weekdays 10:00", "Save these changes?\n• Rail strike · weekdays at 10:00"],
  ["reschedule tickets to mondays 8am", "Save these changes?\n• Rail fares · Mondays at 08:00"],
  ["add walkout weekdays 10:00", "Save this schedule?\n• Rail strike · weekdays at 10:00"],
] as const;
/** The same where nothing is scheduled. */
const NOTHING = [
  ["remove walkout", "There is no such schedule here"],
  ["stop", "Nothing is scheduled here."],
  ["walkout at 9", "“9” could be morning or evening: write 9:00, 9 am or 9 pm."],
  ["strike at 9", "“9” could be morning or evening: write 9:00, 9 am or 9 pm."],
  ["walkout whenever", "“whenever” has no time of day."],
  ["walkout", "Name a story and when to post it"],
  ["harbour at 9", "No story is called “harbour”. You can ask about:"],
  ["harbour", "No story is called “harbour”. You can ask about:"],
  ["rail at 9am", "Several stories match “rail”."],
] as const;

describe("what is typed after /briefing-schedule", () => {
  test.each([
    ["remove walkout", "is removed", ["rail-fares fridays 16:00 active"]],
    ["delete the rail strike schedule", "is removed", ["rail-fares fridays 16:00 active"]],
    ["rail-strike remove", "is removed", ["rail-fares fridays 16:00 active"]],
    ["Walkout delete", "is removed", ["rail-fares fridays 16:00 active"]],
    ["pause walkout", "paused (by hand)", ["rail-strike daily 09:00 paused", "rail-fares fridays 16:00 active"]],
    ["please pause: strike", "paused (by hand)", ["rail-strike daily 09:00 paused", "rail-fares fridays 16:00 active"]],
    ["walkout pause", "paused (by hand)", ["rail-strike daily 09:00 paused", "rail-fares fridays 16:00 active"]],
    ["pause fridays", "paused (by hand)", ["rail-strike daily 09:00 active", "rail-fares fridays 16:00 paused"]],
    ["resume walkout", "next Mon 23 Nov, 09:00 London", undefined],
    ["run now tickets", "On its way", undefined],
    ["take over tickets", "It's yours now", undefined],
  ])("%j is understood: %j", async (words, answered, rows) => {
    const desk = await channelWith(STRIKE, FARES);
    const before = await left(desk);
    expect(await type(desk, words)).toContain(answered);
    expect(await left(desk)).toEqual(rows ?? before);
    expect(desk.slack.faults).toEqual([]);
  });

  test("what asks, shows or proposes leaves all as it is", async () => {
    const desk = await channelWith(STRIKE, FARES);
    const before = await left(desk);
    for (const [words, answered] of STILL)
      expect([words, await type(desk, words)]).toEqual([words, expect.stringContaining(answered)]);
    expect(await left(desk)).toEqual(before);
    expect(desk.slack.faults).toEqual([]);
  });

  test("what is answered where nothing is scheduled", async () => {
    const desk = await slackDesk();
    for (const [words, answered] of NOTHING)
      expect([words, await type(desk, words)]).toEqual([words, expect.stringContaining(answered)]);
    expect(await left(desk)).toEqual([]);
  });

  test("stays in the form that asks for the rest, and with the story that is chosen", async () => {
    const desk = await slackDesk();
    const { ada, slack, answerTo, modalAfter } = desk;
    const unclear = await answerTo(() => ada.slash("/briefing-schedule", "strike at 9"));
    const { id } = await modalAfter(() => ada.press(unclear, "New schedule…"), "morning or evening");
    const inputs = (slack.views.get(id)?.blocks ?? []) as readonly { block_id?: string; element?: object }[];
    expect(Object.fromEntries(inputs.map(({ block_id, element }) => [block_id, element]))).toMatchObject({
      topic: { initial_option: { value: "rail-strike" } },
      times: { initial_value: "at 9" },
    });
    const unknown = await answerTo(() => ada.slash("/briefing-schedule", "harbour daily 9:00"));
    const chosen = await answerTo(() => ada.press(unknown, "Rail strike"));
    expect(text(chosen)).toContain("Save this schedule?\n• Rail strike · every day at 09:00");
  });

  test("is chosen among several of one story, each of which can then be removed", async () => {
    const desk = await channelWith(STRIKE, "walkout fridays 16:00");
    const which = await desk.answerTo(() => desk.ada.slash("/briefing-schedule", "remove walkout"));
    expect(text(which)).toContain("Which schedule?\nRail strike · every day at 09:00");
    await desk.answerTo(() => desk.ada.press(which, "Rail strike · Fridays at 16:00"));
    expect(await left(desk)).toEqual(["rail-strike daily 09:00 active"]);
  });

  test("by a mention means the same", async () => {
    const desk = await channelWith(STRIKE);
    await desk.ada.mention("<@UBOT> briefing-schedule pause walkout");
    await until(() => JSON.stringify(desk.slack.messages).includes("paused (by hand)"), 8_000);
    expect(await left(desk)).toEqual(["rail-strike daily 09:00 paused"]);
  });
});
