import { describe, expect, test } from "vitest";
import { CHANNEL, MEMBER, SERVER } from "../../fakes/discord/payloads.ts";
import { readMessage, wordsOf } from "../../fakes/discord/reading.ts";
import { serverOf, until } from "../../fakes/discord/scene.ts";
import { type Desk, EDITOR, OTHER, openDesk } from "../../fixtures/discord-desk.ts";
import { until as soon } from "../../fixtures/scheduled.ts";
import { subscriptionRow } from "../../fixtures/stores/rows.ts";

const WISH = { topic: "rail-strike", times: "weekdays 9am", zone: "Europe/London", post: "always" };
/** A moment of November 2026, as each reader sees it in their own zone. */
const at = (time: string) => `<t:${Date.parse(`2026-11-${time}Z`) / 1_000}:F>`;
const SAVE = "Save and introduce it here";

async function setUp(desk: Desk, wish: Readonly<Record<string, string>> = WISH) {
  return desk.press(await desk.use(wish), SAVE);
}

describe("typing /briefing-schedule on Discord", () => {
  test("meets zones, times and topics from memory, and the schedules of the place", async () => {
    const desk = await openDesk();
    const { typing } = desk;
    expect((await typing("zone", "lond"))[0]).toEqual({ name: "Europe/London", value: "Europe/London" });
    expect((await typing("zone", "new yo"))[0]).toEqual({ name: "America/New York", value: "America/New_York" });
    expect(await typing("zone", "")).toHaveLength(25);
    expect((await typing("times", ""))[0]).toEqual({
      name: "weekdays 09:00 · weekdays at 09:00",
      value: "weekdays 09:00",
    });
    expect((await typing("times", "mon, thu")).map(({ value }) => value)).toContain("mon, thu 09:00");
    expect(await typing("times", "whenever")).toEqual([]);
    expect(await typing("topic", "walk")).toEqual([{ name: "Rail strike", value: "rail-strike" }]);
    expect(await typing("schedule", "")).toEqual([]);
    await setUp(desk);
    await setUp(desk, { ...WISH, topic: "rail-fares", times: "daily 8:30" });
    const [first, second] = await desk.saved();
    expect(await typing("schedule", "")).toEqual([
      { name: "Rail strike · weekdays at 09:00 (Europe/London, UTC+0 now)", value: first?.id },
      { name: "Rail fares · every day at 08:30 (Europe/London, UTC+0 now)", value: second?.id },
    ]);
    expect(await typing("schedule", "FARES")).toHaveLength(1);
    expect(await typing("schedule", "", { ...EDITOR, channel: "645027906669510001" })).toEqual([]);
    expect(desk.server.illegal).toEqual([]);
  });
});

describe("a schedule set up on Discord", () => {
  test("is confirmed by the one who asks, introduced in the channel, and saved once", async () => {
    const desk = await openDesk();
    const proposed = await desk.use(WISH);
    expect(proposed.ephemeral).toBe(true);
    expect(readMessage(proposed.message)).toMatchObject({ controls: [{ label: SAVE }] });
    expect(readMessage(proposed.message).placeholder).toBeUndefined();
    expect(proposed.words).toContain(`Next: ${at("23T09:00")}; ${at("24T09:00")}; ${at("25T09:00")}.`);
    expect(await desk.saved()).toEqual([]);
    const [saved, again] = [await desk.press(proposed, SAVE), await desk.press(proposed, SAVE)];
    expect(saved.words).toContain("Scheduled. Its first message is here.");
    expect(again.words).toBe(saved.words);
    expect(await desk.saved()).toMatchObject([{ place: CHANNEL, owner: MEMBER, times: "weekdays 9am" }]);
    const posts = desk.posts();
    expect(posts).toHaveLength(1);
    expect(wordsOf(posts[0]?.message)).toContain("Mason set up a briefing on Rail strike, weekdays at 09:00");
    expect(wordsOf(posts[0]?.message)).toContain(`The first is due ${at("23T09:00")}.`);
    expect(readMessage(posts[0]?.message).controls.map(({ label }) => label)).toEqual(["Change or stop"]);
    expect(desk.server.illegal).toEqual([]);
  });

  test.each([
    { times: "whenever", told: "“whenever” has no time of day." },
    { times: "* * * * *", told: "That is too often" },
    { zone: "Mars/Olympus", told: "Unknown time zone “Mars/Olympus”" },
  ])("with $times $zone is told what to write, and nothing typed is lost", async ({ told, ...wrong }) => {
    const desk = await openDesk();
    const wish = { ...WISH, ...wrong };
    const { words } = await desk.use(wish);
    expect(words).toContain(told);
    expect(words).toContain(
      `Send this, filled in or corrected: /briefing-schedule do:add topic:rail-strike times:${wish.times} zone:${wish.zone} post:Always`,
    );
    expect(await desk.saved()).toEqual([]);
    expect(desk.posts()).toEqual([]);
  });

  test("is refused to who may not manage the channel", async () => {
    const desk = await openDesk();
    const { words } = await desk.use(WISH, {});
    expect(words).toContain("You don't have permission to schedule here.");
    expect(await desk.saved()).toEqual([]);
    expect(desk.server.requests.filter(({ path }) => path.includes("/members/"))).toEqual([]);
  });

  test("where the bot may not post names what it lacks, and saves nothing", async () => {
    const desk = await openDesk();
    const blind = await desk.use(WISH, { ...EDITOR, appPermissions: String(1n << 10n) });
    expect(blind.words).toContain("The bot can't post here: it lacks “Send Messages”.");
    const proposed = await desk.use(WISH);
    desk.server.fail(/^POST \/channels\//, { status: 403, json: { code: 50013, message: "Missing Permissions" } });
    expect((await desk.press(proposed, SAVE)).words).toMatch(
      /The bot lacks “.*” in this channel\. Allow it that in the channel's permissions, then try again\./,
    );
    expect(await desk.saved()).toEqual([]);
    expect(desk.posts()).toEqual([]);
    expect((await desk.press(proposed, SAVE)).words).toContain("Scheduled. Its first message is here.");
  });
});

describe("a schedule on Discord", () => {
  test("is listed, changed, paused, resumed, run and removed by words and buttons", async () => {
    const desk = await openDesk();
    const { use, press } = desk;
    await setUp(desk);
    const listed = await use({});
    expect(listed.words).toContain("Rail strike · weekdays at 09:00 (Europe/London, UTC+0 now); always;");
    expect((await press(listed, "Rail strike")).words).toContain("set up by Mason");
    expect((await use({ do: "pause" })).words).toContain("paused (by hand)");
    expect((await use({ do: "resume", schedule: "strike" })).words).toContain(`next ${at("23T09:00")}`);
    expect((await use({ do: "remove" })).words).toContain("Which schedule?");
    const id = (await desk.saved())[0]?.id;
    const change = await use({ do: "change", times: "whenever" });
    expect(change.words).toContain(
      `/briefing-schedule do:change schedule:${id} topic:rail-strike times:whenever zone:Europe/London post:Always`,
    );
    const changed = await press(await use({ do: "change", times: "fridays 16:00" }), "Save");
    expect(changed.words).toContain("Fridays at 16:00 (Europe/London, UTC+0 now)");
    desk.start();
    expect((await use({ do: "run" })).words).toContain("On its way");
    await until(() => desk.posts().length === 2, 10_000);
    expect(wordsOf(desk.posts()[1]?.message)).toContain("The rail-strike is close to being settled. [1]");
    await setUp(desk, { ...WISH, topic: "all", times: "daily 7:00" });
    const which = await use({ do: "remove" });
    expect(which.words).toContain("Which schedule?");
    expect(await desk.saved()).toHaveLength(2);
    await press(which, "all stories · every day at 07:00");
    expect((await desk.saved()).map(({ topic }) => topic)).toEqual(["rail-strike"]);
    expect((await use({ do: "remove", schedule: "nothing such" })).words).toContain("There is no such schedule here");
    await use({ do: "remove", schedule: id ?? "" });
    expect(await desk.saved()).toEqual([]);
    expect((await use({ do: "pause" })).words).toContain("Nothing is scheduled here.");
    expect(desk.server.illegal).toEqual([]);
  });

  test.each([
    {
      of: "two",
      wishes: [{ times: "weekdays 9am" }, { times: "fridays 16:00" }],
      labels: ["Rail strike · weekdays at 09:00", "Rail strike · Fridays at 16:00"],
    },
    {
      of: "two of the same times",
      wishes: [{ post: "always" }, { post: "changes" }],
      labels: ["Rail strike · always", "Rail strike · when something changed"],
    },
    {
      of: "two that differ by zone alone",
      wishes: [{ zone: "Europe/London" }, { zone: "Europe/Lisbon" }],
      labels: ["Rail strike · Europe/London", "Rail strike · Europe/Lisbon"],
    },
    {
      of: "two that differ by nothing",
      wishes: [{}, {}],
      labels: ["Rail strike · no. 1", "Rail strike · no. 2"],
    },
    {
      of: "seven, which make a menu",
      wishes: [7, 8, 9, 10, 11, 12, 13].map((hour) => ({ times: `daily ${hour}:00` })),
      labels: ["07", "08", "09", "10", "11", "12", "13"].map((hour) => `Rail strike · every day at ${hour}:00`),
    },
  ])("is told from others of its story: $of", async ({ wishes, labels }) => {
    const desk = await openDesk();
    for (const wish of wishes) await setUp(desk, { ...WISH, ...wish });
    const controls = readMessage((await desk.use({})).message).controls.map(({ label }) => label);
    expect(controls.filter((label) => label.startsWith("Rail")).toSorted()).toEqual(labels.toSorted());
    const offered = readMessage((await desk.use({ do: "remove" })).message).controls.map(({ label }) => label);
    expect(new Set(offered).size).toBe(wishes.length);
    const typed = (await desk.typing("schedule", "")).map(({ name }) => name);
    expect(new Set(typed).size).toBe(wishes.length);
    expect(desk.server.illegal).toEqual([]);
  });

  test("is taken over from an owner who has left, who may no longer touch it", async () => {
    const desk = await openDesk();
    const { press, use, server } = desk;
    await setUp(desk);
    const other = { ...EDITOR, member: OTHER };
    const before = await press(await use({}, other), "Rail strike", other);
    expect(before.words).not.toContain("left");
    server.members.delete(MEMBER);
    desk.skip(60_000);
    const card = await press(await use({}, other), "Rail strike", other);
    expect(card.words).toContain("set up by Mason, who has left. Take over?");
    const elsewhere = { directMessage: true, channel: "1181234567890123777" };
    expect((await press(card, "Pause", elsewhere)).words).toContain("You don't have permission to schedule here.");
    expect((await press(card, "Take over", other)).words).toContain("It's yours now");
    expect(await desk.saved()).toMatchObject([{ owner: OTHER, state: "active" }]);
  });
});

describe("a server that the bot is removed from", () => {
  test("keeps its schedule, and offers its owner to go on with one click once it is back", async () => {
    const desk = await openDesk({ at: "2026-11-23T08:58:00Z" });
    const { server } = desk;
    await setUp(desk);
    desk.start();
    desk.leave();
    const state = async () => (await desk.saved()).map((row) => `${row.state} ${row.paused_reason ?? ""}`).join();
    await soon(async () => (await state()) === "paused tenant-gone");
    desk.skip(120_000);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(desk.posts()).toHaveLength(1);
    expect(server.requests.filter(({ path }) => path === "/users/@me/channels")).toEqual([]);
    desk.comeBack();
    const direct = await until(() => desk.posts(server.directs.get(MEMBER) ?? "-")[0], 10_000);
    expect(wordsOf(direct.message)).toContain(
      "The bot can post again where the schedule for “Rail strike” (weekdays 9am) posts.",
    );
    const there = { directMessage: true, channel: server.directs.get(MEMBER) ?? "" };
    expect((await desk.press(direct, "Resume", there)).words).toContain(`next ${at("24T09:00")}`);
    desk.comeBack();
    desk.skip(24 * 60 * 60_000);
    await until(() => desk.posts().length === 2, 10_000);
    expect(desk.posts(there.channel)).toHaveLength(1);
    expect(server.illegal).toEqual([]);
  });
});

describe("a channel that is deleted", () => {
  test("pauses its schedule at once, and its owner hears of it", async () => {
    const desk = await openDesk();
    await setUp(desk);
    desk.start();
    desk.server.gateway.dispatch("CHANNEL_DELETE", { id: CHANNEL, type: 0, guild_id: SERVER });
    const direct = await until(() => desk.posts(desk.server.directs.get(MEMBER) ?? "-")[0], 10_000);
    expect(wordsOf(direct.message)).toContain(
      "is paused: the channel was deleted. Reopen it, or choose another channel",
    );
    expect(JSON.stringify(direct.message)).toContain(`Where: <#${CHANNEL}>`);
    expect(await desk.saved()).toMatchObject([{ state: "paused", paused_reason: "gone" }]);
  });
});

describe("a channel that the bot is shut out of", () => {
  test("pauses its schedule, tells the owner directly, and goes on with one click once it is let in", async () => {
    const desk = await openDesk({ at: "2026-11-23T08:58:00Z" });
    const { server, db } = desk;
    await setUp(desk);
    const shutOut = new RegExp(`^POST /channels/${CHANNEL}/`);
    server.fail(shutOut, { status: 403, json: { code: 50001, message: "Missing Access" } }, 100);
    desk.start();
    desk.skip(120_000);
    const direct = await until(() => desk.posts(server.directs.get(MEMBER) ?? "-")[0], 10_000);
    expect(wordsOf(direct.message)).toMatch(
      /The schedule for “Rail strike” \(weekdays 9am\) is paused: the bot lacks “View Channel”.* Allow it that in the channel's permissions, then/,
    );
    expect(await desk.saved()).toMatchObject([{ state: "paused", paused_reason: "needs-invite", next_run_at: null }]);
    server.heal();
    const there = { directMessage: true, channel: server.directs.get(MEMBER) ?? "" };
    const resumed = await desk.press(direct, "Resume", there);
    expect(resumed.words).toContain(`next ${at("24T09:00")}`);
    desk.skip(24 * 60 * 60_000);
    await until(() => desk.posts().length === 2, 10_000);
    expect(wordsOf(desk.posts()[1]?.message)).toContain(at("24T09:00"));
    expect(desk.posts(there.channel)).toHaveLength(1);
    expect(await db.selectFrom("notices").select("state").execute()).toEqual([{ state: "told" }]);
    expect(server.illegal).toEqual([]);
  });

  test("is offered to its owner again once it may post there, though nobody invited it anew", async () => {
    const desk = await openDesk({ at: "2026-11-23T08:58:00Z", schedule: { lookAgainMs: 30 } });
    const { server } = desk;
    await setUp(desk);
    // However many are paused elsewhere, where nothing tells.
    const elsewhere = { platform: "slack", tenant: "T1", state: "paused", paused_reason: "forbidden" } as const;
    const rows = Array.from({ length: 60 }, (_, index) =>
      subscriptionRow(`slack-${index}`, { ...elsewhere, changed_at: new Date("2026-11-24") }),
    );
    await desk.db.insertInto("subscriptions").values(rows).execute();
    const mute = { ...serverOf(), roles: serverOf(SERVER, "0").roles };
    server.channels.set(CHANNEL, { ...mute.channels[0], guild_id: SERVER });
    server.gateway.dispatch("GUILD_ROLE_UPDATE", { guild_id: SERVER, role: mute.roles[0] });
    server.fail(new RegExp(`^POST /channels/${CHANNEL}/`), { status: 403, json: { code: 50013, message: "Missing" } });
    desk.start();
    desk.skip(120_000);
    const directs = () => desk.posts(server.directs.get(MEMBER) ?? "-");
    await until(() => directs()[0], 10_000);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(directs()).toHaveLength(1);
    server.gateway.dispatch("GUILD_ROLE_UPDATE", { guild_id: SERVER, role: serverOf().roles[0] });
    const offer = await until(() => directs()[1], 10_000);
    expect(wordsOf(offer.message)).toContain("The bot can post again where the schedule for “Rail strike”");
    await desk.press(offer, "Resume", { directMessage: true, channel: server.directs.get(MEMBER) ?? "" });
    expect((await desk.saved()).filter(({ platform }) => platform === "discord")).toMatchObject([{ state: "active" }]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(directs()).toHaveLength(2);
  });

  test("is resumed in the bot's own direct message, also where it serves some servers alone", async () => {
    const desk = await openDesk({ at: "2026-11-23T08:58:00Z", discord: { allowedTenants: [SERVER] } });
    const { server } = desk;
    await setUp(desk);
    server.fail(new RegExp(`^POST /channels/${CHANNEL}/`), { status: 403, json: { code: 50001, message: "Missing" } });
    desk.start();
    desk.skip(120_000);
    const direct = await until(() => desk.posts(server.directs.get(MEMBER) ?? "-")[0], 10_000);
    const there = { directMessage: true, channel: server.directs.get(MEMBER) ?? "" };
    expect((await desk.press(direct, "Resume", there)).words).toContain("Resumed");
    expect(await desk.saved()).toMatchObject([{ state: "active" }]);
    server.members.delete(MEMBER);
    desk.skip(24 * 60 * 60_000);
    expect((await desk.press(direct, "Resume", there)).words).toContain("Not here");
  });

  test("waits for an owner who takes no direct messages to come by", async () => {
    const desk = await openDesk({ at: "2026-11-23T08:58:00Z" });
    const { server, db } = desk;
    await setUp(desk);
    server.takesNoDirects.add(MEMBER);
    server.fail(new RegExp(`^POST /channels/${CHANNEL}/`), { status: 404, json: { code: 10003, message: "Unknown" } });
    desk.start();
    desk.skip(120_000);
    const states = async () => (await db.selectFrom("notices").select("state").execute()).map(({ state }) => state);
    while ((await states())[0] !== "at-next-use") await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await desk.use({})).words).toContain("is paused: the channel is gone");
    expect(await states()).toEqual(["told"]);
  });
});
