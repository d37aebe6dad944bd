import { describe, expect, test } from "vitest";
import { CHANNEL, type Message } from "../../fakes/slack/api.ts";
import { readMessage } from "../../fakes/slack/read.ts";
import { until } from "../../fakes/slack/rig.ts";
import { type DeskOptions, type SlackDesk, slackDesk } from "../../fixtures/slack-desk.ts";
import { noticeRow } from "../../fixtures/stores/rows.ts";

const NEW = { topic: "rail-strike", times: "weekdays 09:00" };
const BY_BEN = { user: { id: "UBEN", name: "ben", team_id: "T0HOME" } };

/** Someone opens the form for a new schedule. */
async function form(options?: DeskOptions) {
  const desk = await slackDesk(options);
  const list = await desk.answerTo(() => desk.ada.slash("/briefing-schedule"));
  const { id } = await desk.modalAfter(() => desk.ada.press(list, "New schedule"), "New schedule");
  return { ...desk, id };
}

const text = (message: Message) => readMessage(message).text;
const fieldsOf = ({ slack }: Pick<SlackDesk, "slack">, id: string) => {
  const blocks = (slack.views.get(id)?.blocks ?? []) as readonly { block_id?: string; element?: object }[];
  return Object.fromEntries(blocks.flatMap(({ block_id, element }) => (block_id ? [[block_id, element]] : [])));
};
/** The card of the one schedule, opened from the list. */
const card = async ({ ada, answerTo }: SlackDesk, more: object = {}) => {
  const list = await answerTo(() => ada.slash("/briefing-schedule", "", more));
  return answerTo(() => ada.press(list, "Rail strike", "user_id" in more ? BY_BEN : {}));
};

describe("the form for a schedule", () => {
  test("opens from the list with the asker's own time zone, and lists all stories", async () => {
    const { slack, ada, id, ...desk } = await form();
    expect(fieldsOf({ slack }, id)).toMatchObject({
      topic: { type: "external_select" },
      times: { type: "plain_text_input" },
      zone: { initial_value: "Europe/London" },
      sections: { type: "multi_static_select" },
      post: { initial_option: { value: "changes" } },
    });
    const { options } = (await ada.type(id, "topic", "")) as { options: { value: string }[] };
    expect(options.map(({ value }) => value).sort()).toEqual(["all", "merger", "rail-fares", "rail-strike"]);
    expect(await desk.subscriptions()).toEqual([]);
    expect(slack.faults).toEqual([]);
  });

  test.each([
    ["whenever", {}, "times", "“whenever” has no time of day. Write it like"],
    ["* * * * *", {}, "times", "That is too often: the limit is every 15 minutes."],
    ["0 9 30 2 *", {}, "times", "never occurs"],
    ["", {}, "times", "Name a story and when to post it."],
    ["daily 9:00", { zone: "Mars/Olympus" }, "zone", "Unknown time zone “Mars/Olympus”."],
  ])(
    "says beside the field what is wrong with %j, and keeps the rest as it was typed",
    async (times, more, field, words) => {
      const { slack, ada, id, subscriptions, modalAfter } = await form();
      const acked = await ada.submit(id, { ...NEW, sections: "happening", ...more, times });
      expect(acked).toEqual({ response_action: "errors", errors: { [field]: expect.stringContaining(words) } });
      expect(readMessage(slack.views.get(id) ?? {}).text).toContain("New schedule");
      expect(slack.callsTo("views.update")).toEqual([]);
      // Mended in the same form.
      const fixed = await modalAfter(() => ada.submit(id, { ...NEW, sections: "happening" }), "Save this schedule?");
      expect(fixed.id).toBe(id);
      expect(fixed.text).toContain("weekdays at 09:00 (Europe/London, UTC+0 now); happening;");
      expect(await subscriptions()).toEqual([]);
      expect(slack.faults).toEqual([]);
    },
  );

  test("that takes long is acknowledged in time, and comes back with what was typed", async () => {
    const { slack, ada, id, modalAfter } = await form();
    slack.failNext("users.info", { slowMs: 2_000 });
    const waiting = modalAfter(() => ada.submit(id, { ...NEW, times: "whenever" }), "has no time of day");
    const { text } = await waiting;
    expect(text).toContain("New schedule");
    expect(fieldsOf({ slack }, id)).toMatchObject({
      topic: { initial_option: { value: "rail-strike", text: { text: "Rail strike" } } },
      times: { initial_value: "whenever" },
      zone: { initial_value: "Europe/London" },
    });
    expect(slack.faults).toEqual([]);
  });

  test("shows the next three runs; saving introduces it in the channel, and only then is it saved", async () => {
    const { slack, ada, id, posted, subscriptions, modalAfter } = await form();
    const shown = await modalAfter(
      () => ada.submit(id, { ...NEW, zone: "America/New_York", post: "always" }),
      "Save this schedule?",
    );
    expect(shown.text).toContain(
      "Rail strike · weekdays at 09:00 (America/New_York, UTC-5 now); the whole briefing; always posted",
    );
    expect(shown.text).toContain(
      "Next: Mon 23 Nov, 09:00 New York; Tue 24 Nov, 09:00 New York; Wed 25 Nov, 09:00 New York.",
    );
    expect([posted(), await subscriptions()]).toEqual([[], []]);
    await modalAfter(() => ada.pressIn(id, "Save and introduce it here"), "Scheduled. Its first message is here.");
    expect(posted()).toEqual([
      expect.stringMatching(
        /^Scheduled briefing: Rail strike\nada set up a briefing on Rail strike, weekdays at 09:00/,
      ),
    ]);
    expect(await subscriptions()).toMatchObject([
      {
        platform: "slack",
        tenant: "T0HOME",
        place: CHANNEL,
        owner: "UADA",
        topic: "rail-strike",
        only_if_changed: false,
      },
    ]);
    await ada.pressIn(id, "Pause");
    await until(() => readMessage(slack.views.get(id) ?? {}).text.includes("paused (by hand)"));
    expect(slack.faults).toEqual([]);
  });
});

describe("a schedule in its channel", () => {
  const saved = async (options?: DeskOptions) => {
    const desk = await slackDesk(options);
    const { ada, answerTo } = desk;
    const proposed = await answerTo(() => ada.slash("/briefing-schedule", "walkout daily 09:00"));
    await answerTo(() => ada.press(proposed, "Save and introduce it here"));
    return desk;
  };

  test("is listed, changed in a form that shows it, paused, resumed, run and removed", async () => {
    const desk = await saved();
    const { slack, ada, answerTo, modalAfter, subscriptions, posted, start } = desk;
    const shown = await card(desk);
    expect(text(shown)).toContain(
      "every day at 09:00 (Europe/London, UTC+0 now); when something changed; next Mon 23 Nov, 09:00 London; set up by ada",
    );
    const { id } = await modalAfter(() => ada.press(shown, "Change"), "Change schedule");
    expect(fieldsOf(desk, id)).toMatchObject({
      topic: { initial_option: { value: "rail-strike", text: { text: "Rail strike" } } },
      times: { initial_value: "daily 09:00" },
      zone: { initial_value: "Europe/London" },
    });
    await modalAfter(() => ada.submit(id, { times: "fridays 16:00", sections: "next" }), "Save these changes?");
    await modalAfter(() => ada.pressIn(id, "Save"), "Changed.");
    expect(await subscriptions()).toMatchObject([{ times: "fridays 16:00", sections: "next", topic: "rail-strike" }]);

    const again = await modalAfter(() => ada.pressIn(id, "Change"), "Change schedule");
    // What is emptied is meant so.
    await modalAfter(() => ada.submit(again.id, { sections: "" }), "Save these changes?");
    await modalAfter(() => ada.pressIn(id, "Save"), "Changed.");
    expect(await subscriptions()).toMatchObject([{ times: "fridays 16:00", sections: "" }]);

    expect(text(await answerTo(() => ada.press(shown, "Pause")))).toContain("paused (by hand)");
    const paused = await card(desk);
    expect(text(await answerTo(() => ada.press(paused, "Resume")))).toContain("next Fri 27 Nov, 16:00 London");
    start();
    await answerTo(() => ada.press(shown, "Run now"));
    await until(() => posted().length === 2, 8_000);
    expect(posted()[1]).toMatch(/^Rail strike\nMon 23 Nov, 08:00 London/);
    expect(text(await answerTo(() => ada.press(shown, "Remove")))).toContain("is removed");
    expect(await subscriptions()).toEqual([]);
    expect(slack.faults).toEqual([]);
  });

  test("is taken over by somebody else once its owner left", async () => {
    const desk = await saved();
    const { slack, ada, answerTo, subscriptions, schedule } = desk;
    slack.users.delete("UADA");
    await schedule.forget({ platform: "slack", person: "UADA" });
    const shown = await card(desk, { user_id: "UBEN", user_name: "ben" });
    expect(text(shown)).toContain("No owner. Take over?");
    expect(text(await answerTo(() => ada.press(shown, "Take over", BY_BEN)))).toContain("set up by ben");
    expect(await subscriptions()).toMatchObject([{ owner: "UBEN", owner_name: "ben" }]);
  });

  test("is changed by nobody who may not: guests, and members where only admins may", async () => {
    const desk = await saved();
    const { ada, answerTo, subscriptions } = desk;
    const guest = { user: { id: "UGUEST", name: "guest", team_id: "T0HOME" } };
    const shown = await card(desk);
    expect(text(await answerTo(() => ada.press(shown, "Pause", guest)))).toContain(
      "You don't have permission to schedule here.",
    );
    expect(await subscriptions()).toMatchObject([{ state: "active" }]);
  });
});

describe("who and where", () => {
  test("only admins may, where that is set", async () => {
    const { ada, answerTo } = await slackDesk({ slack: { schedulers: "admins" } });
    const refused = await answerTo(() => ada.slash("/briefing-schedule", "walkout daily 09:00"));
    expect(text(refused)).toContain("You don't have permission to schedule here.");
    const list = await answerTo(() => ada.slash("/briefing-schedule"));
    expect(text(list)).toContain("Nothing is scheduled here.");
    const allowed = await answerTo(() => ada.slash("/briefing-schedule", "walkout daily 09:00", { user_id: "UADMIN" }));
    expect(text(allowed)).toContain("Save this schedule?");
  });

  test("the bot that is no member says how to invite it, and nothing is saved until it is", async () => {
    const { slack, ada, id, modalAfter, subscriptions, posted } = await form();
    slack.channels.set(CHANNEL, { is_member: false });
    const asked = await modalAfter(() => ada.submit(id, NEW), "Save this schedule?");
    expect(asked.text).toContain("The bot is not a member of this channel: invite it first, by typing /invite");
    const { text } = await modalAfter(() => ada.pressIn(id, "Save and introduce it here"), "then try again");
    expect(text).toContain("The bot is not a member of this channel. Invite the bot to this channel, then try again.");
    expect(text).not.toMatch(/not_in_channel|CGENERAL/);
    expect([await subscriptions(), posted()]).toEqual([[], []]);
  });

  test.each<[string, object, string | undefined]>([
    [
      "that is archived",
      { is_member: true, is_archived: true },
      "This channel is archived: nothing can be posted here",
    ],
    ["that the bot left", { is_member: false }, "The bot is not a member of this channel: invite it first"],
    ["that it was never invited to", { unknown: true }, "The bot is not a member of this channel: invite it first"],
    ["that it is in", { is_member: true }, undefined],
  ])("what is about to be set up in a channel %s says so before anything is saved", async (_, channel, words) => {
    const { slack, ada, answerTo } = await slackDesk();
    slack.channels.set(CHANNEL, channel);
    const asked = text(await answerTo(() => ada.slash("/briefing-schedule", "walkout daily 09:00")));
    expect(asked).toContain("Save this schedule?");
    if (words) expect(asked).toContain(words);
    else expect(asked).not.toMatch(/member|archived/);
  });

  test("nothing is claimed of a channel that Slack does not tell of", async () => {
    const { slack, ada, answerTo } = await slackDesk();
    slack.scopes.delete("channels:read");
    const asked = text(await answerTo(() => ada.slash("/briefing-schedule", "walkout daily 09:00")));
    expect(asked).not.toMatch(/not a member|archived/);
    expect(asked).toContain("Slack does not tell this bot about this conversation.");
  });

  test.each([
    [
      "shared with another company",
      { is_member: true, is_ext_shared: true },
      "people outside its audience can read this channel",
    ],
    ["that the bot cannot look into", { unknown: true as const }, "invite it first, by typing /invite"],
  ])("a story that is not for everyone is not named in a channel %s", async (_, channel, words) => {
    const { slack, ada, answerTo, subscriptions, posted } = await slackDesk();
    const proposed = await answerTo(() => ada.slash("/briefing-schedule", "merger daily 09:00"));
    slack.channels.set(CHANNEL, channel);
    // Opened to others between the question and the saving.
    expect(text(await answerTo(() => ada.press(proposed, "Save and introduce it here")))).toContain(words);
    expect(text(await answerTo(() => ada.slash("/briefing-schedule", "merger daily 09:00")))).toContain(words);
    expect([await subscriptions(), posted()]).toEqual([[], []]);
    const other = await answerTo(() => ada.slash("/briefing-schedule", "walkout daily 09:00"));
    expect(text(other)).toContain("Save this schedule?");
  });
});

describe("what waits for somebody until they next use a schedule", () => {
  const waiting = async (more: DeskOptions = {}) => {
    const desk = await form(more);
    await desk.db
      .insertInto("notices")
      .values(
        noticeRow("paused:x:owner", {
          ...{ platform: "slack", tenant: "T0HOME", person: "UADA", state: "at-next-use" },
          text: "The schedule for “secret-merger” is paused.",
        }),
      )
      .execute();
    return desk;
  };

  test("is said in the form too where a field is wrong, and what was typed stays", async () => {
    const desk = await waiting();
    const { slack, ada, id, modalAfter } = desk;
    const { text } = await modalAfter(() => ada.submit(id, { ...NEW, times: "whenever" }), "secret-merger");
    expect(text).toContain("has no time of day");
    expect(fieldsOf(desk, id)).toMatchObject({ times: { initial_value: "whenever" } });
    // Told once; from then on what is wrong is said beside its field.
    expect(await ada.submit(id, { ...NEW, times: "whenever" })).toMatchObject({ response_action: "errors" });
    expect(slack.faults).toEqual([]);
  });

  test("is never said where others read along", async () => {
    const { slack, ada, posted, answerTo } = await waiting();
    await ada.mention("<@UBOT> briefing-schedule");
    await until(() => posted().length > 0);
    expect(posted().join()).not.toContain("secret-merger");
    expect(text(await answerTo(() => ada.slash("/briefing-schedule")))).toContain("secret-merger");
    expect(slack.faults).toEqual([]);
  });
});
