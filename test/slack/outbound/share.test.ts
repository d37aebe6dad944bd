import { setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { CHANNEL, type Message } from "../../fakes/slack/api.ts";
import { type Person, personAt } from "../../fakes/slack/person.ts";
import { readMessage } from "../../fakes/slack/read.ts";
import { type HttpRig, openHttpRig, until } from "../../fakes/slack/rig.ts";
import { smallBot, strike } from "../small-bot.ts";

const MERGER_BUTTON = {
  type: "button",
  action_id: "reply:0",
  value: "1whats-next~t=bank-merger",
  text: { type: "plain_text", text: "Merger" },
};

describe("sharing in a channel", () => {
  let rig: HttpRig;
  let ada: Person;
  let small: ReturnType<typeof smallBot>;
  let clock: number;
  afterEach(() => rig.stop());

  const answerTo = async (topic: string): Promise<Message> => {
    small = smallBot();
    clock = Date.now();
    rig = await openHttpRig(small.bot, { now: () => clock });
    ada = personAt(rig);
    await ada.slash("/whats-next", topic);
    return until(() => rig.slack.messages[0]);
  };
  const posts = () => rig.slack.messages.filter(({ ephemeral }) => !ephemeral);
  const told = async (count: number) => {
    const messages = await until(() => {
      const found = rig.slack.messages.filter(({ ephemeral }) => ephemeral);
      return found.length >= count && found;
    });
    return readMessage(messages.at(-1) ?? {});
  };

  it("posts once, and links to it for ten minutes", async () => {
    const answer = await answerTo("harbour");
    await Promise.all([ada.press(answer, "Share"), ada.press(answer, "Share", { user: { id: "UBEN", name: "ben" } })]);
    await told(3);
    clock += 9 * 60_000;
    await ada.press(answer, "Share");
    const { text, live } = await told(4);
    expect(text).toContain("Already shared");
    expect(live).toHaveLength(1);
    expect(posts()).toHaveLength(1);
    clock += 60_000;
    await ada.press(answer, "Share");
    await told(5);
    expect(posts()).toHaveLength(2);
  });

  it("that takes a while says that it is on its way, to whoever shares alone", async () => {
    const answer = await answerTo("harbour");
    rig.slack.failNext("chat.postMessage", { slowMs: 1_200 });
    await ada.press(answer, "Share");
    const [id, sign] = await until(() => [...rig.slack.views][0]);
    expect(readMessage(sign).text).toBe("Looking…");
    expect(posts()).toEqual([]);
    await until(() => readMessage(rig.slack.views.get(id) ?? {}).text.includes("It is in the channel now."));
    expect(rig.slack.messages.filter(({ ephemeral }) => ephemeral)).toHaveLength(1);
    expect(posts()).toHaveLength(1);
  });

  it.each([
    ["shared with another company", { is_member: true, is_ext_shared: true }],
    ["about to be shared", { is_member: true, is_pending_ext_shared: true }],
    ["that cannot be looked up", { is_member: true, unknown: true as const }],
  ])("says only what is for everyone in a channel %s", async (_, channel) => {
    const answer = await answerTo("merger");
    rig.slack.channels.set(CHANNEL, channel);
    await ada.press(answer, "Share");
    const { text } = await told(2);
    expect(text).toContain("Not shared");
    expect(text.includes("outside the briefing's audience")).toBe(!("unknown" in channel));
    expect(posts()).toEqual([]);
    await ada.slash("/whats-next", "harbour");
    await told(3);
    await ada.press(rig.slack.messages.at(-1) as Message, "Share");
    await told(4);
    expect(posts()).toHaveLength(1);
  });

  it("says only what is for everyone in a direct message, whoever is in it", async () => {
    const answer = await answerTo("merger");
    await ada.press(answer, "Share", { channel: "D0ELSEWHERE" });
    expect((await told(2)).text).toContain("Not shared");
    expect(posts()).toEqual([]);
  });

  it("asks the shared channel's people nothing that is for members only", async () => {
    await answerTo("harbour");
    rig.slack.channels.set(CHANNEL, { is_member: true, is_ext_shared: true });
    await ada.mention("whats-next merger");
    const answer = await until(() => posts()[0]);
    expect(readMessage(answer).text).not.toContain("Bank merger");
    const eve = { id: "UEVE", name: "eve", team_id: "TOTHER" };
    const merger = { blocks: [{ type: "actions", elements: [MERGER_BUTTON] }], channel: CHANNEL, ts: "1.1", at: 0 };
    await ada.press(merger, "Merger", { user: eve });
    expect((await told(2)).text).not.toMatch(/merger.*talks|Bank merger/i);
  });

  it("shares nothing that changed since it was read, and shows what it says now", async () => {
    const answer = await answerTo("harbour");
    small.change({ "briefings/harbour-strike": strike("title: Harbour strike", "The harbour stays closed. [^1]") });
    await ada.press(answer, "Share");
    const { text } = await told(2);
    expect(text).toContain("The briefing changed since you asked");
    expect(text).toContain("• The harbour stays closed. [1]");
    expect(posts()).toEqual([]);
  });

  it("goes by the answer's own address where the bot is no member", async () => {
    const answer = await answerTo("harbour");
    rig.slack.channels.set(CHANNEL, { is_member: false });
    await ada.press(answer, "Share");
    await told(2);
    expect(posts()).toHaveLength(1);
    expect(posts()[0]).toMatchObject({ response_type: "in_channel", replace_original: false });
  });

  it("never posts again what may be posted already", async () => {
    const answer = await answerTo("harbour");
    rig.slack.failNext("chat.postMessage", { lost: true });
    await ada.press(answer, "Share");
    expect((await told(2)).text).toContain("didn't confirm the post");
    await wait(50);
    expect(posts()).toHaveLength(1);
    expect(rig.slack.callsTo("chat.postMessage")).toHaveLength(1);
  });

  it("finds what may be posted already where the channel's history may be read", async () => {
    const answer = await answerTo("harbour");
    rig.slack.scopes.add("channels:history");
    rig.slack.failNext("chat.postMessage", { lost: true });
    await ada.press(answer, "Share");
    expect((await told(2)).text).toMatch(/^Shared\n/);
    expect(posts()).toHaveLength(1);
  });

  it("says that a topic is gone behind an old button", async () => {
    const answer = await answerTo("harbour");
    small.change({ "briefings/harbour-strike": strike("title: Harbour strike\nwithdrawn: true") });
    await ada.press(answer, "What's happening");
    expect((await told(2)).text).toContain("No story is called “harbour-strike”");
    await ada.press(answer, "Share");
    const { text } = await told(3);
    expect(text).toContain("Not shared");
    expect(text).toContain("No story is called “harbour-strike”");
    expect(text).not.toContain("fewer people");
  });
});
