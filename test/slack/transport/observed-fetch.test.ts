import { afterEach, expect, it } from "vitest";
import { CHANNEL, type Failure, TEAM } from "../../fakes/slack/api.ts";
import { personAt } from "../../fakes/slack/person.ts";
import { type HttpRig, openHttpRig, until } from "../../fakes/slack/rig.ts";
import { answered, line, note } from "../../fixtures/content/replies.ts";
import { smallBot } from "../small-bot.ts";

const REPLY = answered([{ kind: "lines", lines: [line("The harbour stays closed.", [1])] }], [note(1)]);
const PLACE = { platform: "slack", tenant: TEAM, id: CHANNEL };

let rig: HttpRig;
afterEach(() => rig.stop());

async function start() {
  const told: string[] = [];
  rig = await openHttpRig(smallBot().bot, { onCall: (call, result) => told.push(`${call} ${result}`) });
  return { told, slack: rig.slack, ada: personAt(rig) };
}

it.each<[string, Failure | undefined, string]>([
  ["well", undefined, "ok"],
  ["refused", { error: "not_in_channel" }, "needs-invite"],
  ["refused for good", { error: "account_inactive" }, "tenant-gone"],
  ["refused for a reason of which nothing is known", { error: "qq_new" }, "our-bug"],
  ["too often", { retryAfter: 3 }, "busy"],
  ["by a gateway", { status: 502, body: "<html>oops</html>" }, "busy"],
  ["by a proxy", { status: 404, body: "<html>oops</html>" }, "busy"],
  ["too often, without a wait", { status: 429, body: "<html>oops</html>" }, "busy"],
  ["with a failure", { status: 500, body: "" }, "unknown-outcome"],
  ["by a gateway that calls it well", { status: 200, body: "<html>oops</html>" }, "unknown-outcome"],
  ["never", { lost: true }, "unknown-outcome"],
])("a call that is answered %s is told of once", async (_, failure, result) => {
  const { told, slack } = await start();
  if (failure) slack.failNext("chat.postMessage", failure);
  await rig.adapter.post(PLACE, REPLY, "delivery-1").catch(() => {});
  expect(told).toEqual(["auth.test ok", `chat.postMessage ${result}`]);
});

it("an answer by its own address is told of without that address", async () => {
  const { told, slack, ada } = await start();
  await ada.slash("/whats-next", "harbour");
  await until(() => slack.messages[0]);
  slack.failNext("response_url", { status: 404, body: "expired_url" });
  await ada.slash("/whats-next", "harbour");
  await until(() => slack.messages[1]);
  await until(() => told.length >= 4);
  expect(told).toEqual(["auth.test ok", "response_url ok", "response_url gone", "chat.postEphemeral ok"]);
});

it.each<[string, Failure, string]>([
  ["a word of Slack's", { status: 404, body: "expired_url" }, "gone"],
  ["a proxy's page", { status: 404, body: "<html>not here</html>" }, "busy"],
  ["nothing", { status: 503, body: "" }, "busy"],
  ["a failure", { status: 500, body: "oops" }, "unknown-outcome"],
])("an answer's own address that gives %s is told of as such", async (_, failure, result) => {
  const { told, slack, ada } = await start();
  slack.failNext("response_url", failure);
  await ada.slash("/whats-next", "harbour");
  await until(() => slack.messages[0]);
  expect(told.slice(1, 2)).toEqual([`response_url ${result}`]);
});
