import { afterEach, describe, expect, it } from "vitest";
import { slashCommand } from "../../fakes/slack/payloads.ts";
import { readMessage } from "../../fakes/slack/read.ts";
import { encoded, type HttpRig, openHttpRig, until } from "../../fakes/slack/rig.ts";
import { answered, line, note, scriptedBot } from "../../fixtures/content/replies.ts";

const REPLY = answered([{ kind: "lines", lines: [line("The harbour stays closed.", [1])] }], [note(1)]);

describe("slash commands by signed HTTP", () => {
  let rig: HttpRig;
  afterEach(() => rig.stop());

  it("are acknowledged with nothing and answered privately by their own address", async () => {
    const bot = scriptedBot(() => REPLY);
    rig = await openHttpRig(bot);
    const { slack } = rig;
    const payload = slashCommand({
      command: "/whats-next",
      text: "harbour &amp; strike",
      trigger_id: slack.newTrigger(),
      response_url: slack.newResponseUrl("CGENERAL"),
    });
    const { body, type } = encoded(payload);
    const response = await rig.send(body, type);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("");
    const message = await until(() => slack.messages[0]);
    expect(message).toMatchObject({ ephemeral: true, channel: "CGENERAL" });
    expect(readMessage(message).text).toContain("• The harbour stays closed. [1]");
    expect(bot.asked[0]).toMatchObject({
      command: "whats-next",
      words: "harbour & strike",
      place: { platform: "slack", tenant: "T0HOME", id: "CGENERAL" },
      by: { id: "UADA", name: "ada" },
    });
    expect(slack.faults).toEqual([]);
  });
});
