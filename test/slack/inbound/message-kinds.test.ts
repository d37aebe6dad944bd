import { afterEach, describe, expect, it } from "vitest";
import { SUBTYPES } from "../../../src/slack/inbound/message-kinds.ts";
import { BOT_USER, TEAM } from "../../fakes/slack/api.ts";
import { type Person, personAt } from "../../fakes/slack/person.ts";
import { readMessage } from "../../fakes/slack/read.ts";
import { type HttpRig, openHttpRig, until } from "../../fakes/slack/rig.ts";
import { smallBot } from "../small-bot.ts";

const NAME = `<@${BOT_USER}>`;
const GROUP = "G0GROUP";

/** Of all subtypes there are, those that somebody may ask something with. */
const ASKED = ["file_share", "thread_broadcast", "me_message"];

let rig: HttpRig;
let ada: Person;
afterEach(() => rig.stop());
const start = async (groups = true) => {
  rig = await openHttpRig(smallBot().bot);
  if (groups) rig.slack.channels.set(GROUP, { is_member: true, is_mpim: true });
  ada = personAt(rig);
  return rig.slack;
};
/** Everything that was said before has been looked at once this is answered. */
const settled = async () => {
  await ada.openHome();
  await until(() => rig.slack.views.get("home-UADA"));
};
const inGroup = (text: string, more: object = {}) => ada.write(text, { channel: GROUP, channel_type: "mpim", ...more });

describe("a message by its subtype", () => {
  it.each([
    ...Object.keys(SUBTYPES).map((subtype) => [subtype, ASKED.includes(subtype)] as const),
    ["none", true] as const,
    ["assistant_app_thread", false] as const,
    ["constructor", false] as const,
  ])("%s: answered %s", async (subtype, isAsked) => {
    const slack = await start();
    const more = subtype === "none" ? {} : { subtype };
    await ada.write("what's next on the harbour?", more);
    await ada.mention(`${NAME} what's next on the harbour?`, more);
    await settled();
    if (isAsked) await until(() => slack.messages.length === 2);
    expect(slack.messages.map((message) => readMessage(message).text.includes("Talks begin"))).toEqual(
      isAsked ? [true, true] : [],
    );
  });

  it("of a file without words is told how to ask", async () => {
    const slack = await start();
    await ada.write("", { subtype: "file_share", text: undefined, files: [{ id: "F1" }] });
    expect(readMessage(await until(() => slack.messages[0])).text).toContain("How to ask");
  });

  it("that is edited is not answered again, not even by another process", async () => {
    const slack = await start();
    await ada.mention(`${NAME} whats-next harbour`, { ts: "1700000000.5" });
    await until(() => slack.messages.length === 1);
    const edited = { ts: "1700000000.5", edited: { user: "UADA", ts: "1700000001.0" } };
    await ada.mention(`${NAME} whats-next merger`, edited);
    await settled();
    expect(slack.messages).toHaveLength(1);
    await rig.stop();
    const again = await start();
    await ada.mention(`${NAME} whats-next merger`, edited);
    await ada.mention(`${NAME} whats-next harbour`, { ...edited, event_ts: "1700000002.0" });
    await settled();
    const told = await until(() => again.messages[0]);
    expect(told).toMatchObject({ ephemeral: true, user: "UADA" });
    expect(readMessage(told).text).toContain("ask in a new message");
    expect(again.messages).toHaveLength(1);
  });
});

describe("a direct message of several people", () => {
  it.each([
    [`${NAME} what's next on the harbour?`, "Talks begin"],
    [`${NAME} whats-next merger`, "Talks begin"],
    ["what's next on the harbour strike?", "Talks begin"],
    ["/whats-next harbour", "Talks begin"],
    ["/topics", "Harbour strike"],
    ["whats-next harbour", "Talks begin"],
  ])("is answered in its thread: %j", async (text, words) => {
    const slack = await start();
    await inGroup(text, { ts: "1700000000.777777" });
    const answer = await until(() => slack.messages[0]);
    expect(readMessage(answer).text).toContain(words);
    expect(answer).toMatchObject({ channel: GROUP, thread_ts: "1700000000.777777" });
    expect(slack.faults).toEqual([]);
  });

  it.each([
    "lunch at noon?",
    `${NAME} thanks!`,
    "thanks, that helps",
    "help me with this",
    "forget me",
    "topics for today",
    "the harbour strike again!",
    "harbour",
    "sources tell me otherwise",
    "schedule the meeting for 9",
    "unsubscribe",
    "I know what happened to the harbour strike",
  ])("is left to those who talk to each other: %j", async (text) => {
    const slack = await start();
    await inGroup(text);
    await settled();
    expect(slack.messages).toEqual([]);
    expect(slack.callsTo("chat.postMessage")).toEqual([]);
  });

  it("is answered once where a mention in it comes as both events", async () => {
    const slack = await start();
    await inGroup(`${NAME} whats-next harbour`, { ts: "1700000000.9" });
    await ada.mention(`${NAME} whats-next harbour`, { ts: "1700000000.9", channel: GROUP });
    await settled();
    await until(() => slack.messages.length > 0);
    expect(slack.messages).toHaveLength(1);
  });

  it("hears what is for the workspace, unless Slack does not say who reads along; that is said", async () => {
    const slack = await start();
    await inGroup(`${NAME} whats-next merger`);
    expect(readMessage(await until(() => slack.messages[0])).text).toContain("Bank merger");
    slack.scopes.delete("mpim:read");
    await inGroup(`${NAME} whats-next merger`);
    const doubt = readMessage(await until(() => slack.messages[1])).text;
    expect(doubt).not.toContain("Bank merger");
    expect(doubt).toContain("Slack did not say who can read along here");
    await inGroup(`${NAME} whats-next harbour`);
    expect(readMessage(await until(() => slack.messages[2])).text).not.toContain("did not say who");
    expect(JSON.stringify(rig.logged)).toContain("the scope mpim:read is missing");
  });
});

describe("the bot's own direct message", () => {
  it.each([true, false])("hears what is for the workspace, named or not, with im:read: %s", async (may) => {
    const slack = await start();
    if (!may) slack.scopes.delete("im:read");
    await ada.mention(`${NAME} whats-next merger`, { channel: "D0ADA", team: TEAM });
    expect(readMessage(await until(() => slack.messages[0])).text).toContain("Bank merger");
    expect(slack.callsTo("conversations.info")).toEqual([]);
  });

  it("takes a share of it where Slack may be asked", async () => {
    const slack = await start();
    slack.channels.set("D0ADA", {});
    await ada.slash("/whats-next", "merger", { channel_id: "D0ADA", response_url: slack.newResponseUrl("D0ADA") });
    const answer = await until(() => slack.messages[0]);
    await ada.press(answer, "Share", { channel: "D0ADA" });
    const shared = await until(() => slack.messages.find(({ ephemeral }) => !ephemeral));
    expect(readMessage(shared).text).toContain("Bank merger");
  });
});
