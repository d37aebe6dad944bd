import { setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { BOT_USER, CHANNEL, TEAM } from "../../fakes/slack/api.ts";
import { blockAction, eventCallback, mention } from "../../fakes/slack/payloads.ts";
import { personAt } from "../../fakes/slack/person.ts";
import { type HttpRig, openHttpRig, until } from "../../fakes/slack/rig.ts";
import { longReply, scriptedBot } from "../../fixtures/content/replies.ts";

let rig: HttpRig;
afterEach(() => rig.stop());

const start = async (more: Parameters<typeof openHttpRig>[1] = {}) => {
  const bot = scriptedBot(() => longReply(1), [{ value: "harbour", label: "Harbour" }]);
  rig = await openHttpRig(bot, more);
  return { bot, ada: personAt(rig) };
};
const press = (more: object = {}) =>
  blockAction({
    action: { action_id: "reply:0", value: "1whats-next~t=harbour" },
    trigger_id: rig.slack.newTrigger(),
    response_url: rig.slack.newResponseUrl(CHANNEL),
    channel: CHANNEL,
    ...more,
  });

describe("what is answered", () => {
  it("is a press once, however often it is delivered", async () => {
    const { bot, ada } = await start();
    const payload = press();
    await ada.deliver(payload);
    await ada.deliver(payload);
    await until(() => rig.slack.messages[0]);
    await wait(100);
    expect(bot.asked).toHaveLength(1);
    expect(rig.slack.messages).toHaveLength(1);
  });

  it("is no other bot, whatever user it speaks as", async () => {
    const { bot, ada } = await start();
    const words = `<@${BOT_USER}> whats-next harbour`;
    await ada.deliver(eventCallback(mention(words, { bot_id: "BOTHER", user: "UROBOT" })));
    await ada.mention(words);
    await until(() => rig.slack.messages[0]);
    await wait(50);
    expect(bot.asked.map(({ by }) => by.id)).toEqual(["UADA"]);
  });

  it("is answered in the thread that the button stands in", async () => {
    const { ada } = await start();
    await ada.deliver(press({ message: { ts: "1700000000.000002", thread_ts: "1700000000.000001" } }));
    const answer = await until(() => rig.slack.messages[0]);
    expect(answer).toMatchObject({ ephemeral: true, thread_ts: "1700000000.000001" });
    expect(rig.slack.callsTo("response_url")).toHaveLength(1);
  });
});

describe("a picker", () => {
  const suggestion = (more: object = {}) => ({
    ...blockAction({
      action: { action_id: "topic" },
      trigger_id: "",
      view: { type: "modal", private_metadata: JSON.stringify({ c: CHANNEL, a: "1whats-next" }) },
    }),
    type: "block_suggestion",
    actions: undefined,
    action_id: "topic",
    block_id: "topic",
    value: "h",
    ...more,
  });

  it.each<[string, object, number]>([
    ["ours", {}, 1],
    ["another", { team: { id: "TOTHER" }, user: { id: "UEVE", team_id: "TOTHER" } }, 0],
    ["nobody knows which", { team: null, user: { id: "UEVE" } }, 0],
  ])("suggests stories only to a workspace that is served: %s", async (_, more, count) => {
    const { ada } = await start({ allowedTenants: [TEAM] });
    const answer = (await ada.deliver(suggestion(more))) as { options: object[] };
    expect(answer.options).toHaveLength(count);
  });
});
