import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import type { Options, Place, Reply } from "#chat";
import type { Database } from "#store";
import { botOver } from "../../fixtures/content/bot.ts";
import { libraryOf } from "../../fixtures/content/library.ts";
import { STORIES, story } from "../../fixtures/content/stories.ts";
import { deliveries, scene, until } from "../../fixtures/scheduled.ts";
import { KINDS } from "../../fixtures/stores/stores.ts";

const HERE: Place = { platform: "fake", tenant: "T1", id: "C1" };

describe.each(KINDS)("/briefing-schedule (%s)", (kind) => {
  test("shows the next three runs, introduces itself in the place, and is saved once", async () => {
    const { ask, press, platform, db } = await desk(kind);
    const proposed = await ask({ topic: "walkout weekdays 9am", zone: "America/New_York" });
    expect(words(proposed)).toEqual([
      "Rail strike: weekdays at 09:00 (America/New_York, UTC-5 now); the whole briefing; posted only when something has changed, plus one line after a quiet week",
      "Next: Mon 23 Nov, 09:00 New York; Tue 24 Nov, 09:00 New York; Wed 25 Nov, 09:00 New York.",
      "Saving posts a first message here that says who set it up and how to stop it.",
    ]);
    expect(await db.selectFrom("subscriptions").selectAll().execute()).toEqual([]);
    const [saved, again] = [
      await press(proposed, "Save and introduce it here"),
      await press(proposed, "Save and introduce it here"),
    ];
    expect(words(saved)).toEqual([
      "Scheduled. Its first message is here.",
      "Rail strike: weekdays at 09:00 (America/New_York, UTC-5 now); when something changed; next Mon 23 Nov, 09:00 New York; set up by Sam",
    ]);
    expect(words(again)).toEqual(words(saved));
    expect(platform.messages.map(({ text, place }) => [place, text])).toEqual([
      [
        "C1",
        "Scheduled briefing: Rail strike\nSam set up a briefing on Rail strike, weekdays at 09:00 (America/New_York, UTC-5 now). It is posted only when something changed. The first is due Mon 23 Nov, 09:00 New York.\nAnyone who may schedule here can change or stop it.",
      ],
    ]);
    expect(await db.selectFrom("posts").select(["kind", "message"]).execute()).toEqual([
      { kind: "introduction", message: platform.messages[0]?.id },
    ]);
  });

  test("saves nothing when the introduction cannot be posted, and tells the remedy", async () => {
    const { ask, press, platform, db } = await desk(kind, { C1: "needs-invite" });
    const proposed = await ask({ topic: "walkout", times: "daily 9:00" });
    expect(words(await press(proposed, "Save and introduce it here"))).toEqual([
      "The bot is not a member of this channel. Invite the bot to this channel, then try again.",
    ]);
    expect(await db.selectFrom("subscriptions").selectAll().execute()).toEqual([]);
    platform.faults = {};
    expect(words(await press(proposed, "Save and introduce it here"))[0]).toBe("Scheduled. Its first message is here.");
  });

  test("is not introduced when its story was taken from the place's audience meanwhile", async () => {
    const { ask, press, platform, db, publish } = await desk(kind);
    const proposed = await ask({ topic: "walkout", times: "daily 9:00" });
    publish(libraryOf(story("rail-strike", "title: Rail strike\naudience: [slack:T9]")));
    expect(words(await press(proposed, "Save and introduce it here"))).toEqual([
      "This story is no longer available. Nothing was scheduled.",
    ]);
    expect(platform.messages).toEqual([]);
    expect(await db.selectFrom("subscriptions").selectAll().execute()).toEqual([]);
  });

  test("is listed, paused, resumed, changed, run, taken over and removed", async () => {
    const { ask, press, db, platform, start } = await desk(kind);
    await press(await ask({ topic: "all", times: "daily 9:00", post: "always" }), "Save and introduce it here");
    const list = await ask({});
    expect(words(list)).toEqual([
      "all stories: every day at 09:00 (Europe/London, UTC+0 now); always; next Mon 23 Nov, 09:00 London; set up by Sam",
    ]);
    const card = await press(list, "all stories", "U2");
    expect(words(await press(card, "Pause"))[1]).toContain("paused (by hand)");
    expect((await db.selectFrom("subscriptions").selectAll().executeTakeFirst())?.next_run_at).toBeNull();
    expect(words(await press(await press(card, "Pause"), "Resume"))[1]).toContain("next Mon 23 Nov, 09:00 London");
    const form = await press(card, "Change");
    expect(form.form?.values).toMatchObject({
      topic: "all",
      times: "daily 9:00",
      zone: "Europe/London",
      post: "always",
    });
    const changed = await ask({ ...form.form?.submit.ask.options, ...form.form?.values, times: "fridays 16:00" });
    expect(words(await press(changed, "Save"))[1]).toContain("Fridays at 16:00 (Europe/London, UTC+0 now)");
    expect(words(await press(card, "Take over", "U2"))[1]).toContain("set up by Kim");
    start();
    await press(card, "Run now");
    await until(() => platform.messages.length === 2);
    expect(platform.messages[1]?.text).toMatch(/^All stories\nMon 23 Nov, 08:00 London · set up by Kim\n/);
    expect(await deliveries(db)).toMatchObject([{ by_hand: true }]);
    expect(words(await press(card, "Remove"))).toEqual(["The schedule “fridays 16:00” for all stories is removed."]);
    expect((await ask({})).outcome).toBe("none");
  });

  test("refuses those who may not, and a place that has enough", async () => {
    const { ask } = await desk(kind, {}, false);
    expect(words(await ask({ topic: "walkout", times: "daily 9:00" }))[0]).toContain(
      "You don't have permission to schedule here.",
    );
    const open = await desk(kind);
    const wish = { topic: "rail-strike", sections: "", times: "daily 9:00", zone: "UTC", onlyIfChanged: true };
    for (let n = 0; n < 25; n += 1)
      await open.schedule.subscriptions.add(wish, "Rail strike", { ask: `a${n}`, by: { id: "U1" }, place: HERE });
    const full = await open.press(
      await open.ask({ topic: "walkout", times: "daily 9:00" }),
      "Save and introduce it here",
    );
    expect(words(full)).toEqual(["This place has 25 schedules, which is the limit. Remove one first."]);
  });

  test("does not show or change what is another place's", async () => {
    const { ask, press } = await desk(kind);
    const saved = await press(await ask({ topic: "walkout", times: "daily 9:00" }), "Save and introduce it here");
    const id = saved.actions[0]?.ask.options.schedule ?? "";
    for (const what of ["show", "pause", "remove", "run"]) {
      const reply = await ask({ do: what, schedule: id }, "U2", { ...HERE, tenant: "T2" });
      expect(words(reply)).toEqual(["There is no such schedule here. It may have been removed."]);
    }
  });

  test("is forgotten of whoever asks for it, and goes on", async () => {
    const { ask, press, db, bot, start, platform } = await desk(kind);
    const card = await press(await ask({ topic: "walkout", times: "daily 9:00" }), "Save and introduce it here");
    await ask({ topic: "walkout", times: "daily 10:00" });
    platform.faults = { refuses: { C1: "needs-invite", U1: "forbidden" } };
    start();
    await press(card, "Run now");
    await until(async () => (await rowsNaming(/at-next-use/, db)).length > 0);
    const naming = (await rowsNaming(/Sam|U1/, db)).map(([table]) => table);
    expect([...new Set(naming)]).toEqual(["drafts", "notices", "subscriptions"]);
    const asked = await bot.answer({
      id: "f",
      command: "nutgraf",
      words: "forget-me",
      place: HERE,
      by: { id: "U1", name: "Sam" },
    });
    expect(asked.outcome).toBe("choose");
    expect(words(await press(asked, "Remove it"))).toEqual([
      "Your stored data was removed. One schedule keeps running without you.",
    ]);
    expect(await rowsNaming(/Sam|U1/, db)).toEqual([]);
    expect(words(await ask({}, "U2"))[0]).toContain("No owner. Take over?");
  });
});

describe("a schedule in plain words", () => {
  test.each([
    ["schedule walkout weekdays 09:00", "Rail strike: weekdays at 09:00 (Europe/London, UTC+0 now)"],
    ["please schedule the walkout briefing for 9:00 a.m. daily", "Rail strike: every day at 09:00 (Europe/London"],
    ["can you schedule the rail strike for mondays at 4pm?", "Rail strike: Mondays at 16:00 (Europe/London"],
    ["schedule the walkout monday to friday 9", "“9” could be morning or evening: write 9:00, 9 am or 9 pm."],
    ["schedules", "Nothing is scheduled here."],
    ["my schedule is full today", "Name a story and ask"],
  ])("“%s” is met with “%s”", async (typed, told) => {
    const { bot } = await desk("embedded");
    const reply = await bot.answer({ id: typed, command: "nutgraf", words: typed, place: HERE, by: { id: "U1" } });
    expect(words(reply).join("\n")).toContain(told);
  });
});

describe("what cannot be scheduled", () => {
  test("is answered with what to do", async () => {
    const { ask } = await desk("embedded");
    const cases: readonly (readonly [Options, string])[] = [
      [{ topic: "walkout" }, "Name a story and when to post it."],
      [{ topic: "walkout", times: "whenever" }, "“whenever” has no time of day."],
      [{ topic: "walkout", times: "* * * * *" }, "That is too often: the limit is every 15 minutes."],
      [{ topic: "walkout", times: "*/14 * * * *" }, "That is too often: the limit is every 15 minutes."],
      [{ topic: "walkout", times: "50,59 9 * * *" }, "That is too often: the limit is every 15 minutes."],
      [
        { topic: "walkout", times: "55 9 * * *", zone: "GMT+1" },
        "“GMT+1” is an offset, which daylight saving time would make wrong.",
      ],
      [{ topic: "walkout", times: "*/15 * * * *" }, "every day, every 15 minutes (Europe/London, UTC+0 now)"],
      [{ topic: "walkout", times: "0 9 30 2 *" }, "“0 9 30 2 *” never occurs: there is no such day."],
      [{ topic: "walkout", times: "daily 9:00", zone: "Mars/Olympus" }, "Unknown time zone “Mars/Olympus”."],
      [{ topic: "walkout", times: "daily 9:00", zone: "BST" }, "Europe/London, Asia/Dhaka or Pacific/Bougainville"],
      [{ topic: "walkout", times: "9:00 daily", zone: "kolkata" }, "every day at 09:00 (Asia/Kolkata, UTC+5:30)"],
      [{ topic: "walkout 9 a.m. daily", zone: "nuuk" }, "every day at 09:00 (America/Nuuk, UTC-2 now)"],
      [{ topic: "walkout monday to friday 9" }, "“9” could be morning or evening: write 9:00, 9 am or 9 pm."],
      [{ topic: "leak", times: "daily 9:00" }, "No story is called “leak”."],
      [{ do: "show", schedule: "nothing" }, "There is no such schedule here"],
      [{ do: "save", draft: "nothing" }, "This draft has expired."],
    ];
    for (const [options, told] of cases) expect(words(await ask(options)).join("\n")).toContain(told);
  });
});

async function desk(kind: (typeof KINDS)[number], refuses: Record<string, string> = {}, maySchedule = true) {
  const set = await scene({
    kind,
    at: "2026-11-23T08:00:00Z",
    faults: { refuses },
    adapter: { about: () => ({ maySchedule }) },
  });
  let library = STORIES;
  const bot = botOver(STORIES, { schedule: set.schedule, library: () => library });
  let asked = 0;
  const ask = (options: Options, who = "U1", place = HERE): Promise<Reply> => {
    asked += 1;
    const by = { id: who, name: who === "U1" ? "Sam" : "Kim" };
    return bot.answer({ id: `ask-${asked}`, command: "briefing-schedule", options, place, by });
  };
  const press = (reply: Reply, label: string, who = "U1"): Promise<Reply> => {
    const action = reply.actions.find((action) => action.label === label);
    if (!action) throw new Error(`no button “${label}” in ${JSON.stringify(reply)}`);
    if (action.ask.command === "briefing-schedule") return ask(action.ask.options, who);
    return bot.answer({ id: "press", ...action.ask, place: HERE, by: { id: who } });
  };
  const publish = (next: typeof STORIES) => {
    library = next;
  };
  set.connect();
  return { ...set, bot, ask, press, publish };
}

/** Every row of every table that the database holds and that names something, with its table. */
async function rowsNaming(what: RegExp, db: Database): Promise<[string, string][]> {
  const tables = await db.introspection.getTables();
  const found = await Promise.all(
    tables.map(async ({ name }) => {
      const { rows } = await sql<object>`select * from ${sql.table(name)}`.execute(db);
      return rows.flatMap((row): [string, string][] => {
        const text = JSON.stringify(row);
        return what.test(text) ? [[name, text]] : [];
      });
    }),
  );
  return found.flat();
}

function words({ blocks }: Reply): string[] {
  return blocks.flatMap((block) => {
    if (block.kind === "notice") return [block.text];
    if (block.kind === "list") return block.items.map(({ label, detail }) => `${label}: ${detail}`);
    return [];
  });
}
