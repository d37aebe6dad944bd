import { expect, onTestFinished, test } from "vitest";
import { CHANNEL, TEAM } from "../fakes/slack/api.ts";
import { openHttpRig } from "../fakes/slack/rig.ts";
import { longReply, scriptedBot } from "../fixtures/content/replies.ts";

const PLACE = { platform: "slack", tenant: TEAM, id: CHANNEL };

test("a post whose answer was lost is found in Slack's history among those that came after it", async () => {
  const { adapter, slack, stop } = await openHttpRig(scriptedBot(() => longReply(1)));
  onTestFinished(stop);
  slack.scopes.add("channels:history");
  slack.failNext("chat.postMessage", { lost: true });
  await expect(adapter.post(PLACE, longReply(1), "lost")).rejects.toMatchObject({ trouble: "unknown-outcome" });
  for (let at = 0; at < 5; at += 1) await adapter.post(PLACE, longReply(1), `later-${at}`);
  const [{ ts } = { ts: "" }, ...later] = slack.messages;
  expect(later).toHaveLength(5);
  expect(await adapter.settle(PLACE, longReply(1), "lost", Date.now())).toMatchObject({ message: `${CHANNEL}/${ts}` });
});
