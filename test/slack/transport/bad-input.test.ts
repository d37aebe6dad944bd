import { afterEach, describe, expect, it } from "vitest";
import { BOT_TOKEN } from "../../fakes/slack/api.ts";
import { blockAction, eventCallback, mention, slashCommand } from "../../fakes/slack/payloads.ts";
import { type Person, personAt } from "../../fakes/slack/person.ts";
import { readMessage } from "../../fakes/slack/read.ts";
import { encoded, type HttpRig, openHttpRig, openSocketRig, type SocketRig, until } from "../../fakes/slack/rig.ts";
import { SIGNING_SECRET, signed } from "../../fakes/slack/sign.ts";
import { longReply, scriptedBot } from "../../fixtures/content/replies.ts";
import { smallBot } from "../small-bot.ts";

const FORM = "application/x-www-form-urlencoded";
const JSON_TYPE = "application/json";

describe("what comes to the address", () => {
  let rig: HttpRig;
  const rejections: unknown[] = [];
  const note = (error: unknown) => void rejections.push(error);
  const start = async () => {
    process.on("unhandledRejection", note);
    rig = await openHttpRig(scriptedBot(() => longReply(1)));
    return rig.slack;
  };
  afterEach(async () => {
    await rig.stop();
    process.off("unhandledRejection", note);
    expect(rejections.splice(0)).toEqual([]);
    const logged = JSON.stringify(rig.logged);
    for (const secret of [BOT_TOKEN, SIGNING_SECRET, "secret-words"]) expect(logged).not.toContain(secret);
  });

  const command = () =>
    encoded(
      slashCommand({
        command: "/whats-next",
        text: "secret-words",
        trigger_id: "t1",
        response_url: "http://127.0.0.1:9/",
      }),
    );

  it.each<[string, () => Record<string, string>]>([
    ["signed with another secret", () => signed(command().body, Date.now(), "another-secret")],
    ["signed six minutes ago", () => signed(command().body, Date.now() - 6 * 60_000)],
    ["signed for another body", () => signed("another body")],
    ["with half a signature", () => ({ "x-slack-signature": "v0=abc" })],
    ["with no time", () => ({ "x-slack-request-timestamp": "" })],
  ])("is turned away when %s", async (_, headers) => {
    const slack = await start();
    const { body, type } = command();
    expect((await rig.send(body, type, headers())).status).toBe(401);
    expect(slack.calls.filter(({ method }) => method !== "auth.test")).toEqual([]);
  });

  it("is turned away unsigned, oversized, elsewhere and by other methods", async () => {
    await start();
    const { body } = command();
    const { address } = rig;
    const post = (path: string, body: string) =>
      fetch(address + path, { method: "POST", headers: { "content-type": FORM }, body });
    expect((await post("/slack/events", body)).status).toBe(401);
    expect((await post("/slack/events", `text=secret-words${"x".repeat(1_100_000)}`)).status).toBe(413);
    expect((await post("/slack/elsewhere", body)).status).toBe(404);
    expect((await fetch(`${address}/slack/events`)).status).toBe(404);
    expect((await post("/slack/events", "null")).status).toBe(401);
  });

  it("answers Slack's own checks", async () => {
    await start();
    expect((await rig.send("ssl_check=1&token=x", FORM)).status).toBe(200);
    const check = JSON.stringify({ type: "url_verification", challenge: "c-1", token: "t" });
    expect(await (await rig.send(check, JSON_TYPE)).json()).toEqual({ challenge: "c-1" });
  });

  it.each<[string, string, string]>([
    ["nothing", "", JSON_TYPE],
    ["null", "null", JSON_TYPE],
    ["null in a form", "payload=null", FORM],
    ["null in a form, spelt otherwise", "x=1&payload=+n%75ll%20", FORM],
    ["a number", "42", JSON_TYPE],
    ["a list", "[]", JSON_TYPE],
    ["half an object", '{"event":"secret-words', JSON_TYPE],
    ["half an object in a form", "payload=%7B%22secret-words", FORM],
    ["an empty object", "{}", JSON_TYPE],
    ["an event of null", '{"type":"event_callback","event":null}', JSON_TYPE],
    ["an event of text", '{"type":"event_callback","event":"app_mention"}', JSON_TYPE],
    ["an event of no kind", '{"type":"event_callback","event":{}}', JSON_TYPE],
    ["a mention without a channel", '{"type":"event_callback","event":{"type":"app_mention","user":"U1"}}', JSON_TYPE],
    [
      "a message of numbers",
      '{"type":"event_callback","event":{"type":"message","channel_type":"im","user":1,"text":2,"ts":3}}',
      JSON_TYPE,
    ],
    [
      "a press on nothing",
      `payload=${encodeURIComponent(JSON.stringify({ type: "block_actions", actions: [] }))}`,
      FORM,
    ],
    [
      "a press by nobody",
      `payload=${encodeURIComponent(JSON.stringify({ type: "block_actions", actions: [{ action_id: "reply:0", value: "1whats-next" }] }))}`,
      FORM,
    ],
    [
      "a submission of nothing",
      `payload=${encodeURIComponent(JSON.stringify({ type: "view_submission", view: { callback_id: "form" } }))}`,
      FORM,
    ],
    ["a suggestion for nobody", `payload=${encodeURIComponent(JSON.stringify({ type: "block_suggestion" }))}`, FORM],
    [
      "a shortcut that nobody made",
      `payload=${encodeURIComponent(JSON.stringify({ type: "shortcut", callback_id: "x", user: {}, trigger_id: "1" }))}`,
      FORM,
    ],
    ["a command without anything", "command=%2Fwhats-next", FORM],
    ["a command with everything twice", "command=%2Fwhats-next&command=%2Fx&text=a&text=b&user_id=1&user_id=2", FORM],
  ])("is answered at once and harms nothing: %s", async (_, body, type) => {
    await start();
    const from = performance.now();
    const response = await rig.send(body, type);
    expect(response.status === 200 || response.status === 400, String(response.status)).toBe(true);
    expect(performance.now() - from).toBeLessThan(1_000);
    const next = await personAt(rig).slash("/whats-next", "harbour");
    expect(next).toBeUndefined();
    await until(() => rig.slack.messages.some((message) => readMessage(message).text.includes("Statement 1")));
  });

  it.each([
    ["forged", "2whats-next~t=x"],
    ["cut", "1whats-next~t"],
    ["empty", ""],
    ["of another command", "1no-such-command~t=x"],
    ["with a path in it", "1whats-next~t=..%2F..%2Fetc"],
  ])("answers a press on a button that is %s", async (_, value) => {
    const slack = await start();
    const press = blockAction({
      action: { action_id: "reply:0", value },
      trigger_id: slack.newTrigger(),
      response_url: slack.newResponseUrl("CGENERAL"),
      channel: "CGENERAL",
    });
    await personAt(rig).deliver(press);
    await until(() => slack.messages[0]);
    expect(slack.messages[0]).toMatchObject({ ephemeral: true });
  });

  it("answers what is delivered again once: commands, presses and events", async () => {
    const slack = await start();
    const ada: Person = personAt(rig);
    const event = eventCallback(mention("whats-next harbour"));
    const press = blockAction({
      action: { action_id: "reply:0", value: "1whats-next~t=x" },
      trigger_id: slack.newTrigger(),
      response_url: slack.newResponseUrl("CGENERAL"),
      channel: "CGENERAL",
    });
    for (const payload of [event, press, event, press, event]) await ada.deliver(payload);
    await ada.slash("/whats-next");
    await until(() => slack.messages.length >= 3);
    expect(slack.messages).toHaveLength(3);
  });

  it("is not served before the start and after the stop", async () => {
    await start();
    await rig.adapter.stop();
    const { body, type } = command();
    expect((await rig.send(body, type)).status).toBe(503);
  });
});

describe("frames over Socket Mode", () => {
  let rig: SocketRig;
  afterEach(() => rig.stop());

  it("that are no envelopes harm nothing", async () => {
    rig = await openSocketRig(smallBot().bot);
    const frames = [
      "",
      "null",
      "42",
      "not json",
      "{}",
      '{"type":"events_api"}',
      '{"type":"events_api","payload":{"event":null}}',
      '{"type":"slash_commands","envelope_id":"e0"}',
    ];
    for (const frame of frames) rig.socket.sendRaw(frame);
    await personAt(rig).slash("/whats-next", "harbour");
    await until(() => rig.slack.messages[0]);
    expect(JSON.stringify(rig.logged)).not.toContain("a-secret-ticket");
  });
});
