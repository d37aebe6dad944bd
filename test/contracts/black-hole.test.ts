import { describe, expect, it } from "vitest";
import { openSlack } from "#slack";
import { toChatError } from "../../src/discord/transport/errors.ts";
import { openRest } from "../../src/discord/transport/rest.ts";
import { TOKEN } from "../fakes/discord/payloads.ts";
import { BOT_TOKEN } from "../fakes/slack/api.ts";
import { SIGNING_SECRET } from "../fakes/slack/sign.ts";
import { longReply, scriptedBot } from "../fixtures/content/replies.ts";
import { openBlackHole } from "../fixtures/processes/black-hole.ts";

const log = { info() {}, warn() {}, error() {} };

describe.concurrent("a host that takes no connection and says nothing", () => {
  it("was sent nothing by Discord's side", { timeout: 30_000 }, async () => {
    const apiUrl = `http://127.0.0.1:${await openBlackHole()}/api`;
    const send = openRest({ token: TOKEN, apiUrl, log, now: Date.now });
    const error = await send({ method: "POST", route: "/channels/1/messages", body: {} }).catch(toChatError);
    expect(error).toMatchObject({ trouble: "busy", message: "Discord cannot be reached (UND_ERR_CONNECT_TIMEOUT)" });
  });

  it("was sent nothing by Slack's side", { timeout: 30_000 }, async () => {
    const apiUrl = `http://127.0.0.1:${await openBlackHole()}/api/`;
    const given = { botToken: BOT_TOKEN, signingSecret: SIGNING_SECRET, apiUrl, log, now: Date.now };
    const adapter = await openSlack(given);
    await adapter.start(scriptedBot(() => longReply(1)));
    await expect.poll(() => adapter.away?.(), { timeout: 20_000 }).toMatch(/\(UND_ERR_CONNECT_TIMEOUT\)/);
    await adapter.stop();
  });
});
