import { describe, expect, test } from "vitest";
import { APPLICATION, MEMBER, SERVER, userOf } from "../../fakes/discord/payloads.ts";
import { readMessage, wordsOf } from "../../fakes/discord/reading.ts";
import { serverOf, until } from "../../fakes/discord/scene.ts";
import { BOT_USER, CHANNEL as SLACK_CHANNEL, TEAM } from "../../fakes/slack/api.ts";
import { type Desk, OTHER, openDesk } from "../../fixtures/discord-desk.ts";
import { slackDesk } from "../../fixtures/slack-desk.ts";

const AT = "2026-11-23T08:00:00Z";
const NEW_SERVER = "290926798626350000";

/** The bot is added to a server: it tells since when it is there. */
function add({ server }: Desk, more: object = {}) {
  const joined = { joined_at: "2026-11-23T07:59:00.000000+00:00", owner_id: OTHER, ...more };
  server.gateway.dispatch("GUILD_CREATE", { ...serverOf(NEW_SERVER), ...joined });
}

const told = (desk: Desk, person: string) => desk.posts(desk.server.directs.get(person) ?? "-");
const quiet = () => new Promise((resolve) => setTimeout(resolve, 300));

describe("whoever adds the bot to a server of Discord", () => {
  test.each([
    {
      who: "by the audit log",
      log: [
        { target_id: "5", user_id: "6" },
        { target_id: APPLICATION, user_id: MEMBER },
      ],
      person: MEMBER,
    },
    { who: "by being the owner, where the log may not be read", log: [], person: OTHER },
    { who: "by being the owner, where the log does not say", log: [{ target_id: "5", user_id: "6" }], person: OTHER },
  ])("is told once what it is, how to ask and how to schedule: known $who", async ({ log, person }) => {
    const desk = await openDesk({ at: AT });
    desk.server.auditLog.push(...log);
    desk.start();
    add(desk);
    const [first] = await until(() => told(desk, person).length > 0 && told(desk, person), 10_000);
    const words = wordsOf(first?.message);
    expect(words).toContain("Hello from Nutgraf");
    expect(words).toContain("Every sentence is cited to the exact words of a source");
    expect(words).toMatch(/\/whats-next \[topic\].*\n.*\/briefing-schedule \[topic\] \[times\]/);
    expect(words).toContain("or write to me here in plain words");
    expect(readMessage(first?.message).controls.map(({ label }) => label)).toEqual(["Stories", "Help"]);
    add(desk);
    await quiet();
    expect(told(desk, person)).toHaveLength(1);
    expect(await desk.db.selectFrom("notices").select("state").execute()).toEqual([{ state: "told" }]);
    expect(desk.server.illegal).toEqual([]);
  });

  test("is left in peace where that was long ago, where no date is told, or where the server is not served", async () => {
    const desk = await openDesk({ at: AT, discord: { allowedTenants: [SERVER, NEW_SERVER] } });
    desk.start();
    add(desk, { joined_at: "2026-11-21T08:00:00.000000+00:00" });
    add(desk, { joined_at: null });
    desk.server.gateway.dispatch("GUILD_CREATE", { ...serverOf("7"), joined_at: AT, owner_id: OTHER });
    await quiet();
    expect(desk.server.directs.size).toBe(0);
  });

  test("is told later where Discord is down, and not pressed where they take no messages", async () => {
    const desk = await openDesk({ at: AT });
    const { server } = desk;
    server.fail(/^POST \/channels\//, { status: 503, text: "no" });
    desk.start();
    add(desk);
    await until(() => server.requests.some(({ status }) => status === 503), 10_000);
    expect(told(desk, OTHER)).toEqual([]);
    desk.skip(60_000);
    await until(() => told(desk, OTHER).length === 1, 10_000);
    server.members.set("9", { user: userOf("9"), roles: [] });
    server.takesNoDirects.add("9");
    server.gateway.dispatch("GUILD_CREATE", { ...serverOf("8"), joined_at: AT, owner_id: "9" });
    const states = async () =>
      (await desk.db.selectFrom("notices").select("state").execute()).map(({ state }) => state);
    while ((await states()).join() !== "told,told") await new Promise((resolve) => setTimeout(resolve, 20));
    expect(told(desk, "9")).toEqual([]);
  });
});

test("whoever lets the bot into a channel of Slack is told once, though they let it into another", async () => {
  const desk = await slackDesk();
  const joined = { type: "member_joined_channel", user: BOT_USER, channel_type: "C", team: TEAM };
  const toAda = () => desk.slack.messages.filter(({ channel }) => channel === "UADA");
  desk.start();
  await desk.ada.happen({ ...joined, channel: SLACK_CHANNEL });
  await desk.ada.happen({ ...joined, user: "UBEN", inviter: "UADA", channel: SLACK_CHANNEL });
  await quiet();
  expect(toAda()).toEqual([]);
  await desk.ada.happen({ ...joined, inviter: "UADA", channel: SLACK_CHANNEL });
  await until(() => toAda().length > 0, 10_000);
  await desk.ada.happen({ ...joined, inviter: "UADA", channel: "COTHER" });
  await quiet();
  expect(toAda()).toHaveLength(1);
  // Another would be on its way: Slack takes one message a second in a conversation.
  expect(await desk.db.selectFrom("notices").select("state").execute()).toEqual([{ state: "told" }]);
  const text = JSON.stringify(toAda()[0]);
  for (const words of ["Hello from Nutgraf", "/whats-next", "/briefing-schedule", "in plain words"])
    expect(text).toContain(words);
});
