import { afterEach, describe, expect, it } from "vitest";
import { BOT_USER, type Message } from "../../fakes/slack/api.ts";
import { type Person, personAt } from "../../fakes/slack/person.ts";
import { readMessage } from "../../fakes/slack/read.ts";
import { type HttpRig, openHttpRig, openSocketRig, type SocketRig, until } from "../../fakes/slack/rig.ts";
import { smallBot } from "../small-bot.ts";

const MODES = { "signed HTTP": openHttpRig, "Socket Mode": openSocketRig } as const;

describe.each(Object.entries(MODES))("a conversation over %s", (_, open) => {
  let rig: HttpRig | SocketRig;
  let ada: Person;
  const start = async () => {
    rig = await open(smallBot().bot);
    ada = personAt(rig);
    return rig.slack;
  };
  afterEach(() => rig.stop());
  const nth = (index: number): Promise<Message> => until(() => rig.slack.messages[index]);
  const read = async (index: number) => readMessage(await nth(index)).text;

  it("goes from a question to its sources, the other questions and a share", async () => {
    const slack = await start();
    await ada.slash("/whats-happening", "harbour");
    const answer = await nth(0);
    expect(readMessage(answer).text).toContain("• The harbour stays closed. [1]");
    expect(readMessage(answer).text).toContain("[1] Port notice");
    await ada.press(answer, "What's next");
    expect(await read(1)).toContain("• Talks begin on Monday. [1]");
    await ada.press(answer, "See quotes");
    const [view] = await until(() => slack.views.size > 0 && [...slack.views.values()]);
    expect(readMessage(view ?? {}).text).toContain("“The harbour stays closed” until talks begin on Monday.");
    await ada.press(answer, "Share");
    const shared = await nth(2);
    expect(shared).toMatchObject({ channel: "CGENERAL", unfurl_links: "false", unfurl_media: "false" });
    expect(shared.ephemeral).toBeUndefined();
    expect(readMessage(shared).text).toContain("Shared by ada");
    const told = await nth(3);
    expect(told.ephemeral).toBe(true);
    expect(readMessage(told).live).toEqual([
      expect.stringMatching(/^link:https:\/\/home\.slack\.example\/archives\/CGENERAL/),
    ]);
    await ada.press(shared, "What's next");
    expect(await nth(4)).toMatchObject({ ephemeral: true });
    expect(slack.faults).toEqual([]);
  });

  it("answers help, nothing, near misses and commands that do not exist", async () => {
    const slack = await start();
    const answers = {
      "/nutgraf help": "How to ask",
      "/nutgraf": "How to ask",
      "/whats-next help": "How to ask",
      "/whats-next": "Which story?",
      "/whats-next harbuor": "Harbour strike",
      "/whats-next zebra": "No story is called “zebra”",
      "/whats-up": "Unknown command",
      "/nutgraf what comes next on the harbour": "Harbour strike",
    };
    for (const [index, [typed, words]] of Object.entries(answers).entries()) {
      const [command = "", ...rest] = typed.split(" ");
      await ada.slash(command, rest.join(" "));
      expect(await read(index), typed).toContain(words);
      expect((await nth(index)).ephemeral).toBe(true);
    }
    expect(slack.faults).toEqual([]);
  });

  it("finds a story in a form, filled as it is typed", async () => {
    const slack = await start();
    await ada.slash("/whats-next");
    await ada.press(await nth(0), "Choose a story…");
    const [viewId] = await until(() => slack.views.size > 0 && [...slack.views.keys()]);
    const all = (await ada.type(viewId ?? "", "topic", "")) as { options: { value: string }[] };
    expect(all.options.map(({ value }) => value)).toEqual(["bank-merger", "harbour-strike"]);
    const some = (await ada.type(viewId ?? "", "topic", "harb")) as typeof all;
    expect(some.options.map(({ value }) => value)).toEqual(["harbour-strike"]);
    expect(await ada.submit(viewId ?? "", { topic: "harbour-strike" })).toMatchObject({ response_action: "update" });
    await until(() => readMessage(slack.views.get(viewId ?? "") ?? {}).text.includes("• Talks begin on Monday. [1]"));
    await ada.pressIn(viewId ?? "", "What's happening");
    await until(() => readMessage(slack.views.get(viewId ?? "") ?? {}).text.includes("The harbour stays closed."));
    expect(slack.faults).toEqual([]);
  });

  it("shows the stories and how to ask in the App Home", async () => {
    const slack = await start();
    await ada.openHome();
    const home = await until(() => slack.views.get("home-UADA"));
    const { text, live } = readMessage(home);
    for (const words of ["Harbour strike", "Bank merger", "undated", "/whats-happening [topic]", "How to ask"])
      expect(text).toContain(words);
    expect(live).toEqual([]);
    await ada.pressIn("home-UADA", "Harbour strike");
    const [, modal] = await until(() => slack.views.size > 1 && [...slack.views.values()]);
    expect(readMessage(modal ?? {}).text).toContain("• The harbour stays closed. [1]");
    expect(readMessage(modal ?? {}).text).not.toMatch(/^Share$/m);
    expect(slack.faults).toEqual([]);
  });

  it.each([
    [`<@${BOT_USER}> whats-next harbour`, "• Talks begin on Monday. [1]"],
    [`<@${BOT_USER}> /why-important harbour`, "• Ferries wait outside. [1]"],
    [`hey <@${BOT_USER}> what's next on the harbour strike?`, "• Talks begin on Monday. [1]"],
    [`what's next on the harbour strike? <@${BOT_USER}> please`, "• Talks begin on Monday. [1]"],
    [`what's next on the harbour strike? cc <@${BOT_USER}|nutgraf> <@UBEN>`, "• Talks begin on Monday. [1]"],
    [`Ben thinks it is over. <@${BOT_USER}> what's next on harbour`, "• Talks begin on Monday. [1]"],
    [`<@${BOT_USER}>`, "How to ask"],
  ])("answers the mention %j in its thread", async (text, words) => {
    const slack = await start();
    await ada.mention(text, { ts: "1700000000.777777" });
    const answer = await nth(0);
    expect(readMessage(answer).text).toContain(words);
    expect(answer).toMatchObject({ channel: "CGENERAL", thread_ts: "1700000000.777777" });
    expect(slack.faults).toEqual([]);
  });

  it("answers a direct message in its thread, and once where it comes as a mention too", async () => {
    const slack = await start();
    await ada.write("what's next on the merger?", { ts: "1700000000.888888" });
    await ada.mention("what's next on the merger?", { ts: "1700000000.888888", channel: "D0ADA" });
    expect(await read(0)).toContain("• Talks begin on Monday. [1]");
    expect(await nth(0)).toMatchObject({ channel: "D0ADA", thread_ts: "1700000000.888888" });
    await ada.write("edited", { subtype: "message_changed", ts: "1700000000.888889" });
    await ada.openHome();
    await until(() => slack.views.get("home-UADA"));
    expect(slack.messages).toHaveLength(1);
  });
});

describe("names and workspaces", () => {
  let rig: HttpRig;
  afterEach(() => rig.stop());

  it("understands its prefixed names, and says them", async () => {
    rig = await openHttpRig(smallBot().bot, { commandPrefix: "acme" });
    const ada = personAt(rig);
    await ada.slash("/acme-whats-next", "harbour");
    await ada.slash("/acme-nutgraf");
    const [answer, help] = await until(() => rig.slack.messages.length > 1 && rig.slack.messages);
    expect(readMessage(answer ?? {}).text).toContain("• Talks begin on Monday. [1]");
    expect(readMessage(help ?? {}).text).toContain("/acme-whats-happening [topic]");
  });

  it("tells other workspaces the same in the App Home and in threads", async () => {
    rig = await openHttpRig(smallBot().bot, { allowedTenants: ["TELSE"] });
    const ada = personAt(rig);
    await ada.openHome();
    const home = await until(() => rig.slack.views.get("home-UADA"));
    expect(readMessage(home).text.match(/not set up for this workspace/g)).toHaveLength(1);
    await ada.mention("whats-next harbour");
    expect(readMessage(await until(() => rig.slack.messages[0])).text).toContain("not set up for this workspace");
  });

  it("tells other workspaces in one sentence that it is not set up for them", async () => {
    rig = await openHttpRig(smallBot().bot, { allowedTenants: ["T0HOME"] });
    const ada = personAt(rig);
    await ada.slash("/whats-next", "harbour", { team_id: "TOTHER" });
    await ada.slash("/whats-next", "harbour");
    const [refused, answer] = await until(() => rig.slack.messages.length > 1 && rig.slack.messages);
    expect(readMessage(refused ?? {}).text).toBe(
      "Not set up here\nThis bot is not set up for this workspace. Please ask whoever runs it to add the workspace.",
    );
    expect(readMessage(answer ?? {}).text).toContain("Talks begin");
    await ada.press(answer as Message, "What's happening", { user: { id: "UEVE", team_id: "TOTHER" } });
    expect(readMessage(await until(() => rig.slack.messages[2])).text).toContain("not set up for this workspace");
  });
});
