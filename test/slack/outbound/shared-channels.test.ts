import { afterEach, describe, expect, it } from "vitest";
import type { Ask } from "#chat";
import { BOT_USER, CHANNEL, TEAM } from "../../fakes/slack/api.ts";
import { blockAction, eventCallback, mention } from "../../fakes/slack/payloads.ts";
import { personAt } from "../../fakes/slack/person.ts";
import { type HttpRig, openHttpRig, until } from "../../fakes/slack/rig.ts";
import { longReply, scriptedBot } from "../../fixtures/content/replies.ts";

const WORDS = `<@${BOT_USER}> whats-next merger`;
const FOREIGN = { team_id: "TOTHER", user_id: "UOTHER", is_bot: true };
type Bot = ReturnType<typeof scriptedBot>;

let rig: HttpRig;
let bot: Bot;
afterEach(() => rig.stop());

const start = async (more: Parameters<typeof openHttpRig>[1] = {}) => {
  bot = scriptedBot(() => ({ ...longReply(1), edition: "e1" }));
  rig = await openHttpRig(bot, more);
  return personAt(rig);
};
const asked = (count = 1): Promise<Ask | undefined> => until(() => bot.asked.length >= count && bot.asked.at(-1));
const press = (more: object) => ({
  ...blockAction({
    action: { action_id: "reply:0", value: "1whats-next~t=bank-merger" },
    trigger_id: rig.slack.newTrigger(),
    response_url: rig.slack.newResponseUrl(CHANNEL),
    channel: CHANNEL,
  }),
  ...more,
});

describe("a channel that others read along in", () => {
  it("is known by the envelope at once, whatever is looked up", async () => {
    const ada = await start();
    await ada.mention(WORDS);
    expect((await asked())?.place.outsiders).toBeUndefined();
    await ada.deliver(eventCallback(mention(WORDS), { is_ext_shared_channel: true }));
    expect((await asked(2))?.place).toMatchObject({ id: CHANNEL, outsiders: true });
  });

  it.each([{ is_ext_shared: true }, { is_shared: true }])("is looked up before each public answer: %j", async (now) => {
    const ada = await start();
    await ada.mention(WORDS);
    await asked();
    rig.slack.channels.set(CHANNEL, { is_member: true, ...now });
    await ada.mention(WORDS);
    expect((await asked(2))?.place.outsiders).toBe(true);
  });

  it("is looked up before a public command's answer", async () => {
    bot = scriptedBot(() => longReply(1));
    const specs = bot.specs.map((spec) => ({ ...spec, seenBy: "everyone" as const }));
    rig = await openHttpRig({ ...bot, specs });
    rig.slack.channels.set(CHANNEL, { is_member: true, is_ext_shared: true });
    await personAt(rig).slash("/whats-next", "merger");
    expect((await asked())?.place.outsiders).toBe(true);
  });
});

describe("whoever is from another workspace, or from nobody knows where,", () => {
  it.each<[string, object, object]>([
    ["the speaker's team", { team: "TOTHER" }, {}],
    ["no team", { team: undefined }, {}],
    ["a team of null", { team: null }, {}],
    ["user_team", { user_team: "TOTHER" }, {}],
    ["source_team", { source_team: "TOTHER" }, {}],
    ["the envelope's team", {}, { team_id: "TOTHER" }],
    ["the envelope's context", {}, { context_team_id: "TOTHER" }],
    ["an authorization", {}, { authorizations: [FOREIGN] }],
  ])("is heard as an outsider in a message: %s", async (_, event, envelope) => {
    const ada = await start({ allowedTenants: [] });
    await ada.deliver(eventCallback({ ...mention(WORDS), ...event }, envelope));
    expect((await asked())?.place.outsiders).toBe(true);
    await ada.deliver(
      eventCallback({ ...mention(WORDS), type: "message", channel_type: "im", channel: "D0ADA", ...event }, envelope),
    );
    expect((await asked(2))?.place.outsiders).toBe(true);
  });

  it.each<[string, object]>([
    ["the person's team", { user: { id: "UEVE", team_id: "TOTHER" } }],
    ["the team", { team: { id: "TOTHER" } }],
    ["no team", { team: null, user: { id: "UEVE" } }],
    ["a team of null", { team: null }],
    ["a person without a team", { user: { id: "UEVE" } }],
    ["user_team", { user_team: "TOTHER" }],
  ])("presses as an outsider: %s", async (_, more) => {
    const ada = await start();
    await ada.deliver(press(more));
    expect((await asked())?.place.outsiders).toBe(true);
  });

  it.each<[string, object]>([
    ["another team", { team_id: "TOTHER" }],
    ["another context", { context_team_id: "TOTHER" }],
    ["no team", { team_id: undefined }],
  ])("opens the App Home as an outsider: %s", async (_, envelope) => {
    const ada = await start();
    await ada.deliver(eventCallback({ type: "app_home_opened", user: "UEVE", tab: "home" }, envelope));
    expect((await asked())?.place.outsiders).toBe(true);
  });

  it("types a command as an outsider", async () => {
    const ada = await start();
    await ada.slash("/whats-next", "merger", { team_id: "TOTHER" });
    expect((await asked())?.place).toMatchObject({ tenant: "TOTHER", outsiders: true });
    await ada.slash("/whats-next", "merger", { team_id: "" });
    expect((await asked(2))?.place).toMatchObject({ tenant: "", outsiders: true });
  });

  it("is not served where only ours is", async () => {
    const ada = await start({ allowedTenants: [TEAM] });
    await ada.deliver(press({ team: null, user: { id: "UEVE" } }));
    await ada.deliver(eventCallback({ ...mention(WORDS), user_team: "TOTHER" }));
    await ada.deliver(eventCallback({ ...mention(WORDS), team: undefined }));
    await until(() => rig.slack.messages.length >= 3);
    expect(JSON.stringify(rig.slack.messages).match(/not set up for this workspace/g)?.length).toBeGreaterThanOrEqual(
      3,
    );
    expect(bot.asked).toEqual([]);
  });
});

describe("whoever's message does not tell where they are from", () => {
  it.each<[string, object, boolean]>([
    ["of our workspace", { team_id: TEAM }, false],
    ["of another workspace", { team_id: "TOTHER", is_stranger: true }, true],
    ["a stranger", { team_id: TEAM, is_stranger: true }, true],
    ["from nobody knows where", {}, true],
  ])("is %s when Slack says so", async (_, person, outsiders) => {
    const ada = await start();
    rig.slack.users.set("UADA", person);
    await ada.write("whats-next merger", { team: undefined });
    expect((await asked())?.place.outsiders ?? false).toBe(outsiders);
    await ada.mention(WORDS, { team: undefined });
    expect((await asked(2))?.place.outsiders ?? false).toBe(outsiders);
    rig.slack.failNext("users.info", { status: 500, body: "" });
    await ada.write("whats-next merger", { team: undefined });
    expect((await asked(3))?.place.outsiders).toBe(true);
  });

  it("is not looked up where it does", async () => {
    const ada = await start();
    await ada.write("whats-next merger");
    await asked();
    expect(rig.slack.callsTo("users.info")).toEqual([]);
  });
});

describe("somebody from our own workspace", () => {
  it("is no outsider", async () => {
    const ada = await start({ allowedTenants: [TEAM] });
    await ada.deliver(press({}));
    expect((await asked())?.place).toEqual({ platform: "slack", tenant: TEAM, id: CHANNEL });
    await ada.openHome();
    expect((await asked(2))?.place).toEqual({ platform: "slack", tenant: TEAM, id: "UADA" });
  });
});
