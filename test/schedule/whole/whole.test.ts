import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { BOT_TOKEN, openFakeSlack } from "../../fakes/slack/api.ts";
import { blockAction, eventCallback, slashCommand } from "../../fakes/slack/payloads.ts";
import { readMessage } from "../../fakes/slack/read.ts";
import { answerTo, encoded, until } from "../../fakes/slack/rig.ts";
import { SIGNING_SECRET, signed } from "../../fakes/slack/sign.ts";
import { programs } from "../../fixtures/processes/program.ts";

const { start } = programs();

type Sent = { readonly [field: string]: unknown };
type Button = { readonly action_id: string; readonly value?: string; readonly text?: { readonly text: string } };

/** A channel of the fake Slack, in which a person talks to the bot that runs as a program of its own. */
async function openConversation() {
  const slack = await openFakeSlack();
  slack.users.set("UADA", { id: "UADA", tz: "Europe/London" });
  const data = await mkdtemp(join(tmpdir(), "nutgraf-"));
  onTestFinished(async () => {
    await slack.close();
    await rm(data, { recursive: true, force: true });
  });
  const own = { SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_SIGNING_SECRET: SIGNING_SECRET, SLACK_API_URL: slack.apiUrl };
  const bot = start("main", [], { PORT: "0", DATA_DIR: data, ...own });
  const [, address] = await bot.printed(/(http:\/\/127\.0\.0\.1:\d+)\. Ask there/);
  const deliver = async (payload: object) => {
    const { body, type } = encoded(payload);
    const headers = { "content-type": type, ...signed(body) };
    expect((await fetch(`${address}/slack/events`, { method: "POST", headers, body })).status).toBe(200);
  };
  const send = (payload: object): Promise<Sent> => answerTo(slack, () => deliver(payload), { forMs: 20_000 });
  const from = () => ({ trigger_id: slack.newTrigger(), response_url: slack.newResponseUrl("CGENERAL") });
  const say = (command: string, text: string) => send(slashCommand({ command, text, ...from() }));
  const press = (message: Sent, label: string) => {
    const blocks = message.blocks as readonly { type: string; elements?: readonly Button[] }[];
    const buttons = blocks.flatMap(({ type, elements = [] }) => (type === "actions" ? elements : []));
    const action = buttons.find(({ text }) => text?.text === label);
    if (!action) throw new Error(`no button ${label} among ${buttons.map(({ text }) => text?.text).join(", ")}`);
    return send(blockAction({ action, channel: "CGENERAL", ...from() }));
  };
  const posted = () => slack.messages.filter(({ ephemeral }) => !ephemeral).map((message) => readMessage(message).text);
  const happen = (event: object) => deliver(eventCallback(event));
  return { bot, say, press, happen, posted, slack };
}

describe("a schedule in the running bot", () => {
  test("is set up by command, introduced in the channel, and posts once when told to", async () => {
    const { bot, say, press, posted, slack } = await openConversation();
    const proposed = await say("/briefing-schedule", "irs daily 09:00");
    expect(readMessage(proposed).text).toMatch(
      /every day at 09:00 \(Europe\/London, UTC\+[01] now\)[\s\S]*Next: \w{3} \d+ \w{3}, 09:00 London; .*; /,
    );
    expect(posted()).toEqual([]);
    const saved = await press(proposed, "Save and introduce it here");
    expect(readMessage(saved).text).toContain("Scheduled. Its first message is here.");
    expect(posted()).toEqual([
      expect.stringMatching(
        /ada set up a briefing on IRS data sharing, every day at 09:00 \(Europe\/London, UTC\+[01] now\)\./,
      ),
    ]);
    await press(saved, "Run now");
    await until(() => posted().length > 1, 20_000);
    const [, briefing = ""] = posted();
    expect(briefing).toContain(
      "The Office of the Deputy Attorney General is monitoring the litigation over the data-sharing agreement. [1]",
    );
    expect(briefing).toContain("2 sources, undated · Quotes checked");
    expect(slack.faults).toEqual([]);
    bot.child.kill("SIGTERM");
    expect((await bot.ended).code).toBe(0);
    expect(posted()).toHaveLength(2);
    expect(bot.log()).not.toContain(BOT_TOKEN);
  }, 90_000);

  test("follows its channel: archived it pauses and tells its owner, reopened it offers to go on", async () => {
    const { bot, say, press, happen, slack } = await openConversation();
    await press(await say("/briefing-schedule", "irs daily 09:00"), "Save and introduce it here");
    const told = (words: string) =>
      until(
        () => slack.messages.find((one) => one.channel === "UADA" && readMessage(one).text.includes(words)),
        20_000,
      );
    await happen({ type: "channel_archive", channel: "CGENERAL", user: "UADA" });
    await told("is paused: the channel was archived");
    await happen({ type: "channel_unarchive", channel: "CGENERAL", user: "UADA" });
    expect(readMessage(await press(await told("The bot can post again"), "Resume")).text).toContain("Resumed.");
    await happen({ type: "app_uninstalled" });
    const list = () => say("/briefing-schedule", "").then((answer) => readMessage(answer).text);
    await expect.poll(list, { timeout: 20_000 }).toContain("paused (the bot was removed)");
    bot.child.kill("SIGTERM");
    expect((await bot.ended).code).toBe(0);
  }, 90_000);
});
