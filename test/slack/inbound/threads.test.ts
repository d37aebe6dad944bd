import { setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { BOT_USER, CHANNEL, type Message } from "../../fakes/slack/api.ts";
import { type Person, personAt } from "../../fakes/slack/person.ts";
import { readMessage } from "../../fakes/slack/read.ts";
import { type HttpRig, openHttpRig, until } from "../../fakes/slack/rig.ts";
import { smallBot } from "../small-bot.ts";

const THREAD = "1700000000.111111";
const ASK = `<@${BOT_USER}> whats-next harbour`;

let rig: HttpRig;
let ada: Person;
afterEach(() => rig.stop());
const start = async () => {
  rig = await openHttpRig(smallBot().bot);
  ada = personAt(rig);
  return rig.slack;
};
/** The message that comes of what somebody does. */
const comingOf = async (act: () => Promise<unknown>): Promise<Message> => {
  const before = rig.slack.messages.length;
  await act();
  return until(() => rig.slack.messages.slice(before).find(({ blocks }) => blocks));
};
const dialogOf = async (act: () => Promise<unknown>, words: string) => {
  await act();
  return until(() => [...rig.slack.views].find(([, view]) => readMessage(view).text.includes(words))?.[0]);
};

/** An answer that one person sees in a thread: what a press on the answer there brings. */
const privateIn = async (mention: object) => {
  const inThread = await comingOf(() => ada.mention(ASK, mention));
  return comingOf(() => ada.press(inThread, "What's happening"));
};

describe.each([
  ["a thread of the channel", { thread_ts: THREAD, ts: "1700000000.222222" }],
  ["the thread under a question", { ts: THREAD }],
])("in %s", (_, mention) => {
  it.each<[string, (answer: Message) => Promise<Message>]>([
    ["a press", (answer) => comingOf(() => ada.press(answer, "What's next"))],
    ["a share", (answer) => comingOf(() => ada.press(answer, "Share"))],
    [
      "a share from a dialog",
      async (answer) => {
        const quotes = await dialogOf(() => ada.press(answer, "See quotes"), "“The harbour stays closed”");
        const next = await dialogOf(() => ada.pressIn(quotes, "What's next"), "• Talks begin");
        return comingOf(() => ada.pressIn(next, "Share"));
      },
    ],
    [
      "what a dialog cannot show",
      async (answer) => {
        rig.slack.failNext("views.open", { error: "expired_trigger_id" });
        return comingOf(() => ada.press(answer, "See quotes"));
      },
    ],
  ])("stays %s on an answer that one person sees", async (_, act) => {
    const slack = await start();
    const answer = await privateIn(mention);
    expect(answer).toMatchObject({ ephemeral: true, thread_ts: THREAD });
    expect(await act(answer)).toMatchObject({ channel: CHANNEL, thread_ts: THREAD });
    expect(slack.faults).toEqual([]);
  });
});

describe("a press on a message of the channel", () => {
  it("that has replies is answered in the channel, not in the thread under it", async () => {
    await start();
    const own = await comingOf(() => ada.slash("/whats-next", "harbour"));
    const shared = await comingOf(() => ada.press(own, "Share"));
    await until(() => rig.slack.messages.some((message) => readMessage(message).text.startsWith("Shared")));
    const answer = await comingOf(() => ada.press({ ...shared, thread_ts: shared.ts }, "What's happening"));
    expect(answer.thread_ts).toBeUndefined();
  });

  it("tells its channel by the container alone", async () => {
    const slack = await start();
    await ada.slash("/whats-next", "harbour");
    const answer = await until(() => slack.messages[0]);
    slack.failNext("response_url", { status: 404, body: "used_url" });
    const container = { type: "message", message_ts: "1.1", channel_id: CHANNEL, thread_ts: THREAD };
    const got = await comingOf(() => ada.press(answer, "What's happening", {}, { channel: undefined, container }));
    expect(got).toMatchObject({ ephemeral: true, channel: CHANNEL, thread_ts: THREAD });
  });
});

describe("a sign that an answer is on its way", () => {
  const slow = async () => {
    const small = smallBot().bot;
    let waits = 0;
    rig = await openHttpRig({ ...small, answer: (ask) => wait(waits).then(() => small.answer(ask)) });
    ada = personAt(rig);
    return (ms: number) => {
      waits = ms;
    };
  };
  const signs = () => rig.slack.standing().filter(({ text }) => text === "Looking…");
  const seen = () => rig.slack.messages.filter(({ text }) => text === "Looking…");

  it("gives way to the answer to a command", async () => {
    (await slow())(1_000);
    await ada.slash("/whats-next", "harbour");
    await until(() => seen().length === 1);
    await until(() => rig.slack.messages.at(-1)?.blocks);
    expect(signs()).toEqual([]);
    expect(rig.slack.standing()).toHaveLength(1);
  });

  it("goes where the answer to a command comes another way", async () => {
    (await slow())(1_000);
    rig.slack.settings.blocksTooLong = 500;
    await ada.slash("/whats-next", "harbour");
    await until(() => seen().length === 1);
    rig.slack.settings.blocksTooLong = 11_000;
    rig.slack.failNext("response_url", { status: 400, body: "invalid_blocks" });
    await until(() => rig.slack.messages.at(-1)?.blocks);
    await until(() => signs().length === 0);
  });

  it("of a press stands in a dialog, which then shows the answer", async () => {
    const be = await slow();
    await ada.slash("/whats-next", "harbour");
    const answer = await until(() => rig.slack.messages[0]);
    be(1_000);
    await ada.press(answer, "What's happening");
    const [id, view] = await until(() => [...rig.slack.views][0]);
    expect(readMessage(view).text).toBe("Looking…");
    await until(() => readMessage(rig.slack.views.get(id) ?? {}).text.includes("• The harbour stays closed."));
    expect(rig.slack.messages).toHaveLength(1);
    expect(rig.slack.faults).toEqual([]);
  });

  it("in a dialog that somebody closed meanwhile is followed by a message", async () => {
    const be = await slow();
    await ada.slash("/whats-next", "harbour");
    const answer = await until(() => rig.slack.messages[0]);
    be(1_000);
    await ada.press(answer, "What's happening");
    const [id] = await until(() => [...rig.slack.views][0]);
    rig.slack.views.delete(id);
    const told = await until(() => rig.slack.messages[1]);
    expect(readMessage(told).text).toContain("• The harbour stays closed.");
  });

  it("is taken back from a thread where no answer can take its place", async () => {
    (await slow())(1_000);
    rig.slack.failNext("chat.update", { status: 500, body: "" }, { status: 500, body: "" });
    await ada.mention(ASK);
    await until(() => rig.slack.standing().some(({ ephemeral }) => ephemeral));
    await until(() => signs().length === 0);
  });

  it.each([
    ["is Slack's own where the conversation is one with an assistant", {}, true],
    ["is a message in any other", { assistant_thread: undefined }, false],
  ])("%s", async (_, more, isStatus) => {
    (await slow())(1_000);
    await ada.write("what's next on the harbour?", {
      thread_ts: THREAD,
      assistant_thread: { action_token: "x" },
      ...more,
    });
    if (isStatus) await until(() => rig.slack.statuses.get(`D0ADA ${THREAD}`) === "is looking…");
    await until(() => rig.slack.messages.at(-1)?.blocks);
    expect(seen()).toHaveLength(0);
    expect(rig.slack.callsTo("assistant.threads.setStatus")).toHaveLength(isStatus ? 1 : 0);
    expect(rig.slack.callsTo("chat.update")).toHaveLength(isStatus ? 0 : 1);
    expect(rig.slack.statuses.size).toBe(0);
  });

  it("is a message where Slack shows no status", async () => {
    (await slow())(1_000);
    rig.slack.failNext("assistant.threads.setStatus", { error: "missing_scope" });
    await ada.write("what's next on the harbour?", { thread_ts: THREAD, assistant_thread: {} });
    await until(() => rig.slack.callsTo("chat.update").length === 1);
  });
});

describe("a share from a dialog", () => {
  const inDialog = async () => {
    await start();
    await ada.slash("/whats-next", "harbour");
    const answer = await until(() => rig.slack.messages[0]);
    const quotes = await dialogOf(() => ada.press(answer, "See quotes"), "“talks begin on Monday”");
    return dialogOf(() => ada.pressIn(quotes, "What's happening"), "• The harbour stays closed.");
  };
  const textOf = (id: string) => readMessage(rig.slack.views.get(id) ?? {});
  const ephemerals = () => rig.slack.messages.filter(({ ephemeral }) => ephemeral);

  it("tells what became of it in the dialog, which leads to the message and back", async () => {
    const id = await inDialog();
    await ada.pressIn(id, "Share");
    await until(() => textOf(id).text.includes("It is in the channel now."));
    expect(textOf(id).live).toEqual([expect.stringMatching(/^link:https:\/\/home\.slack\.example\/archives/)]);
    expect(ephemerals()).toHaveLength(1);
    await ada.pressIn(id, "Back to the answer");
    await until(() => textOf(id).text.includes("• The harbour stays closed."));
    await ada.pressIn(id, "Share");
    await until(() => textOf(id).text.includes("Already shared"));
    expect(rig.slack.faults).toEqual([]);
  });

  it("tells there too why nothing was shared", async () => {
    const id = await inDialog();
    rig.slack.channels.set(CHANNEL, { is_member: true, is_archived: true });
    await ada.pressIn(id, "Share");
    await until(() => textOf(id).text.includes("This channel no longer accepts messages."));
    expect(ephemerals()).toHaveLength(1);
  });

  it("that takes a while says so there", async () => {
    const id = await inDialog();
    rig.slack.failNext("chat.postMessage", { slowMs: 1_200 });
    await ada.pressIn(id, "Share");
    await until(() => textOf(id).text === "Looking…");
    await until(() => textOf(id).text.includes("It is in the channel now."));
    expect(ephemerals()).toHaveLength(1);
  });
});
