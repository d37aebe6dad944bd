import { describe, expect, test } from "vitest";
import { readMessage } from "../../fakes/slack/read.ts";
import { openDesk } from "../../fixtures/discord-desk.ts";
import { slackDesk } from "../../fixtures/slack-desk.ts";

const WORDS = "when it changes, at most 5 times a day, not between 22:00 and 07:00 (Europe/London, UTC+0 now)";
const TYPED = "on change, at most 5 a day, quiet 22:00-07:00";

describe("a schedule that follows changes", () => {
  test("is typed in Slack, said back in words, introduced, listed, changed and resumed", async () => {
    const { ada, answerTo, posted, subscriptions, slack } = await slackDesk();
    const proposed = await answerTo(() => ada.slash("/briefing-schedule", `walkout ${TYPED}`));
    const { text } = readMessage(proposed);
    expect(text).toContain(`Rail strike · ${WORDS}; the whole briefing; changes within ten minutes go into one post`);
    expect(text).not.toContain("Next:");
    await answerTo(() => ada.press(proposed, "Save and introduce it here"));
    expect(posted()[0]).toContain(`ada set up a briefing on Rail strike, ${WORDS}.\n`);
    expect(await subscriptions()).toMatchObject([
      { cron: "@change 5 22:00-07:00", next_run_at: null, state: "active" },
    ]);
    const list = await answerTo(() => ada.slash("/briefing-schedule"));
    expect(readMessage(list).text).toContain(`Rail strike · ${WORDS}; set up by ada`);
    const card = await answerTo(() => ada.press(list, "Rail strike"));
    const paused = await answerTo(() => ada.press(card, "Pause"));
    await answerTo(() => ada.press(paused, "Resume"));
    expect(await subscriptions()).toMatchObject([{ next_run_at: null, state: "active" }]);
    const changed = await answerTo(() => ada.slash("/briefing-schedule", "change walkout on change"));
    await answerTo(() => ada.press(changed, "Save"));
    expect(await subscriptions()).toMatchObject([{ cron: "@change 3", next_run_at: null }]);
    expect(slack.faults).toEqual([]);
  });

  test.each([
    "walkout on change",
    "Rail strike on change",
    "add walkout on change",
    "all on change",
    "walkout On Every change",
  ])("is meant by /briefing-schedule %s", async (typed) => {
    const { ada, answerTo } = await slackDesk();
    const { text } = readMessage(await answerTo(() => ada.slash("/briefing-schedule", typed)));
    expect(text).toContain("Save this schedule?");
    expect(text).toContain("when it changes, at most 3 times a day (Europe/London, UTC+0 now)");
  });

  test("is picked in Slack's form", async () => {
    const { ada, answerTo, modalAfter, subscriptions, slack } = await slackDesk();
    const list = await answerTo(() => ada.slash("/briefing-schedule"));
    const { id } = await modalAfter(() => ada.press(list, "New schedule"), "New schedule");
    const wish = { topic: "rail-strike", times: "on change", post: "always" };
    const shown = await modalAfter(() => ada.submit(id, wish), "Save this schedule?");
    expect(shown.text).toContain("when it changes, at most 3 times a day (Europe/London, UTC+0 now)");
    expect(shown.text).not.toContain("always");
    await ada.pressIn(id, "Save and introduce it here");
    await expect.poll(subscriptions).toMatchObject([{ cron: "@change 3", only_if_changed: true }]);
    expect(slack.faults).toEqual([]);
  });

  test("is set up on Discord, and its times are suggested", async () => {
    const { use, press, saved, typing, server } = await openDesk();
    const suggested = await typing("times", "on change");
    expect(suggested[0]?.name).toContain("when it changes, at most 3 times a day");
    const proposed = await use({ topic: "rail-strike", times: TYPED, zone: "Europe/London" });
    expect(proposed.words).toContain(WORDS);
    const done = await press(proposed, "Save and introduce it here");
    expect(done.words).toContain("Scheduled. Its first message is here.");
    expect(await saved()).toMatchObject([{ cron: "@change 5 22:00-07:00", next_run_at: null }]);
    expect((await use({})).words).toContain(WORDS);
    expect(server.illegal).toEqual([]);
  });
});
