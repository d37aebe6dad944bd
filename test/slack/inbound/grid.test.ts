import { afterEach, describe, expect, it } from "vitest";
import { BOT_USER, CHANNEL, type Message, TEAM } from "../../fakes/slack/api.ts";
import { eventCallback, mention } from "../../fakes/slack/payloads.ts";
import { type Person, personAt } from "../../fakes/slack/person.ts";
import { readMessage } from "../../fakes/slack/read.ts";
import { type HttpRig, openHttpRig, until } from "../../fakes/slack/rig.ts";
import { smallBot } from "../small-bot.ts";

const ORG = "E0ORG";
const SISTER = "T0SISTER";
const member = (teams: readonly string[], more: object = {}) => ({
  id: "UADA",
  team_id: SISTER,
  enterprise_user: { id: "UADA", enterprise_id: ORG, teams },
  ...more,
});

let rig: HttpRig;
let ada: Person;
afterEach(() => rig.stop());
const start = async (me: object = { enterprise_id: ORG }) => {
  rig = await openHttpRig(smallBot().bot, { allowedTenants: [TEAM], me });
  ada = personAt(rig);
  return rig.slack;
};
const latest = async (count: number): Promise<Message> =>
  until(() => rig.slack.messages.length >= count && rig.slack.messages.at(-1));

describe("a press in a workspace of an organization", () => {
  const MERGER = {
    blocks: [
      {
        type: "actions",
        elements: [{ action_id: "reply:0", value: "1whats-next~t=bank-merger", text: { text: "Merger" } }],
      },
    ],
    ...{ channel: CHANNEL, ts: "1.1", at: 0, ephemeral: true },
  };
  const heard = async (user: object, more: object = {}) => {
    const before = rig.slack.messages.length;
    await ada.press(MERGER, "Merger", { user: { id: "UADA", ...user } }, more);
    const { text } = readMessage(await latest(before + 1));
    return text.includes("Talks begin") ? "all" : text.includes("not set up") ? "nothing" : "what is for everyone";
  };

  it.each<[string, object, object | undefined, string]>([
    ["the organization", { team_id: ORG }, undefined, "all"],
    ["the workspace", { team_id: TEAM }, undefined, "all"],
    ["another workspace, being a member of ours too", { team_id: SISTER }, member([SISTER, TEAM]), "all"],
    ["another workspace alone", { team_id: SISTER }, member([SISTER]), "nothing"],
    ["another workspace, by somebody Slack does not know", { team_id: SISTER }, undefined, "nothing"],
    ["another workspace, by a stranger", { team_id: SISTER }, member([SISTER, TEAM], { is_stranger: true }), "nothing"],
    [
      "another organization",
      { team_id: "E0OTHER" },
      member([TEAM], { enterprise_user: { enterprise_id: "E0OTHER", teams: [TEAM] } }),
      "nothing",
    ],
  ])("sees what a command sees there: the person's team is %s", async (_, user, found, sees) => {
    const slack = await start();
    if (found) slack.users.set("UADA", found);
    expect(await heard(user)).toBe(sees);
    // The same where only the payload tells of the organization.
    await rig.stop();
    const other = await start({});
    if (found) other.users.set("UADA", found);
    expect(await heard(user, { org: ORG })).toBe(sees);
  });
});

it.each<[string, object]>([
  ["the organization", { team: ORG }],
  ["the organization in the profile", { user_profile: { team: ORG } }],
  ["their own workspace", { team: SISTER, user_team: SISTER, source_team: SISTER }],
])("a mention by a member hears what is for the workspace, whose team is %s", async (_, event) => {
  const slack = await start();
  slack.users.set("UADA", member([SISTER, TEAM]));
  await ada.deliver(eventCallback({ ...mention(`<@${BOT_USER}> whats-next merger`), ...event }));
  expect(readMessage(await latest(1)).text).toContain("Talks begin");
  expect(slack.faults).toEqual([]);
});

it("a form opened and sent by a member of the organization lists and answers what a command does", async () => {
  const slack = await start();
  await ada.slash("/whats-next");
  const org = { user: { id: "UADA", team_id: ORG } };
  await ada.press(await latest(1), "Choose a story…", org);
  const [id] = await until(() => [...slack.views][0]);
  await ada.submit(id, { topic: "bank-merger" }, { team: ORG });
  await until(() => readMessage(slack.views.get(id) ?? {}).text.includes("Talks begin"));
});
