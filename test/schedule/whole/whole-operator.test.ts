import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { BOT_TOKEN, CHANNEL, type Message, openFakeSlack, TEAM } from "../../fakes/slack/api.ts";
import { blockAction, slashCommand } from "../../fakes/slack/payloads.ts";
import { buttonOf } from "../../fakes/slack/person.ts";
import { readMessage } from "../../fakes/slack/read.ts";
import { encoded, until } from "../../fakes/slack/rig.ts";
import { SIGNING_SECRET, signed } from "../../fakes/slack/sign.ts";
import { programs } from "../../fixtures/processes/program.ts";

const { start } = programs();

describe("the running bot, with an operator's place", () => {
  test("passes reports on, and knows after a restart what was shared", async () => {
    const slack = await openFakeSlack();
    slack.channels.set("COPS", { is_member: true });
    const data = await mkdtemp(join(tmpdir(), "nutgraf-"));
    onTestFinished(async () => {
      await slack.close();
      await rm(data, { recursive: true, force: true });
    });
    const own = { SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_SIGNING_SECRET: SIGNING_SECRET, SLACK_API_URL: slack.apiUrl };
    const run = async () => {
      const bot = start("main", [], { PORT: "0", DATA_DIR: data, OPERATOR: `slack:${TEAM}/COPS`, ...own });
      const [, address] = await bot.printed(/(http:\/\/127\.0\.0\.1:\d+)\. Ask there/);
      return { ...bot, address };
    };
    let bot = await run();
    const send = async (payload: object) => {
      const { body, type } = encoded(payload);
      const headers = { "content-type": type, ...signed(body) };
      expect((await fetch(`${bot.address}/slack/events`, { method: "POST", headers, body })).status).toBe(200);
    };
    const stop = async () => {
      bot.child.kill("SIGTERM");
      expect((await bot.ended).code).toBe(0);
    };
    const from = () => ({ trigger_id: slack.newTrigger(), response_url: slack.newResponseUrl(CHANNEL) });
    const press = (message: Message, label: string) =>
      send(blockAction({ action: buttonOf(message, label), channel: CHANNEL, ...from() }));
    const nth = (index: number) => until(() => slack.messages[index], 20_000);
    const told = () => slack.messages.map((one) => readMessage(one).text);
    const inPlace = (place: string) =>
      slack.messages.flatMap((one) => (one.channel === place && !one.ephemeral ? [readMessage(one).text] : []));

    await send(slashCommand({ command: "/whats-next", text: "irs", ...from() }));
    const answer = await nth(0);
    await press(answer, "Share");
    await until(() => told().some((text) => text.startsWith("Shared\n")), 20_000);
    await press(answer, "Report a mistake");
    const [id, view] = await until(() => [...slack.views].at(-1));
    const written = { text: { text: { type: "plain_text_input", value: "It was on Tuesday." } } };
    await send({
      ...{ type: "view_submission", team: { id: TEAM }, user: { id: "UADA", name: "ada", team_id: TEAM } },
      view: { ...view, id, hash: "1.h", state: { values: written } },
    });
    await until(() => inPlace("COPS").length > 0, 20_000);
    expect(inPlace("COPS")).toEqual([
      expect.stringMatching(
        /^A mistake was reported\nWho: somebody who did not give a name\. Where: \n[\s\S]*\nThey wrote: It was on Tuesday\.\nOpen for correction$/,
      ),
    ]);

    await stop();
    bot = await run();
    await press(answer, "Share");
    await until(() => told().some((text) => text.startsWith("Already shared\n")), 20_000);
    expect(inPlace(CHANNEL)).toHaveLength(1);
    expect(slack.faults).toEqual([]);
    await stop();
  }, 90_000);
});
