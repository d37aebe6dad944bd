import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Amended, ChatError, type ChatTrouble, type Reply } from "#chat";
import { BOT_TOKEN, CHANNEL, type Failure, type FakeSlack, type Message, TEAM } from "../../fakes/slack/api.ts";
import { readMessage } from "../../fakes/slack/read.ts";
import { type HttpRig, openHttpRig } from "../../fakes/slack/rig.ts";
import { answered, line, longReply, note } from "../../fixtures/content/replies.ts";
import { smallBot } from "../small-bot.ts";

const PLACE = { platform: "slack", tenant: TEAM, id: CHANNEL };
const says = (text: string) => answered([{ kind: "lines", lines: [line(text, [1])] }], [note(1)]);
const OLD = says("The harbour closes on Tuesday.");
const NEW: Reply = {
  ...says("The harbour closes on Wednesday."),
  blocks: [
    { kind: "notice", tone: "info", text: "Corrected 26 Nov: the day was wrong. <!channel> @here" },
    ...says("The harbour closes on Wednesday.").blocks,
  ],
};

let rig: HttpRig;
let slack: FakeSlack;
let nowMs = 0;
beforeEach(async () => {
  nowMs = Date.now();
  rig = await openHttpRig(smallBot().bot, { now: () => nowMs });
  slack = rig.slack;
});
afterEach(async () => {
  expect(slack.faults).toEqual([]);
  expect(JSON.stringify(rig.logged)).not.toContain(BOT_TOKEN);
  await rig.stop();
});

const posted = async (reply = OLD, place: typeof PLACE & { parent?: string } = PLACE) =>
  (await rig.adapter.post(place, reply, "delivery-1")).message;
const standing = (): Message => {
  const [only, ...more] = slack.standing();
  if (!only || more.length > 0) throw new Error(`${more.length + 1} messages`);
  return only;
};
const troubleOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof ChatError ? error.trouble : String(error)),
  );

describe("an amendment", () => {
  it("takes the place of what stands, with its blocks, and leaves the key of the delivery where it is", async () => {
    const message = await posted();
    const before = standing();
    expect(await rig.adapter.amend(PLACE, message, NEW, "amend-1")).toEqual({ outcome: "amended" });
    const { text, live } = readMessage(standing());
    expect(text).toContain("Corrected 26 Nov: the day was wrong.");
    expect(text).toContain("Wednesday");
    expect(text).not.toContain("Tuesday");
    expect(live).toEqual([]);
    expect(standing()).toMatchObject({ ts: before.ts, metadata: before.metadata, edited: true });
    const [update] = slack.callsTo("chat.update");
    expect(update?.args).not.toHaveProperty("metadata");
    expect(String(update?.args.text).length).toBeLessThanOrEqual(4_000);
  });

  it("says the same when it is made again, also after an answer that was lost", async () => {
    const message = await posted();
    slack.failNext("chat.update", { lost: true });
    expect(await troubleOf(rig.adapter.amend(PLACE, message, NEW, "amend-1"))).toBe("unknown-outcome");
    const once = readMessage(standing());
    expect(await rig.adapter.amend(PLACE, message, NEW, "amend-1")).toEqual({ outcome: "amended" });
    expect(readMessage(standing())).toEqual(once);
  });

  it("is made half as long where Slack finds it too long all the same", async () => {
    const message = await posted();
    slack.failNext("chat.update", { error: "msg_blocks_too_long" });
    await rig.adapter.amend(PLACE, message, longReply(300), "amend-1");
    expect(JSON.stringify(standing().blocks).length).toBeLessThanOrEqual(5_000);
  });

  it("reaches a direct message and a thread's reply by the channel they stand in", async () => {
    const thread = { ...PLACE, id: "1700000000.000100", parent: CHANNEL };
    const reply = await posted(OLD, thread);
    expect(await rig.adapter.amend(thread, reply, NEW, "amend-1")).toEqual({ outcome: "amended" });
    expect(standing()).toMatchObject({ thread_ts: "1700000000.000100", channel: CHANNEL, edited: true });
  });

  it.each<[string, () => void, Amended]>([
    ["deleted by hand", () => void slack.messages.splice(0, 1, { ...standing(), gone: true }), { outcome: "gone" }],
    [
      "older than the workspace allows",
      () => Object.assign(slack.settings, { editableMs: -1 }),
      cannot(/limited time/),
    ],
    ["in an archived channel", () => void slack.channels.set(CHANNEL, { is_archived: true }), cannot(/archived/)],
    ["in a frozen channel", () => slack.failNext("chat.update", { error: "is_inactive" }), cannot(/frozen/)],
    ["not the bot's own", () => slack.failNext("chat.update", { error: "cant_update_message" }), cannot(/let the bot/)],
    ["moving", () => slack.failNext("chat.update", { error: "external_channel_migrating" }), cannot(/moved/)],
  ])("of a message that is %s is told from others", async (_, change, outcome) => {
    const message = await posted();
    change();
    expect(await rig.adapter.amend(PLACE, message, NEW, "amend-1")).toEqual(outcome);
  });

  it.each<[string, Failure, ChatTrouble]>([
    ["busy", { retryAfter: 7 }, "busy"],
    ["away", { status: 503, body: "" }, "busy"],
    ["without an answer", { status: 500, body: "" }, "unknown-outcome"],
    ["failing inside", { error: "update_failed" }, "unknown-outcome"],
    ["closed to the bot", { error: "not_in_channel" }, "needs-invite"],
    ["short of a scope", { error: "missing_scope" }, "forbidden"],
    ["done with the bot", { error: "account_inactive" }, "tenant-gone"],
    ["refusing the form", { error: "invalid_blocks" }, "our-bug"],
  ])("while Slack is %s fails as a post does", async (_, failure, trouble) => {
    const message = await posted();
    slack.failNext("chat.update", failure);
    expect(await troubleOf(rig.adapter.amend(PLACE, message, NEW, "amend-1"))).toBe(trouble);
    expect(readMessage(standing()).text).toContain("Tuesday");
  });
});

describe("a reply under a post", () => {
  const notice = says("A statement above was corrected.");

  it("stands in its thread, and in the channel only where that is asked for", async () => {
    const message = await posted();
    await rig.adapter.post(PLACE, notice, "notice-1", { replyTo: message });
    const ts = message.split("/")[1];
    expect(slack.messages.at(-1)).toMatchObject({ thread_ts: ts });
    expect(slack.messages.at(-1)).not.toHaveProperty("reply_broadcast");
    await rig.adapter.post(PLACE, notice, "notice-2", { replyTo: message, broadcast: true });
    expect(slack.messages.at(-1)).toMatchObject({ thread_ts: ts, reply_broadcast: "true" });
  });

  it("to a message in a thread stands in that thread", async () => {
    const thread = { ...PLACE, id: "1700000000.000100", parent: CHANNEL };
    const message = await posted(OLD, thread);
    await rig.adapter.post(thread, notice, "notice-1", { replyTo: message });
    expect(slack.messages.at(-1)).toMatchObject({ thread_ts: "1700000000.000100" });
  });

  it("to what was deleted stands in the channel", async () => {
    const message = await posted();
    slack.messages.splice(0, 1, { ...standing(), gone: true });
    await rig.adapter.post(PLACE, notice, "notice-1", { replyTo: message, broadcast: true });
    expect(standing()).not.toHaveProperty("thread_ts");
  });

  it.each([true, false])(
    "is found again after an answer that was lost; the message above still there: %s",
    async (there) => {
      slack.scopes.add("channels:history");
      const message = await posted();
      if (!there) slack.messages.splice(0, 1, { ...standing(), gone: true });
      slack.failNext("chat.postMessage", ...(there ? [] : [{ slowMs: 0 } as const]), { lost: true });
      const how = { replyTo: message };
      expect(await troubleOf(rig.adapter.post(PLACE, notice, "notice-1", how))).toBe("unknown-outcome");
      const found = await rig.adapter.settle(PLACE, notice, "notice-1", nowMs, how);
      expect(found).toMatchObject({ message: `${CHANNEL}/${slack.messages.at(-1)?.ts}` });
      expect(slack.messages).toHaveLength(2);
    },
  );
});

function cannot(why: RegExp): Amended {
  return { outcome: "cannot", why: expect.stringMatching(why) };
}
